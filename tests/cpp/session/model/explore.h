// explore visits every world that can be reached, each once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "session/model/machine.h"

namespace holoband::session::model {

struct Breach {
  Broken broken;
  std::string story;  // the shortest way there, a step a line
};

struct Exploration {
  std::size_t states = 0;
  std::size_t transitions = 0;
  Seen seen;
  std::optional<Breach>
      breach;  // the first one that was found, and the last world that was looked at
};

// explore goes breadth first, and stops at the first breach of one of the invariants that are
// `watched`: a broken rule breaks several, and each is to be proved.
[[nodiscard]] Exploration explore(const Scenario& scenario, const Rules& rules = {},
                                  Broken watched = Broken().set());

}  // namespace holoband::session::model
