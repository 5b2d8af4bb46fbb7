#include "holoband/jws_verifier.h"

#include <algorithm>
#include <utility>

#include "holoband/bytes.h"

namespace holoband {
namespace {

Result<std::vector<const Algorithm*>> find_algorithms(const std::vector<std::string>& names) {
  std::vector<const Algorithm*> found;
  for (const std::string& name : names) {
    const Algorithm* algorithm = find_algorithm(name);
    if (algorithm == nullptr) return failure(ErrorCode::kAlgorithmUnknown, "algorithms");
    found.push_back(algorithm);
  }
  if (found.empty()) return failure(ErrorCode::kOptionEmpty, "algorithms");
  return found;
}

bool is_allowed(const std::vector<const Algorithm*>& allowed, const Algorithm& algorithm) {
  return std::find(allowed.begin(), allowed.end(), &algorithm) != allowed.end();
}

}  // namespace

// Attempt is one verification under way.
struct JwsVerifier::Attempt {
  std::string_view token;
  CompactJws parts;
  KnownHeader* known = nullptr;
  const Algorithm* algorithm = nullptr;
  const Key* key = nullptr;
};

template <class GoesOn>
void JwsVerifier::judge(Attempt& attempt, GoesOn goes_on) {
  (void)(goes_on(Rule::kSize, check_size(attempt)) &&
         goes_on(Rule::kSegments, check_segments(attempt)) &&
         goes_on(Rule::kHeader, check_header(attempt)) &&
         goes_on(Rule::kAlgorithm, check_algorithm(attempt)) &&
         goes_on(Rule::kKey, check_key(attempt)) &&
         goes_on(Rule::kSignature, check_signature(attempt)));
}

Result<JwsVerifier> JwsVerifier::create(TrustPolicy policy) {
  Result<std::vector<const Algorithm*>> algorithms = find_algorithms(policy.algorithms);
  if (!algorithms.ok()) return algorithms.outcome();
  if (const Outcome outcome = check_max_token_bytes(policy.max_token_bytes); !outcome.ok())
    return outcome;
  const bool any = !policy.keys.empty();
  std::erase_if(policy.keys, [](const Key& key) { return !key.can_verify(); });
  if (any && policy.keys.empty()) return failure(ErrorCode::kKeyUse, "keys");
  Result<KeySet> keys = KeySet::create(policy.keys);
  if (!keys.ok()) return keys.outcome();
  const auto& list = keys.value().keys();
  const bool usable = std::any_of(list.begin(), list.end(), [&](const Key& key) {
    return is_allowed(algorithms.value(), key.algorithm());
  });
  if (!usable) return failure(ErrorCode::kOptionConflict, "algorithms");
  return JwsVerifier(std::move(keys).value(), std::move(algorithms).value(),
                     policy.max_token_bytes);
}

Result<VerifiedJws> JwsVerifier::verify(std::string_view token, std::vector<Finding>* findings) {
  Attempt attempt;
  attempt.token = token;
  Outcome outcome;
  judge(attempt, [&](Rule rule, const Outcome& of_rule) {
    if (findings != nullptr) findings->push_back({rule, false, of_rule});
    outcome = of_rule;
    return outcome.ok();
  });
  if (!outcome.ok()) return outcome;
  VerifiedJws verified;
  verified.header_ = &attempt.known->header;
  verified.header_json_ = attempt.known->json;
  verified.payload_segment_ = attempt.parts.payload;
  verified.header_serial_ = attempt.known->serial;
  return verified;
}

// The rules have one form, also where one needs less.
// NOLINTBEGIN(readability-make-member-function-const,readability-convert-member-functions-to-static)
Outcome JwsVerifier::check_size(Attempt& attempt) {
  return attempt.token.size() > max_token_bytes_ ? failure(ErrorCode::kTokenTooLarge) : success();
}

Outcome JwsVerifier::check_segments(Attempt& attempt) {
  return split_compact(attempt.token, attempt.parts);
}
// NOLINTEND(readability-make-member-function-const,readability-convert-member-functions-to-static)

Outcome JwsVerifier::check_header(Attempt& attempt) {
  attempt.known = known_headers_.find(attempt.parts.header);
  if (attempt.known != nullptr) return success();
  const Outcome decoded = decode_segment(attempt.parts.header, part::kHeader, header_json_);
  return decoded.ok() ? read_header(scanner_, header_json_, header_) : decoded;
}

Outcome JwsVerifier::check_algorithm(Attempt& attempt) {
  if (attempt.known != nullptr) return success();
  attempt.algorithm = find_algorithm(header_.algorithm);
  const bool allowed = attempt.algorithm != nullptr && is_allowed(algorithms_, *attempt.algorithm);
  return allowed ? success() : failure(ErrorCode::kAlgorithmNotAllowed, "alg");
}

Outcome JwsVerifier::check_key(Attempt& attempt) {
  if (attempt.known != nullptr) {
    attempt.key = &attempt.known->key;
    return success();
  }
  const Result<const Key*> selected = keys_.select(*attempt.algorithm, header_.kid);
  if (!selected.ok()) return selected.outcome();
  attempt.key = selected.value();
  return success();
}

Outcome JwsVerifier::check_signature(Attempt& attempt) {
  if (attempt.parts.signature.empty())
    return failure(ErrorCode::kSignatureMissing, part::kSignature);
  const Outcome decoded = decode_segment(attempt.parts.signature, part::kSignature, signature_);
  if (!decoded.ok()) return decoded;
  KeyMemo* const memo = attempt.known == nullptr ? nullptr : &attempt.known->memo;
  const Outcome outcome =
      attempt.key->verify(as_bytes(attempt.parts.signing_input), as_bytes(signature_), memo);
  if (outcome.code == ErrorCode::kSignatureInvalid) return failure(outcome.code, part::kSignature);
  if (outcome.ok() && attempt.known == nullptr) attempt.known = &remember(attempt);
  return outcome;
}

KnownHeader& JwsVerifier::remember(const Attempt& attempt) {
  return known_headers_.add(
      attempt.parts.header,
      {.json = header_json_, .header = header_, .key = *attempt.key, .serial = 0, .memo = {}});
}

}  // namespace holoband
