// No block of memory is given back with a secret in it, whatever the library did with that secret, and wherever it had
// to stop.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crypto/openssl_memory.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jwk.h"
#include "holoband/key_shape.h"
#include "holoband/password.h"
#include "holoband/pem.h"
#include "pem_samples.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/secret_watch.h"
#include "support/tokens.h"

namespace samples = holoband::test::pem_samples;

namespace holoband {
namespace {

using test::OpensslMemoryFailure;
using test::SecretWatch;

constexpr std::string_view kMessage = "a message that is to be signed";

void look_for_parts(SecretWatch& watch, const Key& key) {
  for (const KeyMember& member : shape_of(key.algorithm().key_type).members) {
    if (!member.is_private) continue;
    const Bytes part = key.parts().get(member.part);
    watch.look_for(std::string(member.name), part);
    watch.look_for(std::string(member.name) + " as text", as_bytes(base64url_encode(part)));
  }
}

// live is the whole life of a key: made, used, exported, given up. It stops where something fails, and tells whether
// nothing did.
bool live(std::string_view jwk, std::string_view pem, std::string_view algorithm) {
  std::array<std::uint8_t, 8192> room{};
  const Result<Key> key = import_jwk(jwk, algorithm);
  if (!key.ok()) return false;
  const MutableBytes signature = MutableBytes(room).first(key.value().signature_size());
  if (!key.value().sign(as_bytes(kMessage), signature).ok()) return false;
  if (!key.value().verify(as_bytes(kMessage), signature).ok()) return false;
  if (!export_jwk(key.value(), true).ok() || !export_pem(key.value(), true).ok()) return false;
  return import_pem(pem, algorithm).ok();
}

TEST(SecretWatch, SeesASecretInABlockThatIsGivenBack) {
  const std::vector<std::uint8_t> secret = test::secret(32);
  SecretWatch watch;
  watch.look_for("secret", secret);
  auto whole = std::make_unique<std::vector<std::uint8_t>>(secret);
  auto part = std::make_unique<std::vector<std::uint8_t>>(100);
  std::copy(secret.begin() + 16, secret.end(), part->begin() + 61);
  watch.start();
  EXPECT_EQ(watch.found(), "");
  part.reset();
  EXPECT_EQ(watch.found(), "secret");
  watch.start();
  EXPECT_EQ(watch.found(), "");
  whole.reset();
  EXPECT_EQ(watch.found(), "secret");
  watch.start();
  { const std::vector<std::uint8_t> turned(secret.rbegin(), secret.rend()); }
  EXPECT_EQ(watch.found(), "secret");
  watch.start();
  { const std::vector<std::uint8_t> other = test::secret(32, 2); }
  EXPECT_EQ(watch.found(), "");
}

TEST(Secrecy, NoBlockHasAPrivateKeyInIt) {
  for (const std::string& algorithm : test::asymmetric_algorithms()) {
    const Key& key = test::key_for(algorithm);
    const std::string jwk = test::jwk_of(key);
    const std::string pem = test::text_of(export_pem(key, true).value());
    SecretWatch watch;
    look_for_parts(watch, key);
    watch.start();
    EXPECT_TRUE(live(jwk, pem, algorithm)) << algorithm;
    watch.stop();
    EXPECT_EQ(watch.found(), "") << algorithm;
  }
}

TEST(Secrecy, NoBlockHasAPrivateKeyInItWhereverMemoryRunsOut) {
  for (const std::string algorithm :
       {"RS256", "ES256", "ES384", "ES512", "ES256K", "Ed25519", "Ed448", "ML-DSA-44"}) {
    const Key& key = test::key_for(algorithm);
    const std::string jwk = test::jwk_of(key);
    const std::string pem = test::text_of(export_pem(key, true).value());
    SecretWatch watch;
    look_for_parts(watch, key);
    const int step = algorithm == "RS256" ? 5 : 1;  // it allocates most, and takes longest
    bool lived = false;
    int number = 0;
    for (; !lived && number < 5000; number += step) {
      const auto failure = OpensslMemoryFailure::nth(number);
      watch.start();
      lived = live(jwk, pem, algorithm) && !failure.happened();
      watch.stop();
      EXPECT_EQ(watch.found(), "") << algorithm << " without allocation " << number;
    }
    EXPECT_TRUE(lived && number > 10) << algorithm << ' ' << number;
  }
}

TEST(Secrecy, NoBlockHasAGeneratedKeyInItButTheKeysOwn) {
  // What is generated is known only afterwards, so that the watch begins with what becomes of it.
  for (const char* algorithm : {"HS256", "ES256", "Ed25519", "ML-DSA-44"}) {
    std::optional<Key> key(Key::generate(algorithm).value());
    SecretWatch watch;
    look_for_parts(watch, *key);
    watch.start();
    EXPECT_TRUE(export_jwk(*key, true).ok());
    key.reset();
    watch.stop();
    EXPECT_EQ(watch.found(), "") << algorithm;
  }
}

TEST(Secrecy, NoBlockHasTheSecretOfAMacInIt) {
  for (const Algorithm* algorithm : test::secret_algorithms()) {
    const std::vector<std::uint8_t> secret = test::secret(algorithm->min_key_bits / 8);
    const std::string text = base64url_encode(secret);
    const std::string jwk =
        R"({"kty":"oct","alg":")" + std::string(algorithm->name) + R"(","k":")" + text + "\"}";
    SecretWatch watch;
    watch.look_for("secret", secret);
    watch.look_for("text", as_bytes(text));
    std::array<std::uint8_t, 64> mac{};
    watch.start();
    for (const Result<Key>& key :
         {Key::from_secret(secret, algorithm->name, ""), import_jwk(jwk)}) {
      ASSERT_TRUE(key.ok());
      const MutableBytes room = MutableBytes(mac).first(key.value().signature_size());
      EXPECT_TRUE(key.value().sign(as_bytes(kMessage), room).ok());
      EXPECT_TRUE(key.value().verify(as_bytes(kMessage), room).ok());
    }
    watch.stop();
    EXPECT_EQ(watch.found(), "") << algorithm->name;
  }
}

TEST(Secrecy, NoBlockHasAPassphraseInItNorWhatItOpens) {
  const Key key = import_pem(samples::kEdPkcs8, "EdDSA").value();
  for (const std::string_view passphrase :
       {samples::kPassphrase, std::string_view("a wrong one")}) {
    SecretWatch watch;
    watch.look_for("passphrase", as_bytes(passphrase));
    look_for_parts(watch, key);
    for (const std::string_view pem : samples::kEncrypted) {
      watch.start();
      const bool opened = import_pem(pem, "EdDSA", {.kid = {}, .passphrase = passphrase}).ok();
      watch.stop();
      EXPECT_EQ(opened, passphrase == samples::kPassphrase);
      EXPECT_EQ(watch.found(), "") << passphrase;
    }
  }
}

TEST(Secrecy, NoBlockHasAPasswordOrItsTagInIt) {
  constexpr std::string_view kPassword = "correct horse battery staple";
  constexpr crypto::Argon2Cost kCost{.memory_kib = 64, .passes = 1, .lanes = 1};
  const std::string phc = hash_password(as_bytes(kPassword), kCost).value();
  SecretWatch watch;
  watch.look_for("password", as_bytes(kPassword));
  bool done = false;
  int number = 0;
  for (; !done && number < 500; ++number) {
    const auto failure = OpensslMemoryFailure::nth(number);
    watch.start();
    const Result<bool> right = verify_password(as_bytes(kPassword), phc);
    watch.stop();
    done = right.ok() && !failure.happened();
    EXPECT_EQ(watch.found(), "") << "without allocation " << number;
  }
  EXPECT_TRUE(done && number > 3) << number;
}

}  // namespace
}  // namespace holoband
