// JWKs of any content: whatever is taken is a sound key with the members that the text has.
#include <optional>
#include <string>

#include "holoband/jwk.h"
#include "holoband/key_shape.h"
#include "support/json_mutator.h"
#include "support/json_reference.h"
#include "support/key_promises.h"
#include "support/keys.h"
#include "support/nlohmann.h"
#include "support/require.h"
#include "support/samples.h"

namespace holoband::fuzz {
namespace {

constexpr std::size_t kOptions = 2;

std::string_view required_algorithm(const Input& input) {
  const auto& all = algorithms();
  const std::size_t choice = input.option(0, 2 * all.size());
  return choice < all.size() ? all[choice].name : std::string_view();
}

std::optional<std::string> text_at(const Json& jwk, std::string_view name) {
  const auto found = jwk.find(std::string(name));
  if (found == jwk.end() || !found->is_string()) return std::nullopt;
  return *found->get_ptr<const Json::string_t*>();
}

// What the text says of the key is what the key says of itself: no member is read in another way than it is written.
void require_same_members(const Key& key, const Json& given) {
  require(!given.contains("alg") || text_at(given, "alg") == key.algorithm().name,
          "a key has the algorithm that it names");
  require(given.contains("kid") == key.is_named(), "a key is named where the text names it");
  require(!key.is_named() || text_at(given, "kid") == key.kid(),
          "a key has the name that it is given");
  if (key.kind() == KeyKind::kSecret) return;
  const Json written = Json::parse(test::jwk_of(key), nullptr, /*allow_exceptions=*/false);
  require(text_at(given, "kty") == text_at(written, "kty"), "a key is of the type that it names");
  // Where no curve belongs to the type, the member is one of those that are not understood (RFC 7517 section 4).
  require(!written.contains("crv") || text_at(given, "crv") == text_at(written, "crv"),
          "a key is on the curve that it names");
  bool is_private = false;
  for (const KeyMember& member : shape_of(key.algorithm().key_type).members) {
    if (!given.contains(std::string(member.name))) continue;
    is_private = is_private || member.is_private;
    require(text_at(given, member.name) == text_at(written, member.name),
            "a number has one spelling");
  }
  require(is_private == (key.kind() == KeyKind::kPrivate),
          "a key is private that has private members");
}

void check(const Input& input) {
  const std::string_view required = required_algorithm(input);
  const Result<Key> key = import_jwk(input.text, required);
  if (!key.ok()) return require_plain_refusal(key.outcome(), input.text);
  const test::JsonExpectation scanned = test::json_expectation(input.text);
  require(!scanned.open && scanned.code == ErrorCode::kOk, "a JWK is strict JSON");
  require(required.empty() || key.value().algorithm().name == required,
          "a key is for the algorithm that was asked for");
  require_same_members(key.value(), Json::parse(input.text, nullptr, /*allow_exceptions=*/false));
  require_sound_key(key.value(), input.option(1, 4) == 0);
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
  return mutate_json_input(data, size, max_size, seed, sample_jwks(), kOptions);
}
