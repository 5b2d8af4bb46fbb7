// JWK Sets of any content: one bad key spoils no other, no two keys are taken for one, and what is written is read again.
#include <algorithm>
#include <string>
#include <vector>

#include "holoband/jwk.h"
#include "support/json_mutator.h"
#include "support/nlohmann.h"
#include "support/require.h"
#include "support/samples.h"

namespace holoband::fuzz {
namespace {

constexpr std::size_t kOptions = 1;

std::vector<std::string> default_algorithms(const Input& input) {
  switch (input.option(0, 4)) {
    case 0:
      return {};
    case 1:
      return {"HS256", "RS256"};
    case 2:
      return {"PS256", "ES256", "Ed25519"};
    default:
      return {"ES384", "HS512"};
  }
}

const std::vector<std::string>& samples() {
  static const std::vector<std::string> kSets = [] {
    const auto& jwks = sample_jwks();
    std::vector<std::string> sets{R"({"keys":[)" + jwks[0] + "]}"};
    for (std::size_t at = 1; at + 3 < jwks.size(); at += 2)
      sets.push_back(R"({"keys":[)" + jwks[at] + "," + jwks[at + 3] + "]}");
    sets.push_back(
        R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},{"kty":"OKP","crv":"Ed25519","kid":"a","x":"AA"},{"kty":"LMS"},7]})");
    return sets;
  }();
  return kSets;
}

std::size_t entries_in(std::string_view text) {
  const Json set = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  return set.at("keys").size();
}

void require_skipped(const std::vector<SkippedKey>& skipped, std::size_t entries,
                     std::string_view text) {
  std::size_t next = 0;
  for (const SkippedKey& key : skipped) {
    require(key.index >= next && key.index < entries, "each key is skipped once, in its order");
    // Of a set the member is named by which two keys are mistaken for each other.
    const bool is_twin = key.outcome.code == ErrorCode::kKeyAmbiguous;
    if (is_twin) require(key.outcome.detail == "kid", "twins have one name");
    if (!is_twin) require_plain_refusal(key.outcome, text);
    next = key.index + 1;
  }
}

// A set never chooses a key of another algorithm or name.
void require_selection(const KeySet& set) {
  for (const Key& key : set.keys()) {
    const Result<const Key*> selected = set.select(key.algorithm(), key.kid());
    if (!selected.ok()) {
      require(selected.outcome().code == ErrorCode::kKeyAmbiguous,
              "a key of a set is found, unless another fits too");
      continue;
    }
    const Key& found = *selected.value();
    require(&found.algorithm() == &key.algorithm(), "a key is chosen for its own algorithm");
    require(found.kid() == key.kid(), "a key is chosen by its own name");
  }
}

bool holds(const KeySet& set, const Key& key) {
  return std::any_of(set.keys().begin(), set.keys().end(), [&](const Key& each) {
    return each.is_same_as(key) && each.kid() == key.kid();
  });
}

void require_published(const KeySet& set) {
  const Result<std::string> published = export_jwk_set(set.keys());
  const bool secret = set.keys().front().kind() == KeyKind::kSecret;
  require(published.ok() != secret, "public keys can be published, and secrets cannot");
  if (!published.ok()) return;
  require(published.value().find("\"d\":") == std::string::npos &&
              published.value().find("\"priv\":") == std::string::npos,
          "nothing private is published");
  const Result<ImportedKeySet> again = import_jwk_set(published.value());
  require(again.ok() && again.value().skipped.empty(), "what is published can be read");
  for (const Key& key : set.keys())
    require(holds(again.value().keys, key), "every key is published");
}

void check(const Input& input) {
  const std::vector<std::string> defaults = default_algorithms(input);
  const Result<ImportedKeySet> set = import_jwk_set(input.text, defaults);
  if (!set.ok()) return require_plain_refusal(set.outcome(), input.text);
  const auto& [keys, skipped] = set.value();
  const std::size_t entries = entries_in(input.text);
  require(!keys.keys().empty() && keys.keys().size() + skipped.size() <= entries,
          "a set has no more keys than its text");
  require_skipped(skipped, entries, input.text);
  require_selection(keys);
  require_published(keys);
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holoband::fuzz;
  check({data, size, kOptions});
  return 0;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  using namespace holoband::fuzz;
  return mutate_json_input(data, size, max_size, seed, samples(), kOptions);
}
