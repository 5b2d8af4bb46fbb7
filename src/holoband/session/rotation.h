// Rotation: the state machine of a session (design, section 5). Pure functions: what they decide, a
// store makes true with one atomic step, and a server answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "holoband/result.h"
#include "holoband/session/policy.h"
#include "holoband/session/row.h"
#include "holoband/session/tokens.h"

namespace holoband::session {

// Verdict is what happens to a refresh token that is authentic and has not expired.
enum class Verdict : std::uint8_t {
  kRotate,   // current: write `next` where the row is still active and of its generation
  kReplay,   // used a moment ago: give the successor again, write nothing
  kReuse,    // used longer ago, or its successor was used too: somebody has a copy. Write `next`
             // where the row is still active
  kUnknown,  // no such session: not theft, and nothing to revoke
  kRevoked,  // the session was ended
  kExpired,  // its idle or absolute lifetime is over
  kInconsistent,  // newer than the row, or no row that could be: the store is at fault, not the client
};

// verdict_name returns how JavaScript and reports call a verdict, such as "rotate".
[[nodiscard]] std::string_view verdict_name(Verdict verdict);

// Decision: `next` is the row as it has to become, for kRotate and kReuse; else the row as it is.
struct Decision {
  Verdict verdict = Verdict::kUnknown;
  Row next = {};
};

inline constexpr std::size_t kMaxNameBytes = 256;

// start_session returns the first row of a session: active, generation 0.
// Failures: kOptionEmpty and kOptionRange ("subject": empty, over 256 bytes, not UTF-8, or with a NUL,
// which not every store can hold), kClockInvalid.
[[nodiscard]] Result<Row> start_session(std::string id, std::string subject, NumericDate now,
                                        const Policy& policy);

// decide_refresh judges a presented refresh token by the row that the store has of its session, if
// any, at the time of the store's clock. The first rule that applies wins:
//
//   1. no row, or the row of another session                          kUnknown
//   2. a row that is not sound                                        kInconsistent
//   3. not active                                                     kRevoked
//   4. idle or absolute end reached                                   kExpired
//   5. the row's generation                                           kRotate
//   6. one before it, and the rotation no longer ago than the grace   kReplay
//   7. older                                                          kReuse
//   8. newer, or none that a token can have                          kInconsistent
//
// A token that has expired by itself gets kExpired in the place of 1, 5 and 7: nobody loses a session
// by one. Only the replay of a rotation from just before that is still given, because its answer
// may have been lost. The grace begins at the rotation and is never extended: a thief who keeps
// replaying gains nothing. Failure: kClockInvalid.
[[nodiscard]] Result<Decision> decide_refresh(const std::optional<Row>& row,
                                              const Presented& presented, NumericDate now,
                                              const Policy& policy);

}  // namespace holoband::session
