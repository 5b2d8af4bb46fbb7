// The server's half of a refresh, over the real state machine.
#pragma once

#include <string>

#include "session/model/rules.h"
#include "session/model/world.h"

namespace holoband::session::model {

inline constexpr NumericDate kEpoch = 1767225600;  // a world's clock counts from here

[[nodiscard]] inline NumericDate time_of(int second) { return kEpoch + second; }

[[nodiscard]] inline Policy policy_of(const Times& times) {
  return {.idle_ttl = static_cast<double>(times.idle),
          .absolute_ttl = static_cast<double>(times.absolute),
          .grace = static_cast<double>(times.grace)};
}

// row_of returns the row that a world's store has, and put writes one into it. A rotation writes no
// status, unless the rules are broken.
[[nodiscard]] Row row_of(const World& world, const Times& times);
void put(const Row& row, World& world);

// judge does what a server does with a token before it writes anything: it verifies the token, reads
// the row and decides. A token that has expired is refused without a look at the row.
[[nodiscard]] Decision judge(const World& world, const Token& token, const Times& times,
                             const Rules& rules);

[[nodiscard]] inline bool grants(Verdict verdict) {
  return verdict == Verdict::kRotate || verdict == Verdict::kReplay;
}

}  // namespace holoband::session::model
