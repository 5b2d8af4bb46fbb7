// Rules: what a server and a store go by. The real ones by default; each can be broken, to prove that
// an invariant notices.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "holoband/session/rotation.h"

namespace holoband::session::model {

using Decide = Result<Decision> (*)(const std::optional<Row>&, const Presented&, NumericDate,
                                    const Policy&);

struct Rules {
  Decide decide = &decide_refresh;
  bool accepts_expired_within_grace = true;  // the row decides: the token may be the one before
  bool rotation_needs_active = true;
  bool rotation_needs_generation = true;
  bool rotation_needs_deadline = true;
  bool rotation_writes_status = false;
  bool replay_restarts_grace = false;
  bool replay_makes_another = false;
  bool ends_are_written = true;
};

// Invariant: what has to be true of every world that can be reached.
enum class Invariant : std::uint8_t {
  kOneLineage,         // one token is current, and each has one successor, byte for byte
  kHonestStay,         // clients inside the grace never lose their session
  kThievesAreNoticed,  // past the grace, whoever holds an old token does not go on, nor does the other
  kEndIsFinal,         // an ended session never comes back
  kLifetimesHold,      // nobody goes on past the idle or the absolute end
  kCookiesConverge     // when all is quiet the browser has a cookie that works
};
inline constexpr std::size_t kInvariants = 6;

// Broken: which invariants do not hold.
using Broken = std::bitset<kInvariants>;

inline void mark_if(bool is_broken, Invariant invariant, Broken& broken) {
  if (is_broken) broken.set(static_cast<std::size_t>(invariant));
}

}  // namespace holoband::session::model
