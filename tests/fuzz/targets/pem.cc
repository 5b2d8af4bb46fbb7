// PEM of any content, encrypted keys included: whatever is taken is a sound key, and a public key has one encoding.
#include <algorithm>
#include <array>
#include <string>

#include "holoband/encoding/der.h"
#include "holoband/key_oid.h"
#include "holoband/pem.h"
#include "pem_samples.h"
#include "support/key_promises.h"
#include "support/keys.h"
#include "support/pem_mutator.h"
#include "support/require.h"

namespace holoband::fuzz {
namespace {

namespace samples = test::pem_samples;

constexpr std::size_t kOptions = 2;

constexpr auto kSamples = std::to_array<std::string_view>({samples::kEcParamsSec1,
                                                           samples::kEcSec1,
                                                           samples::kEcPkcs8,
                                                           samples::kEcSpki,
                                                           samples::kEcSpkiCompressed,
                                                           samples::kEcSpkiExplicit,
                                                           samples::kEcCert,
                                                           samples::kRsaPkcs1,
                                                           samples::kRsaPkcs1Public,
                                                           samples::kRsaSpki,
                                                           samples::kRsaPkcs8,
                                                           samples::kRsaCert,
                                                           samples::kRsaPkcs1Encrypted,
                                                           samples::kPssSpki,
                                                           samples::kPss256Spki,
                                                           samples::kPss20Spki,
                                                           samples::kEdPkcs8,
                                                           samples::kEdSpki,
                                                           samples::kEdCert,
                                                           samples::kEncSha1,
                                                           samples::kEncDes3,
                                                           samples::kEncPbes1,
                                                           samples::kEncScrypt,
                                                           samples::kX25519Spki,
                                                           samples::kP224Spki,
                                                           samples::kEd448Pkcs8,
                                                           samples::kEd448Spki,
                                                           samples::kSecp384r1,
                                                           samples::kSecp384r1Spki,
                                                           samples::kSecp521r1,
                                                           samples::kSecp521r1Spki,
                                                           samples::kSecp256k1,
                                                           samples::kSecp256k1Spki,
                                                           samples::kEncrypted[0],
                                                           samples::kEncrypted[4],
                                                           samples::kEncrypted[8]});

bool contains(std::string_view der, std::string_view oid) {
  return der.find(oid) != std::string_view::npos;
}

// A key that asks for ten million rounds gets them, which takes seconds and is not what is looked for here.
bool asks_for_much(std::string_view der) {
  constexpr std::size_t kRounds = 4096;
  const std::size_t at = der.find(oid::kPbkdf2);
  if (at == std::string_view::npos) return false;
  der::Reader reader(as_bytes(der.substr(at + oid::kPbkdf2.size())));
  der::Reader params = reader.inside(der::Tag::kSequence);
  (void)params.next_of(der::Tag::kOctetString);
  std::size_t rounds = 0;
  for (const std::uint8_t byte : params.number())
    rounds = std::min(rounds << 8 | byte, kRounds + 1);
  return rounds > kRounds;
}

bool check(const Input& input) {
  const auto& rows = algorithms();
  const std::string_view algorithm = rows[input.option(0, rows.size())].name;
  const std::string der = decode_pem(input.text);
  if (asks_for_much(der)) return false;
  PemOptions options;
  if (input.option(1, 2) == 0) options.passphrase = samples::kPassphrase;
  const Result<Key> key = import_pem(input.text, algorithm, options);
  if (!key.ok()) {
    require_plain_refusal(key.outcome(), input.text);
    return true;
  }
  require(key.value().algorithm().name == algorithm,
          "a key is for the algorithm that was asked for");
  require_sound_key(key.value(), input.option(1, 8) < 2);
  // What RSASSA-PSS keys say of digests is held to, and not kept.
  if (input.text.find("-----BEGIN PUBLIC KEY-----") == 0 && !contains(der, oid::kRsaPss)) {
    const std::string again = test::text_of(export_pem(key.value(), false).value());
    require(decode_pem(again) == der, "a public key has one encoding");
  }
  return true;
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holoband::fuzz;
  return check({data, size, kOptions}) ? 0 : -1;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  using namespace holoband::fuzz;
  return mutate_pem_input(data, size, max_size, seed, kSamples, kOptions);
}
