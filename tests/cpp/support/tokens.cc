#include "tokens.h"

#include <functional>
#include <map>
#include <utility>

#include "holoband/bytes.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jws.h"
#include "outcomes.h"

namespace holoband::test {
namespace {

VerifierOptions trusting(const Key& key) {
  VerifierOptions options;
  options.trust.keys = {key};
  options.trust.algorithms = {std::string(key.algorithm().name)};
  return options;
}

}  // namespace

std::vector<std::uint8_t> secret(std::size_t size, std::uint32_t seed) {
  std::vector<std::uint8_t> bytes(size);
  std::uint32_t state = seed * 2654435761U + 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return bytes;
}

Key secret_key(std::string_view algorithm, std::string_view kid, std::uint32_t seed) {
  const Algorithm* row = find_algorithm(algorithm);
  if (row == nullptr) __builtin_trap();
  return Key::from_secret(secret(row->min_key_bits / 8, seed), algorithm, kid).value();
}

const Key& key_for(std::string_view algorithm) {
  static std::map<std::string, Key, std::less<>> keys;
  const auto found = keys.find(algorithm);
  if (found != keys.end()) return found->second;
  return keys.emplace(algorithm, Key::generate(algorithm).value()).first->second;
}

std::vector<const Algorithm*> secret_algorithms() {
  std::vector<const Algorithm*> rows;
  for (const Algorithm& algorithm : algorithms()) {
    if (algorithm.key_type == KeyType::kSecret) rows.push_back(&algorithm);
  }
  return rows;
}

std::vector<std::uint8_t> signature_of(const Key& key, std::string_view message) {
  std::vector<std::uint8_t> signature(key.signature_size());
  if (!key.sign(as_bytes(message), signature).ok()) __builtin_trap();
  return signature;
}

std::string encode(std::string_view bytes) { return base64url_encode(as_bytes(bytes)); }

std::string decode(std::string_view text) {
  std::string bytes;
  if (!decode_segment(text, "test", bytes).ok()) __builtin_trap();
  return bytes;
}

std::string sign(const Key& key, std::string_view header, std::string_view payload) {
  std::string token;
  if (!append_signed(key, encode(header), payload, token).ok()) __builtin_trap();
  return token;
}

std::string sign_segments(const Key& key, std::string_view header, std::string_view payload) {
  std::string token = std::string(header).append(".").append(payload);
  const std::string signature = base64url_encode(signature_of(key, token));
  return token.append(".").append(signature);
}

VerifierOptions policy(const Key& key) {
  VerifierOptions options = trusting(key);
  options.claims.issuers = {std::string(kIssuer)};
  options.claims.audiences = {std::string(kAudience)};
  return options;
}

VerifierOptions open_policy(const Key& key) {
  VerifierOptions options = trusting(key);
  options.claims.accept_tokens_without_expiry = true;
  return options;
}

std::string verdict(const VerifierOptions& options, std::string_view token, NumericDate now) {
  Result<Verifier> verifier = Verifier::create(options);
  if (!verifier.ok()) return "the policy was refused: " + describe(verifier);
  return describe(verifier.value().verify(token, now));
}

std::string verdict_on_claims(const VerifierOptions& options, std::string_view claims,
                              NumericDate now) {
  const Key& key = options.trust.keys.front();
  const std::string header = R"({"alg":")" + std::string(key.algorithm().name) + "\"}";
  return verdict(options, sign(key, header, claims), now);
}

std::string verdict_on_header(const VerifierOptions& options, std::string_view header) {
  return verdict(options, sign(options.trust.keys.front(), header, kClaims));
}

std::string first_failure(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (!finding.skipped && !finding.outcome.ok()) return describe(finding.outcome);
  }
  return describe(success());
}

}  // namespace holoband::test
