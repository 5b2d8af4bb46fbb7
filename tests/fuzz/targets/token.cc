// Whole tokens, as strangers send them, before verifiers of several kinds. Whatever is accepted is held against the
// signature that its key makes, so that nothing passes that was not signed, in any other spelling than the one that was.
#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "holoband/jws.h"
#include "holoband/verifier.h"
#include "support/require.h"
#include "support/samples.h"
#include "support/token_mutator.h"
#include "support/tokens.h"

namespace holoband::fuzz {
namespace {

constexpr std::size_t kTinyLimit = 256;

std::vector<std::string> algorithms_of(const std::vector<Key>& keys) {
  std::vector<std::string> names;
  names.reserve(keys.size());
  for (const Key& key : keys) names.emplace_back(key.algorithm().name);
  return names;
}

VerifierOptions open_options(const std::vector<Key>& keys) {
  VerifierOptions options;
  options.trust.keys = keys;
  options.trust.algorithms = algorithms_of(keys);
  options.claims.accept_tokens_without_expiry = true;
  return options;
}

std::vector<Key> public_halves() {
  std::vector<Key> keys;
  keys.reserve(private_keys().size());
  for (const Key& key : private_keys()) keys.push_back(key.public_half().value());
  return keys;
}

Verifier made(VerifierOptions options) { return Verifier::create(std::move(options)).value(); }

Verifier strict() { return made(test::policy(secret_keys()[0])); }

Verifier caching() {
  VerifierOptions options = test::policy(secret_keys()[0]);
  options.cache = {.max_tokens = 4, .max_bytes = 4096};
  return made(std::move(options));
}

Verifier tiny() {
  VerifierOptions options = open_options(secret_keys());
  options.trust.max_token_bytes = kTinyLimit;
  return made(std::move(options));
}

const Key* key_called(std::string_view algorithm) {
  for (const std::vector<Key>* keys : {&secret_keys(), &private_keys()}) {
    for (const Key& key : *keys) {
      if (key.algorithm().name == algorithm) return &key;
    }
  }
  return nullptr;
}

// The signature is made again by the key that the header names, read by other code than the verifier's. Where it is not
// the same every time, it is verified outside of any token.
void require_signed(std::string_view token) {
  CompactJws parts;
  require(split_compact(token, parts).ok(), "what is accepted has three segments");
  JoseHeader header;
  json::Scanner scanner;
  const std::string json = test::decode(parts.header);
  require(read_header(scanner, json, header).ok(), "what is accepted has a header");
  const Key* key = key_called(header.algorithm);
  require(key != nullptr, "what is accepted names the algorithm of a key");
  require(test::encode(json) == parts.header &&
              test::encode(test::decode(parts.payload)) == parts.payload,
          "the segments have the one spelling");
  if (key->signs_deterministically()) {
    const std::string again = test::sign_segments(*key, parts.header, parts.payload);
    require(again == token, "what is accepted is what the key signs");
    return;
  }
  std::string signature;
  require(decode_segment(parts.signature, part::kSignature, signature).ok() &&
              test::encode(signature) == parts.signature,
          "the signature has the one spelling");
  require(key->verify(as_bytes(parts.signing_input), as_bytes(signature)).ok(),
          "what is accepted was signed");
}

void require_explained(Verifier& verifier, std::string_view token, const Outcome& outcome) {
  const std::vector<Finding> findings = verifier.explain(token, test::kNow).value();
  require(findings.size() == static_cast<std::size_t>(kLastRule) + 1, "every rule has a finding");
  const auto failed = std::find_if(findings.begin(), findings.end(),
                                   [](const Finding& finding) { return !finding.outcome.ok(); });
  const Outcome first = failed == findings.end() ? success() : failed->outcome;
  require(first.code == outcome.code && first.detail == outcome.detail, "explain and verify agree");
}

// judged verifies and holds what comes of it to what must always hold.
Outcome judged(Verifier& verifier, std::string_view token) {
  const Result<VerifiedToken> verified = verifier.verify(token, test::kNow);
  const Outcome outcome = verified.outcome();
  if (verified.ok()) {
    require_signed(token);
  } else {
    require_plain_refusal(outcome, token);
  }
  require_explained(verifier, token, outcome);
  return outcome;
}

bool same(const Outcome& left, const Outcome& right) {
  return left.code == right.code && left.detail == right.detail;
}

// What is remembered changes no verdict, and ends no later than the token does.
void check_cache(std::string_view token, const Outcome& expected) {
  static Verifier verifier = caching();
  for (int time = 0; time < 2; ++time)
    require(same(judged(verifier, token), expected), "a cache changes no verdict");
  if (!expected.ok()) return;
  constexpr NumericDate kMuchLater = 9e15;
  const auto code_at = [&](NumericDate now) { return verifier.verify(token, now).outcome().code; };
  require(code_at(test::kNow) == ErrorCode::kOk, "a token stays good while it lasts");
  static Verifier fresh = strict();
  require(code_at(kMuchLater) == fresh.verify(token, kMuchLater).outcome().code,
          "a remembered token expires");
  require(code_at(test::kNow) == ErrorCode::kOk, "a token that was forgotten is read again");
}

void check_limit(std::string_view token, const Outcome& without_limit) {
  static Verifier verifier = tiny();
  const Outcome outcome = judged(verifier, token);
  require(token.size() > kTinyLimit ? outcome.code == ErrorCode::kTokenTooLarge
                                    : same(outcome, without_limit),
          "a limit on the size is nothing else");
}

void check(std::string_view token) {
  static Verifier by_policy = strict();
  static Verifier open = made(open_options(secret_keys()));
  static Verifier asymmetric = made(open_options(public_halves()));
  const Outcome strictly = judged(by_policy, token);
  const Outcome openly = judged(open, token);
  require(!strictly.ok() || openly.ok(), "a stricter policy accepts nothing more");
  require(!openly.ok() || !judged(asymmetric, token).ok(), "a token is of one kind of keys");
  if (!openly.ok()) (void)judged(asymmetric, token);
  check_cache(token, strictly);
  check_limit(token, openly);
}

const std::vector<Key>& all_keys() {
  static const std::vector<Key> kKeys = [] {
    std::vector<Key> keys = secret_keys();
    keys.insert(keys.end(), private_keys().begin(), private_keys().end());
    return keys;
  }();
  return kKeys;
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  holoband::fuzz::check(holoband::fuzz::text_of(data, size));
  return 0;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  using namespace holoband::fuzz;
  return mutate_token_input(data, size, max_size, seed, all_keys());
}
