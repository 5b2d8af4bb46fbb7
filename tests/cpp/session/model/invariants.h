// Invariants: each is stated by the history of a world, never by what the rules decided.
#pragma once

#include <cstddef>
#include <optional>

#include "session/model/rules.h"
#include "session/model/world.h"

namespace holoband::session::model {

// Seen counts what happened, so that a test can tell that there was something to check.
struct Seen {
  std::size_t rotations = 0;
  std::size_t lost_writes = 0;  // something else was written first, or it took too long
  std::size_t replays = 0;
  std::size_t reuses = 0;
  std::size_t refusals = 0;
  std::size_t quiet_worlds = 0;  // whose browser was asked to refresh once more
};

// Promise: what a client that presents a token at this moment may count on.
struct Promise {
  bool is_timely = false;   // it has to be served, however slow the store was
  bool is_overdue = false;  // it must not be served, however slow the store was
  bool is_alive = false;    // the session's lifetime is not over, likewise
  bool is_dead = false;     // it is over, likewise
};

class Invariants {
 public:
  Invariants(const Scenario& scenario, const Rules& rules) : scenario_(scenario), rules_(rules) {}

  [[nodiscard]] Promise promise_for(const World& world, TokenId token) const;

  // after_judgement looks at a verdict on what a client presented. A rotation is granted only when it
  // has been written.
  [[nodiscard]] Broken after_judgement(const World& world, TokenId presented,
                                       const Decision& decision, bool is_thief, Tokens& tokens);
  [[nodiscard]] Broken after_rotation(const World& before, TokenId presented);
  [[nodiscard]] Broken in_world(const World& world, Tokens& tokens);

  void count_lost_write() { seen_.lost_writes += 1; }
  [[nodiscard]] const Seen& seen() const { return seen_; }

 private:
  [[nodiscard]] bool has_one_lineage(const World& world, Tokens& tokens) const;
  [[nodiscard]] bool converges(const World& world, const Tokens& tokens);
  void count(Verdict verdict);

  Scenario scenario_;
  Rules rules_;
  Seen seen_;
};

}  // namespace holoband::session::model
