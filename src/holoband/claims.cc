#include "holoband/claims.h"

#include <algorithm>
#include <array>

#include "holoband/duration.h"

namespace holoband {
namespace {

using json::Kind;
using json::Scanner;
using json::Value;

constexpr std::array kTextClaims{claim::kIssuer, claim::kSubject, claim::kJwtId};
constexpr std::array kTimeClaims{claim::kExpiration, claim::kNotBefore, claim::kIssuedAt};

// Time is a claim that may be absent, and must be a NumericDate where it is not.
struct Time {
  Outcome outcome;
  std::optional<NumericDate> value;
};

Time time_claim(const Scanner& claims, std::string_view name) {
  const Value* value = claims.find(name);
  if (value == nullptr) return {};
  const std::optional<double> number = json::number_value(*value);
  if (!number || !is_valid_time(*number)) return {failure(ErrorCode::kClaimType, name), {}};
  return {success(), number};
}

// Text is compared as it reads, not as it is spelled: JSON allows "a" as an escape too.
bool is_one_of(const Value& value, const std::vector<std::string>& accepted) {
  std::string decoded;
  std::optional<std::string_view> text = json::plain_string(value);
  if (!text) {
    if (!json::decode_string(value, decoded)) return false;
    text = decoded;
  }
  return std::find(accepted.begin(), accepted.end(), *text) != accepted.end();
}

Outcome check_texts(const Scanner& claims) {
  for (const std::string_view name : kTextClaims) {
    const Value* value = claims.find(name);
    if (value != nullptr && value->kind != Kind::kString)
      return failure(ErrorCode::kClaimType, name);
  }
  return success();
}

bool is_text_list(const Value& value) {
  const auto list = json::elements(value);
  return list && std::all_of(list->begin(), list->end(),
                             [](const Value& one) { return one.kind == Kind::kString; });
}

Outcome check_names(const std::optional<std::vector<std::string>>& names, std::string_view option) {
  if (!names) return success();
  const bool hollow = names->empty() || std::any_of(names->begin(), names->end(),
                                                    [](const auto& n) { return n.empty(); });
  return hollow ? failure(ErrorCode::kOptionEmpty, option) : success();
}

// A tolerance of 1e300 seconds would switch expiry off as surely as an infinite one.
Outcome check_duration(double seconds, std::string_view option) {
  if (!is_valid_duration(seconds)) return failure(ErrorCode::kDurationInvalid, option);
  return seconds > kMaxDuration ? failure(ErrorCode::kOptionRange, option) : success();
}

}  // namespace

Outcome check_policy(const ClaimsPolicy& policy) {
  if (const Outcome outcome = check_names(policy.issuers, "issuer"); !outcome.ok()) return outcome;
  if (const Outcome outcome = check_names(policy.audiences, "audience"); !outcome.ok())
    return outcome;
  if (const Outcome outcome = check_duration(policy.tolerance, "tolerance"); !outcome.ok())
    return outcome;
  if (const Outcome outcome = check_duration(policy.max_age.value_or(0), "maxAge"); !outcome.ok())
    return outcome;
  const auto& required = policy.required_claims;
  const bool hollow =
      std::any_of(required.begin(), required.end(), [](const auto& name) { return name.empty(); });
  return hollow ? failure(ErrorCode::kOptionEmpty, "requiredClaims") : success();
}

Outcome check_expiration(const Scanner& claims, const ClaimsPolicy& policy, NumericDate now) {
  const Time exp = time_claim(claims, claim::kExpiration);
  if (!exp.outcome.ok()) return exp.outcome;
  if (!exp.value) {
    return policy.accept_tokens_without_expiry
               ? success()
               : failure(ErrorCode::kClaimMissing, claim::kExpiration);
  }
  // RFC 7519 section 4.1.4: on or after the expiration time the token must not be accepted.
  return now >= *exp.value + policy.tolerance
             ? failure(ErrorCode::kTokenExpired, claim::kExpiration)
             : success();
}

Outcome check_not_before(const Scanner& claims, const ClaimsPolicy& policy, NumericDate now) {
  const Time nbf = time_claim(claims, claim::kNotBefore);
  if (!nbf.outcome.ok()) return nbf.outcome;
  const bool early = nbf.value && now + policy.tolerance < *nbf.value;
  return early ? failure(ErrorCode::kTokenNotActive, claim::kNotBefore) : success();
}

Outcome check_issued_at(const Scanner& claims, const ClaimsPolicy& policy, NumericDate now) {
  const Time iat = time_claim(claims, claim::kIssuedAt);
  if (!iat.outcome.ok()) return iat.outcome;
  // "iat" tells an age and nothing else: without a limit on the age it decides nothing.
  if (!policy.max_age) return success();
  if (!iat.value) return failure(ErrorCode::kClaimMissing, claim::kIssuedAt);
  if (*iat.value > now + policy.tolerance)
    return failure(ErrorCode::kTokenFromFuture, claim::kIssuedAt);
  const bool old = now - *iat.value >= *policy.max_age + policy.tolerance;
  return old ? failure(ErrorCode::kTokenTooOld, claim::kIssuedAt) : success();
}

Outcome check_issuer(const Scanner& claims, const ClaimsPolicy& policy) {
  const Value* iss = claims.find(claim::kIssuer);
  if (iss != nullptr && iss->kind != Kind::kString)
    return failure(ErrorCode::kClaimType, claim::kIssuer);
  if (!policy.issuers) return success();
  if (iss == nullptr) return failure(ErrorCode::kClaimMissing, claim::kIssuer);
  return is_one_of(*iss, *policy.issuers) ? success()
                                          : failure(ErrorCode::kIssuerMismatch, claim::kIssuer);
}

Outcome check_audience(const Scanner& claims, const ClaimsPolicy& policy) {
  const Value* aud = claims.find(claim::kAudience);
  if (aud != nullptr && aud->kind != Kind::kString && !is_text_list(*aud)) {
    return failure(ErrorCode::kClaimType, claim::kAudience);
  }
  if (!policy.audiences) return success();
  if (aud == nullptr) return failure(ErrorCode::kClaimMissing, claim::kAudience);
  bool accepted = false;
  if (aud->kind == Kind::kString) {
    accepted = is_one_of(*aud, *policy.audiences);
  } else {
    const auto list = json::elements(*aud);
    accepted = list && std::any_of(list->begin(), list->end(), [&](const Value& one) {
                 return is_one_of(one, *policy.audiences);
               });
  }
  return accepted ? success() : failure(ErrorCode::kAudienceMismatch, claim::kAudience);
}

Outcome check_required_claims(const Scanner& claims, const ClaimsPolicy& policy) {
  for (const std::string& name : policy.required_claims) {
    const Value* value = claims.find(name);
    if (value == nullptr || value->kind == Kind::kNull)
      return failure(ErrorCode::kClaimMissing, name);
  }
  return check_texts(claims);
}

Outcome check_claim_types(const Scanner& claims) {
  if (const Outcome texts = check_texts(claims); !texts.ok()) return texts;
  for (const std::string_view name : kTimeClaims) {
    if (const Time time = time_claim(claims, name); !time.outcome.ok()) return time.outcome;
  }
  const Value* aud = claims.find(claim::kAudience);
  const bool right = aud == nullptr || aud->kind == Kind::kString || is_text_list(*aud);
  return right ? success() : failure(ErrorCode::kClaimType, claim::kAudience);
}

}  // namespace holoband
