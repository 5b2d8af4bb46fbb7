// Policy: how long sessions and their tokens live, and how much a slow client is forgiven.
#pragma once

#include "holoband/error.h"

namespace holoband::session {

inline constexpr double kMaxGrace = 300;
inline constexpr double kMaxJitter = 0.05;

// Policy: durations are seconds; fractions of a second are cut off.
struct Policy {
  double access_ttl = 15 * 60;              // of an access token
  double idle_ttl = 7 * 24 * 60 * 60;       // of a session that is not refreshed
  double absolute_ttl = 30 * 24 * 60 * 60;  // of a session, whatever happens
  double grace = 30;                        // how long after a rotation its result is given again
  double access_ttl_jitter = kMaxJitter;    // the part of access_ttl that may be taken off
};

// check_policy refuses a policy that could not work: no lifetime under a second or over
// kMaxDuration, no idle lifetime over the absolute one, a grace of 300 seconds and a jitter of 5
// percent at most.
// Failures: kDurationInvalid, kOptionRange, kOptionConflict; `detail` names the option.
[[nodiscard]] Outcome check_policy(const Policy& policy);

}  // namespace holoband::session
