#include "holoband/session/tokens.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "holoband/claims.h"
#include "holoband/json/quote.h"
#include "holoband/json/value.h"

namespace holoband::session {
namespace {

constexpr std::string_view kSessionId = "sid";
constexpr std::string_view kGeneration = "gen";

void append_whole(std::string_view name, std::int64_t value, std::string& out) {
  out.append(",\"").append(name).append("\":").append(std::to_string(value));
}

Result<std::string> read_text(const json::Scanner& claims, std::string_view name) {
  const json::Value* value = claims.find(name);
  if (value == nullptr) return failure(ErrorCode::kClaimMissing, name);
  std::string text;
  if (!json::decode_string(*value, text) || text.empty())
    return failure(ErrorCode::kClaimType, name);
  return text;
}

Result<std::int64_t> read_generation(const json::Scanner& claims) {
  const json::Value* value = claims.find(kGeneration);
  if (value == nullptr) return failure(ErrorCode::kClaimMissing, kGeneration);
  const std::optional<double> number = json::number_value(*value);
  const bool whole = number && *number >= 0 && *number <= static_cast<double>(kMaxGeneration) &&
                     *number == std::floor(*number);
  if (!whole) return failure(ErrorCode::kClaimType, kGeneration);
  return static_cast<std::int64_t>(*number);
}

Result<NumericDate> read_expiration(const json::Scanner& claims) {
  const json::Value* value = claims.find(claim::kExpiration);
  if (value == nullptr) return failure(ErrorCode::kClaimMissing, claim::kExpiration);
  const std::optional<double> number = json::number_value(*value);
  if (!number) return failure(ErrorCode::kClaimType, claim::kExpiration);
  return *number;
}

// FNV-1a: any function that spreads would do; nothing secret depends on it.
std::uint32_t spread(const Row& row) {
  std::uint32_t hash = 2166136261U;
  for (const char byte : row.id) hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
  return (hash ^ static_cast<std::uint32_t>(row.generation)) * 16777619U;
}

}  // namespace

std::string refresh_claims(const Row& row) {
  std::string claims = R"({"sub":)";
  json::append_quoted(row.subject, claims);
  claims.append(R"(,"sid":)");
  json::append_quoted(row.id, claims);
  append_whole(kGeneration, row.generation, claims);
  append_whole(claim::kIssuedAt, static_cast<std::int64_t>(row.rotated_at), claims);
  append_whole(claim::kExpiration, static_cast<std::int64_t>(row.idle_expires_at), claims);
  return claims.append("}");
}

Result<Presented> read_presented(const json::Scanner& claims) {
  Result<std::string> id = read_text(claims, kSessionId);
  if (!id.ok()) return id.outcome();
  Result<std::string> subject = read_text(claims, claim::kSubject);
  if (!subject.ok()) return subject.outcome();
  const Result<std::int64_t> generation = read_generation(claims);
  if (!generation.ok()) return generation.outcome();
  const Result<NumericDate> expires_at = read_expiration(claims);
  if (!expires_at.ok()) return expires_at.outcome();
  return Presented{std::move(id).value(), std::move(subject).value(), generation.value(),
                   expires_at.value()};
}

NumericDate access_expires_at(const Row& row, const Policy& policy, NumericDate now) {
  const double fraction = spread(row) / 4294967296.0;
  const double ttl = std::floor(policy.access_ttl * (1 - policy.access_ttl_jitter * fraction));
  return std::min(std::floor(now) + std::max(ttl, 1.0), row.idle_expires_at);
}

}  // namespace holoband::session
