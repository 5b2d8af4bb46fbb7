// Sessions: the state machine, and the tokens that a row stands for. These calls come beside one or two of a store's,
// which take far longer, and may be comfortable.
#include <emscripten/bind.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "describe.h"
#include "handles.h"
#include "holoband/crypto/random.h"
#include "holoband/encoding/base64url.h"
#include "holoband/json/object.h"
#include "holoband/json/writer.h"
#include "holoband/session/rotation.h"
#include "memory.h"
#include "options.h"
#include "reply.h"

namespace holoband::wasm {
namespace {

using session::Policy;
using session::Presented;
using session::Row;
using session::Status;

constexpr std::array<std::string_view, 3> kStatusNames{"active", "ended", "compromised"};

// A status that this version does not know is not active, whatever else it may be.
Status to_status(std::string_view name) {
  if (name == kStatusNames[0]) return Status::kActive;
  return name == kStatusNames[2] ? Status::kCompromised : Status::kEnded;
}

// A number that is no generation becomes one that no sound row has.
std::int64_t to_generation(double value) {
  const bool whole = value >= 0 && value <= static_cast<double>(session::kMaxGeneration) &&
                     value == std::floor(value);
  return whole ? static_cast<std::int64_t>(value) : -1;
}

// What is missing or of another type becomes what no sound row has.
Row read_row(const json::Object& row) {
  const auto number = [&row](std::string_view name) { return row.number(name).value_or(-1); };
  return {.id = row.string("id").value_or(""),
          .subject = row.string("subject").value_or(""),
          .status = to_status(row.string("status").value_or("")),
          .generation = to_generation(number("generation")),
          .rotated_at = number("rotatedAt"),
          .created_at = number("createdAt"),
          .idle_expires_at = number("idleExpiresAt"),
          .absolute_expires_at = number("absoluteExpiresAt")};
}

json::Writer write_row(const Row& row) {
  json::Writer out;
  out.set("id", row.id);
  out.set("subject", row.subject);
  out.set("status", kStatusNames.at(static_cast<std::size_t>(row.status)));
  out.set("generation", static_cast<double>(row.generation));
  out.set("rotatedAt", row.rotated_at);
  out.set("createdAt", row.created_at);
  out.set("idleExpiresAt", row.idle_expires_at);
  out.set("absoluteExpiresAt", row.absolute_expires_at);
  return out;
}

Reply create_session_policy(const std::string& text) {
  OptionReader options(text);
  Policy policy;
  policy.access_ttl = options.duration("accessTtl").value_or(policy.access_ttl);
  policy.idle_ttl = options.duration("idleTtl").value_or(policy.idle_ttl);
  policy.absolute_ttl = options.duration("absoluteTtl").value_or(policy.absolute_ttl);
  policy.grace = options.duration("grace").value_or(policy.grace);
  policy.access_ttl_jitter = options.number("accessTtlJitter").value_or(policy.access_ttl_jitter);
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  if (const Outcome outcome = session::check_policy(policy); !outcome.ok()) return refuse(outcome);
  return {.handle = handles().add(policy)};
}

Reply start_session(Handle handle, const std::string& subject, double now) {
  const Policy* policy = handles().find<Policy>(handle);
  if (policy == nullptr) return refuse(failure(ErrorCode::kDisposed));
  // 128 bits: nobody guesses one, and no two are the same.
  std::array<std::uint8_t, 16> bytes{};
  if (!crypto::random_bytes(bytes)) return refuse(failure(ErrorCode::kRandomUnavailable));
  const Result<Row> row = session::start_session(base64url_encode(bytes), subject, now, *policy);
  if (!row.ok()) return refuse(row.outcome());
  return {.text = write_row(row.value()).text()};
}

// The token stands in the input. What it says of itself is answered under the names that a row has.
Reply read_refresh_token(Handle handle, std::size_t size, double now) {
  auto* verifier = handles().find<Verifier>(handle);
  if (verifier == nullptr) return refuse(failure(ErrorCode::kDisposed));
  const Result<VerifiedToken> verified = verifier->verify(input_text(0, size), now);
  if (!verified.ok()) return refuse(verified.outcome());
  const Result<Presented> presented = session::read_presented(verified.value().claims());
  if (!presented.ok()) return refuse(presented.outcome());
  json::Writer out;
  out.set("id", presented.value().id);
  out.set("subject", presented.value().subject);
  out.set("generation", static_cast<double>(presented.value().generation));
  out.set("expiresAt", presented.value().expires_at);
  return {.text = out.text()};
}

// An empty text is a row that the store does not have.
Reply decide_refresh(Handle handle, const std::string& presented_text, const std::string& row_text,
                     double now) {
  const Policy* policy = handles().find<Policy>(handle);
  if (policy == nullptr) return refuse(failure(ErrorCode::kDisposed));
  const Result<json::Object> presented = json::Object::parse(presented_text);
  if (!presented.ok()) return refuse(presented.outcome());
  std::optional<Row> row;
  if (!row_text.empty()) {
    const Result<json::Object> stored = json::Object::parse(row_text);
    if (!stored.ok()) return refuse(stored.outcome());
    row = read_row(stored.value());
  }
  const Row named = read_row(presented.value());
  const Presented token{.id = named.id,
                        .subject = named.subject,
                        .generation = named.generation,
                        .expires_at = presented.value().number("expiresAt").value_or(0)};
  const Result<session::Decision> decision = session::decide_refresh(row, token, now, *policy);
  if (!decision.ok()) return refuse(decision.outcome());
  json::Writer out;
  out.set("verdict", session::verdict_name(decision.value().verdict));
  out.set("row", write_row(decision.value().next));
  return {.text = out.text()};
}

// The refresh token that is current for a row.
Reply sign_refresh_token(Handle handle, const std::string& row_text) {
  auto* issuer = handles().find<Issuer>(handle);
  if (issuer == nullptr) return refuse(failure(ErrorCode::kDisposed));
  const Result<json::Object> stored = json::Object::parse(row_text);
  if (!stored.ok()) return refuse(stored.outcome());
  const Row row = read_row(stored.value());
  if (!session::is_sound(row)) return refuse(failure(ErrorCode::kStoreInconsistent));
  if (!issuer->signs_deterministically()) return refuse(failure(ErrorCode::kSessionKeyRandomized));
  const Result<std::string_view> token =
      issuer->issue(session::refresh_claims(row), row.rotated_at);
  if (!token.ok()) return refuse(token.outcome());
  return {.text = std::string(token.value())};
}

// The "exp" of an access token that is issued now, or not a number.
double access_expires_at(Handle handle, const std::string& row_text, double now) {
  const Policy* policy = handles().find<Policy>(handle);
  const Result<json::Object> row = json::Object::parse(row_text);
  if (policy == nullptr || !row.ok()) return std::numeric_limits<double>::quiet_NaN();
  return session::access_expires_at(read_row(row.value()), *policy, now);
}

// Whether the key, or the active one of a set, makes the same token of the same claims.
Reply check_deterministic(Handle handle) {
  const Result<Key> key = signing_key(handle);
  if (!key.ok()) return refuse(key.outcome());
  return key.value().signs_deterministically() ? Reply{}
                                               : refuse(failure(ErrorCode::kSessionKeyRandomized));
}

}  // namespace

void describe_sessions() {
  emscripten::function("createSessionPolicy", &create_session_policy);
  emscripten::function("startSession", &start_session);
  emscripten::function("readRefreshToken", &read_refresh_token);
  emscripten::function("decideRefresh", &decide_refresh);
  emscripten::function("signRefreshToken", &sign_refresh_token);
  emscripten::function("accessExpiresAt", &access_expires_at);
  emscripten::function("checkDeterministic", &check_deterministic);
}

}  // namespace holoband::wasm
