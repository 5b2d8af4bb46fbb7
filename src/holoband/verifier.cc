#include "holoband/verifier.h"

#include <algorithm>
#include <utility>

namespace holoband {
namespace {

constexpr std::string_view kMediaTypePrefix = "application/";
constexpr std::string_view kDefaultType = "JWT";

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                              : character;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char l, char r) { return lower(l) == lower(r); });
}

// RFC 7515 section 4.1.9: media types are compared without regard to case, and "application/" may
// be left out, unless what follows it has a slash of its own: then it would be another type.
std::string_view without_prefix(std::string_view type) {
  if (!equal_ignoring_case(type.substr(0, kMediaTypePrefix.size()), kMediaTypePrefix)) return type;
  const std::string_view rest = type.substr(kMediaTypePrefix.size());
  return rest.empty() || rest.find('/') != std::string_view::npos ? type : rest;
}

bool is_same_type(std::string_view left, std::string_view right) {
  return equal_ignoring_case(without_prefix(left), without_prefix(right));
}

// UntilFailure goes on until a rule fails, and keeps what it says.
struct UntilFailure {
  Outcome& outcome;

  bool operator()(Rule /*rule*/, const Outcome& of_rule) const {
    outcome = of_rule;
    return outcome.ok();
  }
};

}  // namespace

template <class GoesOn>
void Verifier::judge(Attempt& attempt, GoesOn goes_on) {
  if (goes_on(Rule::kTyp, check_typ(attempt)) && goes_on(Rule::kPayload, check_payload(attempt)))
    judge_claims(attempt, goes_on);
}

template <class GoesOn>
void Verifier::judge_claims(Attempt& attempt, GoesOn goes_on) {
  (void)(goes_on(Rule::kExpiration, check_exp(attempt)) &&
         goes_on(Rule::kNotBefore, check_nbf(attempt)) &&
         goes_on(Rule::kIssuedAt, check_iat(attempt)) &&
         goes_on(Rule::kIssuer, check_iss(attempt)) &&
         goes_on(Rule::kAudience, check_aud(attempt)) &&
         goes_on(Rule::kRequiredClaims, check_required(attempt)));
}

Result<Verifier> Verifier::create(VerifierOptions options) {
  if (const Outcome outcome = check_policy(options.claims); !outcome.ok()) return outcome;
  const auto& types = options.types;
  if (std::any_of(types.begin(), types.end(), [](const auto& type) { return type.empty(); })) {
    return failure(ErrorCode::kOptionEmpty, "typ");
  }
  if (options.cache) {
    if (const Outcome outcome = check_cache_limits(*options.cache); !outcome.ok()) return outcome;
  }
  Result<JwsVerifier> jws = JwsVerifier::create(std::move(options.trust));
  if (!jws.ok()) return jws.outcome();
  return Verifier(std::move(jws).value(), std::move(options));
}

Result<VerifiedToken> Verifier::verify(std::string_view token, NumericDate now) {
  if (!is_valid_time(now)) return failure(ErrorCode::kClockInvalid);
  if (const TokenCache::Entry* entry = cache_ ? cache_->find(token) : nullptr) {
    return verify_again(*entry, now);
  }
  const Result<VerifiedJws> jws = jws_.verify(token);
  if (!jws.ok()) return jws.outcome();
  Attempt attempt{&jws.value(), {}, now};
  Outcome outcome;
  judge(attempt, UntilFailure{outcome});
  if (!outcome.ok()) return outcome;
  if (cache_) cache_->insert({token, jws.value().header_json(), payload_, claims_});
  return VerifiedToken(jws.value(), payload_, claims_);
}

// What the rules before those of the claims would say, they have said of the same bytes before.
Result<VerifiedToken> Verifier::verify_again(const TokenCache::Entry& entry, NumericDate now) {
  Attempt attempt{nullptr, entry.claims, now};
  Outcome outcome;
  judge_claims(attempt, UntilFailure{outcome});
  if (outcome.ok()) return VerifiedToken(entry);
  cache_->drop(entry);
  return outcome;
}

Result<std::vector<Finding>> Verifier::explain(std::string_view token, NumericDate now) {
  if (!is_valid_time(now)) return failure(ErrorCode::kClockInvalid);
  std::vector<Finding> findings;
  if (const Result<VerifiedJws> jws = jws_.verify(token, &findings); jws.ok()) {
    Attempt attempt{&jws.value(), {}, now};
    judge(attempt, [&](Rule rule, const Outcome& outcome) {
      findings.push_back({rule, false, outcome});
      return outcome.ok() || rule != Rule::kPayload;
    });
  }
  for (auto next = findings.size(); next <= static_cast<std::size_t>(kLastRule); ++next) {
    findings.push_back({static_cast<Rule>(next), true, success()});
  }
  return findings;
}

Outcome Verifier::check_typ(Attempt& attempt) {
  const std::optional<std::string>& typ = attempt.jws->header().typ;
  bool accepted = false;
  if (types_.empty()) {
    accepted = !typ || *typ == kDefaultType || is_same_type(*typ, kDefaultType);
  } else {
    accepted = typ && std::any_of(types_.begin(), types_.end(),
                                  [&](const auto& type) { return is_same_type(*typ, type); });
  }
  return accepted ? success() : failure(ErrorCode::kTypNotAllowed, "typ");
}

Outcome Verifier::check_payload(Attempt& attempt) {
  const Outcome decoded = decode_segment(attempt.jws->payload_segment(), part::kPayload, payload_);
  if (!decoded.ok()) return decoded;
  const Outcome scanned = claims_.scan_object(payload_);
  if (!scanned.ok()) return failure(scanned.code, part::kPayload);
  attempt.claims.emplace(claims_);
  return success();
}

Outcome Verifier::check_exp(Attempt& attempt) {
  return check_expiration(*attempt.claims, policy_, attempt.now);
}

Outcome Verifier::check_nbf(Attempt& attempt) {
  return check_not_before(*attempt.claims, policy_, attempt.now);
}

Outcome Verifier::check_iat(Attempt& attempt) {
  return check_issued_at(*attempt.claims, policy_, attempt.now);
}

Outcome Verifier::check_iss(Attempt& attempt) { return check_issuer(*attempt.claims, policy_); }

Outcome Verifier::check_aud(Attempt& attempt) { return check_audience(*attempt.claims, policy_); }

Outcome Verifier::check_required(Attempt& attempt) {
  return check_required_claims(*attempt.claims, policy_);
}

}  // namespace holoband
