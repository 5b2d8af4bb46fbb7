// Row: what a store keeps of a session. No token and no hash of one: each token that was made for a
// session can be made again from its row.
#pragma once

#include <cstdint>
#include <string>

#include "holoband/clock.h"

namespace holoband::session {

// Status: only an active session can be refreshed, and none becomes active again.
enum class Status : std::uint8_t {
  kActive,
  kEnded,        // by a logout, a ban, or whoever runs the service
  kCompromised,  // a refresh token was used again after its successor
};

// kMaxGeneration is the last whole number that JSON keeps exact everywhere: 2^53 - 1.
inline constexpr std::int64_t kMaxGeneration = 9007199254740991;

// kLatestTime is the last second that a token can tell, likewise.
inline constexpr NumericDate kLatestTime = 9007199254740991;

// Row: all times are whole seconds, by the clock of the store.
struct Row {
  std::string id;       // "sid" of its tokens
  std::string subject;  // "sub"
  Status status = Status::kActive;
  std::int64_t generation = 0;          // "gen" of the refresh token that is current
  NumericDate rotated_at = 0;           // when that token was made
  NumericDate created_at = 0;           // when the subject proved who they are
  NumericDate idle_expires_at = 0;      // the end, unless the session is refreshed
  NumericDate absolute_expires_at = 0;  // the end, whatever happens

  friend bool operator==(const Row&, const Row&) = default;
};

// is_sound tells whether a row can have come from this library: a store that was tampered with, or
// that lost a column, must not decide who gets in.
[[nodiscard]] bool is_sound(const Row& row);

}  // namespace holoband::session
