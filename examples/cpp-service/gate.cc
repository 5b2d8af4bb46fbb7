#include "gate.h"

#include <algorithm>
#include <utility>

#include "holoband/jwk.h"

namespace gate {
namespace {

using holoband::Outcome;

[[noreturn]] void refuse_setting(const char* name, Outcome outcome) {
  throw SettingError(std::string(name) + ": " + std::string(holoband::error_text(outcome.code)) +
                     " (" + std::string(holoband::error_name(outcome.code)) + ")");
}

holoband::KeySet read_keys(const Settings& settings) {
  const holoband::Bytes bytes = settings.jwks.bytes();
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  auto imported = holoband::import_jwk_set(text, settings.algorithms);
  if (!imported.ok()) refuse_setting("JWKS_FILE", imported.outcome());
  // One bad key does not spoil a set that somebody else publishes. This one is ours.
  if (!imported.value().skipped.empty())
    refuse_setting("JWKS_FILE", imported.value().skipped.front().outcome);
  return std::move(imported.value().keys);
}

}  // namespace

holoband::Verifier make_verifier(const Settings& settings) {
  auto verifier = holoband::Verifier::create({
      .trust = {.keys = read_keys(settings).keys(), .algorithms = settings.algorithms},
      .claims = {.issuers = {{settings.issuer}},
                 .audiences = {{settings.audience}},
                 .max_age = {},
                 .required_claims = {"sub"}},
      .types = {},
  });
  if (!verifier.ok()) refuse_setting("The policy", verifier.outcome());
  return std::move(verifier).value();
}

holoband::Issuer make_issuer(const Settings& settings) {
  const holoband::KeySet keys = read_keys(settings);
  const holoband::Key* key = keys.active();
  if (key == nullptr) throw SettingError("JWKS_FILE: none of the keys can sign.");
  auto issuer = holoband::Issuer::create({
      .key = *key,
      .issuer = settings.issuer,
      .audiences = {{settings.audience}},
      .ttl = settings.ttl,
  });
  if (!issuer.ok()) refuse_setting("The issuer", issuer.outcome());
  return std::move(issuer).value();
}

std::string verify(holoband::Verifier& verifier, std::string_view token,
                   holoband::NumericDate now) {
  const auto verified = verifier.verify(token, now);
  if (!verified.ok()) return refusal(verified.outcome().code);
  std::string claims(verified.value().claims_json());
  // The payload is what its issuer wrote, line breaks between members included. In JSON there are none inside of strings.
  std::replace_if(
      claims.begin(), claims.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return R"({"ok":true,"claims":)" + claims + "}";
}

std::string issue(holoband::Issuer& issuer, std::string_view claims, holoband::NumericDate now) {
  const auto token = issuer.issue(claims, now);
  if (!token.ok()) return refusal(token.outcome().code);
  return R"({"ok":true,"token":")" + std::string(token.value()) + R"("})";
}

std::string refusal(holoband::ErrorCode code) {
  return R"({"ok":false,"code":")" + std::string(holoband::error_name(code)) + R"("})";
}

}  // namespace gate
