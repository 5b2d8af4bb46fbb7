// The registered claims (RFC 7519 section 4.1) and the policy that a verifier holds them to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "holoband/clock.h"
#include "holoband/error.h"
#include "holoband/json/scanner.h"

namespace holoband {

// The names of the claims, as `detail` of a failure names them.
namespace claim {
inline constexpr std::string_view kIssuer = "iss";
inline constexpr std::string_view kSubject = "sub";
inline constexpr std::string_view kAudience = "aud";
inline constexpr std::string_view kExpiration = "exp";
inline constexpr std::string_view kNotBefore = "nbf";
inline constexpr std::string_view kIssuedAt = "iat";
inline constexpr std::string_view kJwtId = "jti";
}  // namespace claim

// ClaimsPolicy is what a verified token must also be. Durations are seconds.
struct ClaimsPolicy {
  // One of these must be the "iss", and one of these must be among the "aud". Nothing means: not
  // checked, on purpose.
  std::optional<std::vector<std::string>> issuers;
  std::optional<std::vector<std::string>> audiences;
  double tolerance = 0;           // how far the clocks of issuer and verifier may differ
  std::optional<double> max_age;  // how long after its "iat" a token is accepted
  bool accept_tokens_without_expiry = false;
  std::vector<std::string> required_claims;
};

// check_policy refuses a policy that could not protect: an empty list or name, a time that is
// negative, not finite, or longer than kMaxDuration.
// Failures: kOptionEmpty, kOptionRange, kDurationInvalid; `detail` names the option.
[[nodiscard]] Outcome check_policy(const ClaimsPolicy& policy);

// RegisteredClaims are the claims that the rules look at, found in one pass over a scanned payload; nullptr where one is
// not there. They are views of what the scanner found.
struct RegisteredClaims {
  // NOLINTNEXTLINE(google-explicit-constructor): a scanned payload is its claims
  RegisteredClaims(const json::Scanner& scanned);

  const json::Value* issuer = nullptr;
  const json::Value* subject = nullptr;
  const json::Value* audience = nullptr;
  const json::Value* expiration = nullptr;
  const json::Value* not_before = nullptr;
  const json::Value* issued_at = nullptr;
  const json::Value* jwt_id = nullptr;
  const json::Scanner* all;
};

// The rules. `claims` are those of a payload whose signature was verified before. Each rule looks at
// its own claims and nothing else, so that `explain` can go on after one that fails.
[[nodiscard]] Outcome check_expiration(const RegisteredClaims& claims, const ClaimsPolicy& policy,
                                       NumericDate now);
[[nodiscard]] Outcome check_not_before(const RegisteredClaims& claims, const ClaimsPolicy& policy,
                                       NumericDate now);
[[nodiscard]] Outcome check_issued_at(const RegisteredClaims& claims, const ClaimsPolicy& policy,
                                      NumericDate now);
[[nodiscard]] Outcome check_issuer(const RegisteredClaims& claims, const ClaimsPolicy& policy);
[[nodiscard]] Outcome check_audience(const RegisteredClaims& claims, const ClaimsPolicy& policy);
[[nodiscard]] Outcome check_required_claims(const RegisteredClaims& claims,
                                            const ClaimsPolicy& policy);

// check_claim_types holds every registered claim to its type: strings, NumericDates, and for "aud"
// a string or an array of strings. Both sides use it: an issuer makes no token that a verifier
// would refuse.
// Failure: kClaimType; `detail` names the claim.
[[nodiscard]] Outcome check_claim_types(const RegisteredClaims& claims);

}  // namespace holoband
