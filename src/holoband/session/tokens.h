// The claims of a session's tokens: what a refresh token says, and how long an access token lives.
// All of it is a function of the row, so that a token can be made again, byte for byte, by an
// issuer whose key signs deterministically.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "holoband/clock.h"
#include "holoband/json/scanner.h"
#include "holoband/result.h"
#include "holoband/session/policy.h"
#include "holoband/session/row.h"

namespace holoband::session {

// Presented is what an authentic refresh token says of itself.
struct Presented {
  std::string id;
  std::string subject;
  std::int64_t generation = 0;
  NumericDate expires_at = std::numeric_limits<NumericDate>::infinity();  // "exp"
};

// refresh_claims writes the claims of the refresh token that is current for a row: "sub", "sid",
// "gen", "iat", "exp". The issuer adds "iss" and "aud".
[[nodiscard]] std::string refresh_claims(const Row& row);

// read_presented reads the claims of a refresh token whose signature, type and issuer were verified
// before. Its time is for decide_refresh to judge. Other claims than expected come from another program with the same key.
// Failures: kClaimMissing, kClaimType; `detail` names the claim.
[[nodiscard]] Result<Presented> read_presented(const json::Scanner& claims);

// access_expires_at returns the "exp" of an access token that is issued now for a row. A part of
// the lifetime that depends on the session and its generation is taken off, so that the clients of
// a service that was restarted do not all come back in the same second. Never after the session's
// own end.
[[nodiscard]] NumericDate access_expires_at(const Row& row, const Policy& policy, NumericDate now);

}  // namespace holoband::session
