// Verifier: made once with keys and a policy, called for every token.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/claims.h"
#include "holoband/jws_verifier.h"
#include "holoband/token_cache.h"

namespace holoband {

struct VerifierOptions {
  TrustPolicy trust;
  ClaimsPolicy claims;
  std::vector<std::string> types;              // accepted "typ"; empty means absent or "JWT"
  std::optional<TokenCacheLimits> cache = {};  // nothing means that no token is remembered
};

// VerifiedToken is a token that passed every rule. Only a Verifier makes one. Its views live until
// the next call of the verifier that made it.
class VerifiedToken {
 public:
  [[nodiscard]] std::string_view header_json() const { return header_json_; }
  [[nodiscard]] std::string_view claims_json() const { return claims_json_; }
  [[nodiscard]] std::uint32_t header_serial() const { return header_serial_; }
  [[nodiscard]] bool has_nested_claims() const { return claims_->has_nested_values(); }
  // place returns where the verifier's cache had the token. One that it had has no header_serial.
  [[nodiscard]] CachePlace place() const { return place_; }
  // claims returns the scanned payload.
  [[nodiscard]] const json::Scanner& claims() const { return *claims_; }
  // claim returns one member of the payload, or nullptr.
  [[nodiscard]] const json::Value* claim(std::string_view name) const {
    return claims_->find(name);
  }

 private:
  friend class Verifier;
  VerifiedToken(const VerifiedJws& jws, const std::string& payload, const json::Scanner& claims)
      : header_json_(jws.header_json()),
        claims_json_(payload),
        header_serial_(jws.header_serial()),
        claims_(&claims) {}
  explicit VerifiedToken(const TokenCache::Entry& entry)
      : header_json_(entry.header_json),
        claims_json_(entry.claims_json),
        claims_(&entry.claims),
        place_(entry.place) {}

  std::string_view header_json_;
  std::string_view claims_json_;
  std::uint32_t header_serial_ = 0;
  const json::Scanner* claims_;
  CachePlace place_;
};

// Verifier keeps buffers from call to call: make one per thread. It can be moved, but not copied.
class Verifier {
 public:
  // Failures: those of JwsVerifier::create, check_policy and check_cache_limits, and kOptionEmpty
  // for an empty type.
  [[nodiscard]] static Result<Verifier> create(VerifierOptions options);

  [[nodiscard]] std::size_t max_token_bytes() const { return jws_.max_token_bytes(); }

  // verify applies the rules in the order of rules.def; the first one that fails is the outcome.
  // `detail` names the claim, the header parameter or the part that it is about. kClockInvalid
  // where `now` is not a time. Of a token that is remembered every rule is applied again that time
  // or the policy has a part in, from kExpiration on; one that fails is forgotten.
  [[nodiscard]] Result<VerifiedToken> verify(std::string_view token, NumericDate now);

  // dropped_slots returns the slots of the cache that the last verify gave up.
  [[nodiscard]] const std::vector<std::uint32_t>* dropped_slots() const {
    return cache_ ? &cache_->dropped() : nullptr;
  }

  // explain applies the same rules, and asks no cache, but goes on after a failed one wherever the
  // next can still be judged. There is one finding per rule. No claim is looked at unless the
  // signature is right. kClockInvalid where `now` is not a time.
  [[nodiscard]] Result<std::vector<Finding>> explain(std::string_view token, NumericDate now);

 private:
  struct Attempt {
    const VerifiedJws* jws = nullptr;        // none where the token is remembered
    std::optional<RegisteredClaims> claims;  // once the payload was read
    NumericDate now = 0;
  };

  Verifier(JwsVerifier jws, VerifierOptions options)
      : jws_(std::move(jws)), policy_(std::move(options.claims)), types_(std::move(options.types)) {
    if (options.cache) cache_.emplace(*options.cache);
  }

  [[nodiscard]] Result<VerifiedToken> verify_again(const TokenCache::Entry& entry, NumericDate now);

  // judge applies the rules that follow those of a JwsVerifier, in their order, and judge_claims the last of them, which
  // time or the policy has a part in. `goes_on` is told of each, and says whether the next one is applied.
  template <class GoesOn>
  void judge(Attempt& attempt, GoesOn goes_on);
  template <class GoesOn>
  void judge_claims(Attempt& attempt, GoesOn goes_on);

  Outcome check_typ(Attempt& attempt);
  Outcome check_payload(Attempt& attempt);
  Outcome check_exp(Attempt& attempt);
  Outcome check_nbf(Attempt& attempt);
  Outcome check_iat(Attempt& attempt);
  Outcome check_iss(Attempt& attempt);
  Outcome check_aud(Attempt& attempt);
  Outcome check_required(Attempt& attempt);

  JwsVerifier jws_;
  ClaimsPolicy policy_;
  std::vector<std::string> types_;
  std::string payload_;
  json::Scanner claims_;
  std::optional<TokenCache> cache_;
};

}  // namespace holoband
