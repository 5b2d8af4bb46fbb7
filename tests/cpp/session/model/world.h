// World: everything that a model of clients, network, server and store remembers at one moment.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "session/model/tokens.h"

namespace holoband::session::model {

// Times are seconds; a world's clock begins at 0. They are as small as can be while every moment
// that a rule could tell from another is still there: at once, inside the grace, exactly at its end,
// past it, past the idle end and past the absolute one.
struct Times {
  int grace = 2;
  int store_timeout = 1;  // a rotation is not written later than this after the row was read
  int idle = 4;
  int absolute = 7;
  int horizon = 8;  // where the clock stops
};

// Scenario: one browser with some tabs that share its cookie jar, and perhaps somebody who copies
// the cookie once.
struct Scenario {
  int tabs = 1;
  bool thief = false;
  bool ends = false;  // one logout or ban may come in between
  int requests = 3;   // of each client, retries included
  Times times = {};
  // How long an answer may be under way, and how old a token is before its successor is asked for.
  // Less than 0: there is no such rule.
  int answer_within = -1;
  int refresh_after = -1;
};

inline constexpr std::size_t kMaxClients = 3;

enum class Phase : std::uint8_t {
  kNone,
  kSent,       // `token` is on its way to the server
  kRotating,   // the row was read and judged; a rotation is about to be written
  kEnding,     // likewise, the end of the session
  kGranted,    // `token` is on its way to the client
  kRefused,    // 401, which clears the cookie
  kUnanswered  // 503, which does not
};

// Message is the one request that a client has under way. What the server means to write stands
// beside the token that was presented.
struct Message {
  Phase phase = Phase::kNone;
  TokenId token = 0;
  std::uint8_t generation = 0;
  std::uint8_t rotated_at = 0;  // of an answer: when it was made, where a rule wants to know
  std::uint8_t idle_end = 0;

  friend auto operator<=>(const Message&, const Message&) = default;
};

struct Client {
  std::uint8_t requests_left = 0;
  Message message;

  friend auto operator<=>(const Client&, const Client&) = default;
};

// History is what the invariants are stated by. It is recorded from what was seen to happen, not
// from what the row says.
struct History {
  TokenId current = 0;          // the token that the store was last made to take as the current one
  TokenId previous = 0;         // the one before it
  std::uint8_t changed_at = 0;  // when that was written
  std::uint8_t has_arrived = 0;  // the browser was given the current one
  std::uint8_t is_stolen = 0;
  std::uint8_t is_ended = 0;      // by a logout or a ban
  std::uint8_t is_over = 0;       // by whatever
  std::uint8_t was_untimely = 0;  // the browser used a token for which nothing is promised any more

  // nothing but the network is to blame for what happens to the browser
  [[nodiscard]] bool is_peaceful() const {
    return is_stolen == 0 && is_ended == 0 && was_untimely == 0;
  }
  friend bool operator==(const History&, const History&) = default;
};

struct World {
  std::uint8_t now = 0;
  Status status = Status::kActive;
  std::uint8_t generation = 0;
  std::uint8_t rotated_at = 0;
  std::uint8_t idle_end = 0;
  TokenId browser = 0;  // the cookie in its jar
  TokenId thief = 0;
  std::array<Client, kMaxClients> clients{};  // the thief is the last one of a scenario
  History history;

  friend bool operator==(const World&, const World&) = default;
};

// Without padding a world can be hashed by its bytes.
static_assert(std::has_unique_object_representations_v<World>);

}  // namespace holoband::session::model
