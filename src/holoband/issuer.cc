#include "holoband/issuer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "holoband/claims.h"
#include "holoband/encoding/base64url.h"
#include "holoband/encoding/utf8.h"
#include "holoband/json/quote.h"

namespace holoband {
namespace {

// Beyond 2^53 seconds a double no longer counts every second, and no reader agrees on what was
// meant.
constexpr double kLatestTime = 9007199254740992.0;

bool is_usable_text(const std::string& text) { return !text.empty() && is_valid_utf8(text); }

void append_name(std::string_view name, std::string& json) {
  if (json.size() > 1) json += ',';
  json::append_quoted(name, json);
  json += ':';
}

void append_time(std::string_view name, double time, std::string& json) {
  std::array<char, 24> digits{};
  const auto whole = static_cast<long long>(time);
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), whole);
  append_name(name, json);
  json.append(digits.data(), written.ptr);
}

void append_audiences(const std::vector<std::string>& audiences, std::string& json) {
  append_name(claim::kAudience, json);
  if (audiences.size() == 1) {
    json::append_quoted(audiences.front(), json);
    return;
  }
  char separator = '[';
  for (const std::string& audience : audiences) {
    json += separator;
    json::append_quoted(audience, json);
    separator = ',';
  }
  json += ']';
}

Outcome check_options(const IssuerOptions& options) {
  if (options.key.kind() == KeyKind::kPublic) return failure(ErrorCode::kKeyNotPrivate, "key");
  if (!options.key.can_sign()) return failure(ErrorCode::kKeyUse, "key");
  if (options.issuer && !is_usable_text(*options.issuer))
    return failure(ErrorCode::kOptionEmpty, "issuer");
  if (options.audiences) {
    const auto& list = *options.audiences;
    if (list.empty() || !std::all_of(list.begin(), list.end(), is_usable_text)) {
      return failure(ErrorCode::kOptionEmpty, "audience");
    }
  }
  if (options.typ && !is_usable_text(*options.typ)) return failure(ErrorCode::kOptionEmpty, "typ");
  if (options.ttl && !is_valid_duration(*options.ttl))
    return failure(ErrorCode::kDurationInvalid, "ttl");
  if (options.ttl && options.issue_tokens_without_expiry)
    return failure(ErrorCode::kOptionConflict, "ttl");
  return check_max_token_bytes(options.max_token_bytes);
}

}  // namespace

Result<Issuer> Issuer::create(IssuerOptions options) {
  if (const Outcome outcome = check_options(options); !outcome.ok()) return outcome;
  std::string constant_claims = "{";
  if (options.issuer) {
    append_name(claim::kIssuer, constant_claims);
    json::append_quoted(*options.issuer, constant_claims);
  }
  if (options.audiences) append_audiences(*options.audiences, constant_claims);

  Issuer issuer(std::move(options), std::move(constant_claims));
  Result<std::string> header =
      write_header(issuer.scanner_, issuer.options_.key, {issuer.options_.typ, {}});
  if (!header.ok()) return header.outcome();
  issuer.header_ = std::move(header).value();
  return issuer;
}

Result<std::string_view> Issuer::issue(std::string_view claims, NumericDate now,
                                       const IssueOptions& options) {
  if (!is_valid_time(now) || now >= kLatestTime) return failure(ErrorCode::kClockInvalid);
  const std::optional<double> ttl = options.ttl ? options.ttl : options_.ttl;
  if (ttl && !is_valid_duration(*ttl)) return failure(ErrorCode::kDurationInvalid, "ttl");
  if (options.header_parameters.empty()) {
    const Result<Times> times = check(claims, now, ttl);
    if (!times.ok()) return times.outcome();
    if (!opening_ || opening_->times != times.value()) opening_ = open(header_, times.value());
    return sign(*opening_, claims);
  }
  const Result<std::string> header =
      write_header(scanner_, options_.key, {options_.typ, options.header_parameters});
  if (!header.ok()) return header.outcome();
  const Result<Times> times = check(claims, now, ttl);
  if (!times.ok()) return times.outcome();
  own_opening_ = open(header.value(), times.value());
  return sign(*own_opening_, claims);
}

Result<Issuer::Times> Issuer::check(std::string_view claims, NumericDate now,
                                    std::optional<double> ttl) {
  const Outcome scanned = scanner_.scan_object(claims);
  if (!scanned.ok()) return failure(scanned.code, part::kPayload);
  const RegisteredClaims own = scanner_;
  if (const Outcome outcome = check_claims(own, ttl.has_value()); !outcome.ok()) return outcome;
  if (now + ttl.value_or(0) >= kLatestTime) return failure(ErrorCode::kOptionRange, "ttl");
  Times times;
  if (own.issued_at == nullptr) times.issued_at = std::floor(now);
  if (ttl) times.expiry = std::floor(now + *ttl);
  return times;
}

Issuer::Opening Issuer::open(std::string_view header, const Times& times) const {
  std::string payload = constant_claims_;
  if (times.issued_at) append_time(claim::kIssuedAt, *times.issued_at, payload);
  if (times.expiry) append_time(claim::kExpiration, *times.expiry, payload);
  const std::size_t whole = payload.size() / 3 * 3;
  Opening opening{.token = std::string(header),
                  .size = 0,
                  .rest = payload.substr(whole),
                  .times = times,
                  .empty = payload.size() == 1};
  opening.token += '.';
  append_base64url(as_bytes(std::string_view(payload).substr(0, whole)), opening.token);
  opening.size = opening.token.size();
  return opening;
}

Result<std::string_view> Issuer::sign(Opening& opening, std::string_view claims) {
  rest_ = opening.rest;
  if (!scanner_.members().empty() && !opening.empty) rest_ += ',';
  rest_ += claims.substr(claims.find('{') + 1);

  const std::size_t input_size = opening.size + base64url_encoded_size(rest_.size());
  const std::size_t size = signed_size(options_.key, input_size);
  if (size > options_.max_token_bytes) return failure(ErrorCode::kTokenTooLarge);
  opening.token.resize(size);
  char* const token = opening.token.data();
  base64url_encode(as_bytes(rest_), token + opening.size);
  const Outcome outcome = sign_in_place(options_.key, token, input_size, &memo_);
  if (!outcome.ok()) return outcome;
  return std::string_view{token, size};
}

Outcome Issuer::check_claims(const RegisteredClaims& claims, bool sets_expiry) const {
  if (options_.issuer && claims.issuer != nullptr)
    return failure(ErrorCode::kClaimConflict, claim::kIssuer);
  if (options_.audiences && claims.audience != nullptr)
    return failure(ErrorCode::kClaimConflict, claim::kAudience);
  if (sets_expiry && claims.expiration != nullptr)
    return failure(ErrorCode::kClaimConflict, claim::kExpiration);
  const bool has_expiry = sets_expiry || claims.expiration != nullptr;
  if (!has_expiry && !options_.issue_tokens_without_expiry) {
    return failure(ErrorCode::kClaimMissing, claim::kExpiration);
  }
  return check_claim_types(claims);
}

}  // namespace holoband
