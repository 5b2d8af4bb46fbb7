// Verifier: made once with keys and a policy, called for every token.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/claims.h"
#include "holoband/jws_verifier.h"

namespace holoband {

struct VerifierOptions {
  TrustPolicy trust;
  ClaimsPolicy claims;
  std::vector<std::string> types;  // accepted "typ"; empty means absent or "JWT"
};

// VerifiedToken is a token that passed every rule. Only a Verifier makes one. Its views live until
// the next call of the verifier that made it.
class VerifiedToken {
 public:
  [[nodiscard]] std::string_view header_json() const { return header_json_; }
  [[nodiscard]] std::string_view claims_json() const { return claims_json_; }
  [[nodiscard]] std::uint32_t header_serial() const { return header_serial_; }
  [[nodiscard]] bool has_nested_claims() const { return claims_->has_nested_values(); }
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

  std::string_view header_json_;
  std::string_view claims_json_;
  std::uint32_t header_serial_;
  const json::Scanner* claims_;
};

// Verifier keeps buffers from call to call: make one per thread. It can be moved, but not copied.
class Verifier {
 public:
  // Failures: those of JwsVerifier::create and check_policy, and kOptionEmpty for an empty type.
  [[nodiscard]] static Result<Verifier> create(VerifierOptions options);

  [[nodiscard]] std::size_t max_token_bytes() const { return jws_.max_token_bytes(); }

  // verify applies the rules in the order of rules.def; the first one that fails is the outcome.
  // `detail` names the claim, the header parameter or the part that it is about. kClockInvalid
  // where `now` is not a time.
  [[nodiscard]] Result<VerifiedToken> verify(std::string_view token, NumericDate now);

  // explain applies the same rules, but goes on after a failed one wherever the next can still be
  // judged. There is one finding per rule. No claim is looked at unless the signature is right.
  // kClockInvalid where `now` is not a time.
  [[nodiscard]] Result<std::vector<Finding>> explain(std::string_view token, NumericDate now);

 private:
  struct Attempt {
    const VerifiedJws& jws;
    NumericDate now;
    std::optional<RegisteredClaims> claims = {};  // once the payload was read
  };
  struct Step {
    Rule rule;
    Outcome (Verifier::*check)(Attempt&);
  };
  static const std::array<Step, 8> kSteps;

  Verifier(JwsVerifier jws, VerifierOptions options)
      : jws_(std::move(jws)),
        policy_(std::move(options.claims)),
        types_(std::move(options.types)) {}

  Outcome check_typ(Attempt& attempt);
  Outcome check_payload(Attempt& attempt);
  Outcome check_exp(Attempt& attempt);
  Outcome check_nbf(Attempt& attempt);
  Outcome check_iat(Attempt& attempt);
  Outcome check_iss(Attempt& attempt);
  Outcome check_aud(Attempt& attempt);
  Outcome check_required(Attempt& attempt);
  void explain_claims(Attempt attempt, std::vector<Finding>& findings);

  JwsVerifier jws_;
  ClaimsPolicy policy_;
  std::vector<std::string> types_;
  std::string payload_;
  json::Scanner claims_;
};

}  // namespace holoband
