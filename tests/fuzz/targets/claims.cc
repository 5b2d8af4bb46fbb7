// Claims of any content under policies of any kind: the verdict of a verifier against one that is read off the rules, with
// nlohmann/json.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "holoband/verifier.h"
#include "support/json_mutator.h"
#include "support/json_reference.h"
#include "support/json_values.h"
#include "support/nlohmann.h"
#include "support/require.h"
#include "support/samples.h"
#include "support/tokens.h"

namespace holoband::fuzz {
namespace {

constexpr std::size_t kOptions = 4;

struct Case {
  ClaimsPolicy policy;
  NumericDate now = 0;
};

Case case_of(const Input& input) {
  constexpr std::array kTolerances{0.0, 0.25, 60.0, 1e9};
  constexpr std::array kAges{0.0, 60.0, 3600.5, 3e9};
  constexpr std::array kTimes{
      test::kNow, test::kNow + 3600, test::kNow + 3599.75, test::kNow - 60, 0.0, 9007199254740991.0,
      1e300};
  Case made;
  made.now = kTimes[input.option(0, kTimes.size())];
  made.policy.tolerance = kTolerances[input.option(1, kTolerances.size())];
  const std::size_t age = input.option(2, kAges.size() + 1);
  if (age < kAges.size()) made.policy.max_age = kAges[age];
  const std::size_t flags = input.option(3, 32);
  if ((flags & 1) != 0) made.policy.issuers = {std::string(test::kIssuer), "a"};
  if ((flags & 2) != 0) made.policy.audiences = {std::string(test::kAudience), "a"};
  made.policy.accept_tokens_without_expiry = (flags & 4) != 0;
  if ((flags & 8) != 0) made.policy.required_claims = {"sub"};
  if ((flags & 16) != 0) made.policy.required_claims.emplace_back("sid");
  return made;
}

// Verdict is a code and the claim that it names.
struct Verdict {
  ErrorCode code = ErrorCode::kOk;
  std::string claim;

  bool operator==(const Verdict&) const = default;
};

const Json* find(const Json& claims, const std::string& name) {
  const auto found = claims.find(name);
  return found == claims.end() ? nullptr : &*found;
}

bool is_time(const Json* value) { return value->is_number() && value->get<double>() >= 0; }

std::vector<std::string> texts_of(const Json& value) {
  if (value.is_string()) return {*value.get_ptr<const Json::string_t*>()};
  std::vector<std::string> texts;
  for (const Json& each : value) texts.push_back(*each.get_ptr<const Json::string_t*>());
  return texts;
}

bool is_text_or_texts(const Json& value) {
  if (!value.is_array()) return value.is_string();
  return std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_string(); });
}

bool has_common(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return std::any_of(left.begin(), left.end(), [&](const std::string& each) {
    return std::find(right.begin(), right.end(), each) != right.end();
  });
}

Verdict time_verdict(const Json& claims, const Case& made) {
  const auto& [policy, now] = made;
  const Json* exp = find(claims, "exp");
  if (exp != nullptr && !is_time(exp)) return {ErrorCode::kClaimType, "exp"};
  if (exp == nullptr && !policy.accept_tokens_without_expiry)
    return {ErrorCode::kClaimMissing, "exp"};
  if (exp != nullptr && now >= exp->get<double>() + policy.tolerance)
    return {ErrorCode::kTokenExpired, "exp"};
  const Json* nbf = find(claims, "nbf");
  if (nbf != nullptr && !is_time(nbf)) return {ErrorCode::kClaimType, "nbf"};
  if (nbf != nullptr && nbf->get<double>() > now + policy.tolerance)
    return {ErrorCode::kTokenNotActive, "nbf"};
  const Json* iat = find(claims, "iat");
  if (iat != nullptr && !is_time(iat)) return {ErrorCode::kClaimType, "iat"};
  if (!policy.max_age) return {};
  if (iat == nullptr) return {ErrorCode::kClaimMissing, "iat"};
  if (iat->get<double>() > now + policy.tolerance) return {ErrorCode::kTokenFromFuture, "iat"};
  const bool old = now - iat->get<double>() >= *policy.max_age + policy.tolerance;
  return old ? Verdict{ErrorCode::kTokenTooOld, "iat"} : Verdict{};
}

Verdict name_verdict(const Json& claims, const ClaimsPolicy& policy) {
  const Json* iss = find(claims, "iss");
  if (iss != nullptr && !iss->is_string()) return {ErrorCode::kClaimType, "iss"};
  if (policy.issuers && iss == nullptr) return {ErrorCode::kClaimMissing, "iss"};
  if (policy.issuers && !has_common(texts_of(*iss), *policy.issuers))
    return {ErrorCode::kIssuerMismatch, "iss"};
  const Json* aud = find(claims, "aud");
  if (aud != nullptr && !is_text_or_texts(*aud)) return {ErrorCode::kClaimType, "aud"};
  if (policy.audiences && aud == nullptr) return {ErrorCode::kClaimMissing, "aud"};
  if (policy.audiences && !has_common(texts_of(*aud), *policy.audiences))
    return {ErrorCode::kAudienceMismatch, "aud"};
  for (const std::string& name : policy.required_claims) {
    const Json* value = find(claims, name);
    if (value == nullptr || value->is_null()) return {ErrorCode::kClaimMissing, name};
  }
  for (const char* name : {"sub", "jti"}) {
    const Json* value = find(claims, name);
    if (value != nullptr && !value->is_string()) return {ErrorCode::kClaimType, name};
  }
  return {};
}

Verdict expected_verdict(std::string_view text, const Case& made) {
  const test::JsonExpectation scanned = test::json_expectation(text);
  if (scanned.code != ErrorCode::kOk) return {scanned.code, "payload"};
  const Json claims = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  const Verdict times = time_verdict(claims, made);
  return times == Verdict{} ? name_verdict(claims, made.policy) : times;
}

Verifier verifier_for(const Case& made) {
  VerifierOptions options;
  options.trust.keys = {secret_keys()[0]};
  options.trust.algorithms = {"HS256"};
  options.trust.max_token_bytes = std::size_t{1} << 20;
  options.claims = made.policy;
  return Verifier::create(std::move(options)).value();
}

Verdict first_failure(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (!finding.outcome.ok()) return {finding.outcome.code, std::string(finding.outcome.detail)};
  }
  return {};
}

void check(const Input& input) {
  const Case made = case_of(input);
  Verifier verifier = verifier_for(made);
  const std::string token = test::sign(secret_keys()[0], test::kHeader, input.text);
  const Result<VerifiedToken> verified = verifier.verify(token, made.now);
  const Verdict verdict{verified.outcome().code, std::string(verified.outcome().detail)};
  if (test::json_expectation(input.text).open) {
    require(!verified.ok(), "claims with several faults are refused");
  } else {
    require(verdict == expected_verdict(input.text, made), "claims are judged as the rules say");
  }
  if (verified.ok()) {
    require(verified.value().claims_json() == input.text, "the claims come back as they were");
    require_same_members(verified.value().claims(), input.text);
  } else {
    require_plain_refusal(verified.outcome(), token);
  }
  require(first_failure(verifier.explain(token, made.now).value()) == verdict,
          "explain and verify agree");
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holoband::fuzz;
  check({data, size, kOptions});
  return 0;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  using namespace holoband::fuzz;
  return mutate_json_input(data, size, max_size, seed, sample_claims(), kOptions);
}
