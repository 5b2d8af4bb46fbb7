#include "holoband/claims.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "holoband/bytes.h"
#include "holoband/duration.h"

namespace holoband {
namespace {

using json::Kind;
using json::Scanner;
using json::Value;

// The names of all registered claims have three letters, and so fit into one number.
constexpr std::uint32_t letters(std::string_view name) {
  std::uint32_t number = 0;
  for (const char letter : name) number = number << 8 | static_cast<std::uint8_t>(letter);
  return number;
}

// Time is a claim that may be absent, and must be a NumericDate where it is not.
struct Time {
  Outcome outcome;
  std::optional<NumericDate> value;
};

Time time_claim(const Value* value, std::string_view name) {
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
  return std::any_of(accepted.begin(), accepted.end(),
                     [&](const std::string& each) { return equal_words(each, *text); });
}

Outcome check_text(const Value* value, std::string_view name) {
  const bool right = value == nullptr || value->kind == Kind::kString;
  return right ? success() : failure(ErrorCode::kClaimType, name);
}

Outcome check_texts(const RegisteredClaims& claims) {
  if (const Outcome outcome = check_text(claims.issuer, claim::kIssuer); !outcome.ok())
    return outcome;
  if (const Outcome outcome = check_text(claims.subject, claim::kSubject); !outcome.ok())
    return outcome;
  return check_text(claims.jwt_id, claim::kJwtId);
}

bool is_text_list(const Value& value) {
  if (value.kind != Kind::kArray) return false;
  json::Elements elements(value);
  while (const Value* one = elements.next()) {
    if (one->kind != Kind::kString) return false;
  }
  return true;
}

bool has_one_of(const Value& list, const std::vector<std::string>& accepted) {
  json::Elements elements(list);
  while (const Value* one = elements.next()) {
    if (is_one_of(*one, accepted)) return true;
  }
  return false;
}

Outcome check_audience_type(const Value* aud) {
  const bool right = aud == nullptr || aud->kind == Kind::kString || is_text_list(*aud);
  return right ? success() : failure(ErrorCode::kClaimType, claim::kAudience);
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

RegisteredClaims::RegisteredClaims(const Scanner& scanned) : all(&scanned) {
  for (const json::Member& member : scanned.members()) {
    if (member.name.size() != 3) continue;
    switch (letters(member.name)) {
      case letters(claim::kIssuer):
        issuer = &member.value;
        break;
      case letters(claim::kSubject):
        subject = &member.value;
        break;
      case letters(claim::kAudience):
        audience = &member.value;
        break;
      case letters(claim::kExpiration):
        expiration = &member.value;
        break;
      case letters(claim::kNotBefore):
        not_before = &member.value;
        break;
      case letters(claim::kIssuedAt):
        issued_at = &member.value;
        break;
      case letters(claim::kJwtId):
        jwt_id = &member.value;
        break;
      default:
        break;
    }
  }
}

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

Outcome check_expiration(const RegisteredClaims& claims, const ClaimsPolicy& policy,
                         NumericDate now) {
  const Time exp = time_claim(claims.expiration, claim::kExpiration);
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

Outcome check_not_before(const RegisteredClaims& claims, const ClaimsPolicy& policy,
                         NumericDate now) {
  const Time nbf = time_claim(claims.not_before, claim::kNotBefore);
  if (!nbf.outcome.ok()) return nbf.outcome;
  const bool early = nbf.value && now + policy.tolerance < *nbf.value;
  return early ? failure(ErrorCode::kTokenNotActive, claim::kNotBefore) : success();
}

Outcome check_issued_at(const RegisteredClaims& claims, const ClaimsPolicy& policy,
                        NumericDate now) {
  const Time iat = time_claim(claims.issued_at, claim::kIssuedAt);
  if (!iat.outcome.ok()) return iat.outcome;
  // "iat" tells an age and nothing else: without a limit on the age it decides nothing.
  if (!policy.max_age) return success();
  if (!iat.value) return failure(ErrorCode::kClaimMissing, claim::kIssuedAt);
  if (*iat.value > now + policy.tolerance)
    return failure(ErrorCode::kTokenFromFuture, claim::kIssuedAt);
  const bool old = now - *iat.value >= *policy.max_age + policy.tolerance;
  return old ? failure(ErrorCode::kTokenTooOld, claim::kIssuedAt) : success();
}

Outcome check_issuer(const RegisteredClaims& claims, const ClaimsPolicy& policy) {
  if (const Outcome type = check_text(claims.issuer, claim::kIssuer); !type.ok()) return type;
  if (!policy.issuers) return success();
  if (claims.issuer == nullptr) return failure(ErrorCode::kClaimMissing, claim::kIssuer);
  return is_one_of(*claims.issuer, *policy.issuers)
             ? success()
             : failure(ErrorCode::kIssuerMismatch, claim::kIssuer);
}

Outcome check_audience(const RegisteredClaims& claims, const ClaimsPolicy& policy) {
  const Value* aud = claims.audience;
  if (const Outcome type = check_audience_type(aud); !type.ok()) return type;
  if (!policy.audiences) return success();
  if (aud == nullptr) return failure(ErrorCode::kClaimMissing, claim::kAudience);
  const bool accepted = aud->kind == Kind::kString ? is_one_of(*aud, *policy.audiences)
                                                   : has_one_of(*aud, *policy.audiences);
  return accepted ? success() : failure(ErrorCode::kAudienceMismatch, claim::kAudience);
}

Outcome check_required_claims(const RegisteredClaims& claims, const ClaimsPolicy& policy) {
  for (const std::string& name : policy.required_claims) {
    const Value* value = claims.all->find(name);
    if (value == nullptr || value->kind == Kind::kNull)
      return failure(ErrorCode::kClaimMissing, name);
  }
  return check_texts(claims);
}

Outcome check_claim_types(const RegisteredClaims& claims) {
  if (const Outcome texts = check_texts(claims); !texts.ok()) return texts;
  const std::array<std::pair<const Value*, std::string_view>, 3> times{{
      {claims.expiration, claim::kExpiration},
      {claims.not_before, claim::kNotBefore},
      {claims.issued_at, claim::kIssuedAt},
  }};
  for (const auto& [value, name] : times) {
    if (const Time time = time_claim(value, name); !time.outcome.ok()) return time.outcome;
  }
  return check_audience_type(claims.audience);
}

}  // namespace holoband
