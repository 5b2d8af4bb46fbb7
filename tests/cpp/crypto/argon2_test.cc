#include "holoband/crypto/argon2.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hex.h"
#include "crypto/openssl_memory.h"
#include "holoband/crypto/openssl_ptr.h"
#include "holoband/crypto/provider.h"
#include "support/outcomes.h"

namespace holoband::crypto {
namespace {

using test::as_bytes;
using test::describe;
using test::hex;

constexpr Argon2Cost kSmall{.memory_kib = 64, .passes = 1, .lanes = 1};
constexpr std::string_view kPassword = "password";
constexpr std::string_view kSalt = "somesalt";

std::string tag_of(std::string_view password, std::string_view salt, const Argon2Cost& cost,
                   std::size_t size = 32) {
  std::vector<std::uint8_t> tag(size);
  const Outcome outcome = argon2id(as_bytes(password), as_bytes(salt), cost, tag);
  return outcome.ok() ? hex(tag) : describe(outcome);
}

std::string outcome_of(std::string_view salt, const Argon2Cost& cost, std::size_t size) {
  std::vector<std::uint8_t> tag(size);
  return describe(argon2id(as_bytes(kPassword), as_bytes(salt), cost, tag));
}

OSSL_PARAM octets(const char* name, std::vector<std::uint8_t>& bytes) {
  return OSSL_PARAM_construct_octet_string(name, bytes.data(), bytes.size());
}

// RFC 9106 section 5.3. It has a secret and associated data, which argon2id() has no use for, so the
// implementation behind it is asked directly.
TEST(Argon2id, MatchesTheVectorOfRfc9106) {
  std::vector<std::uint8_t> password(32, 0x01);
  std::vector<std::uint8_t> salt(16, 0x02);
  std::vector<std::uint8_t> secret(8, 0x03);
  std::vector<std::uint8_t> data(12, 0x04);
  std::uint32_t memory = 32;
  std::uint32_t passes = 3;
  std::uint32_t lanes = 4;
  const std::array params{
      octets(OSSL_KDF_PARAM_PASSWORD, password),
      octets(OSSL_KDF_PARAM_SALT, salt),
      octets(OSSL_KDF_PARAM_SECRET, secret),
      octets(OSSL_KDF_PARAM_ARGON2_AD, data),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_MEMCOST, &memory),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ITER, &passes),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_LANES, &lanes),
      OSSL_PARAM_construct_end(),
  };
  const OpensslPtr<EVP_KDF, EVP_KDF_free> kdf(EVP_KDF_fetch(library(), "ARGON2ID", nullptr));
  const OpensslPtr<EVP_KDF_CTX, EVP_KDF_CTX_free> context(EVP_KDF_CTX_new(kdf.get()));
  std::array<std::uint8_t, 32> tag;
  ASSERT_EQ(EVP_KDF_derive(context.get(), tag.data(), tag.size(), params.data()), 1);
  EXPECT_EQ(hex(tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

// The tags below were made with argon2(1), the reference implementation (Debian package argon2,
// 20171227): printf password | argon2 somesalt -id -k <memory> -t <passes> -p <lanes> -l 32 -r
TEST(Argon2id, AgreesWithTheReferenceAtEveryCost) {
  struct Vector {
    Argon2Cost cost;
    std::string_view tag;
  };
  for (const Vector& vector : std::initializer_list<Vector>{
           {{8, 1, 1}, "f137f8e186a403a679ccd0606e5ab5dcdafe43c1640855ac8c6e33e9bd63eeb3"},
           {{15, 1, 1}, "57e9e9135b30c19e3137d14c1596be4d433e3620434dc458861697b276a9181c"},
           {{16, 2, 2}, "747d7631b182faf749d7efc31aec31df4ecfe3b57c792f53800ac2c9978b4888"},
           {{31, 3, 2}, "e9be1aad08d9d45cde822ddc75c641f5f6c1157fb873a9955317da42298f8ef3"},
           {{64, 1, 4}, "19938945ef59b95503dae9c597a52c1ff4b1dfa6d09e852796716f433eef4fcf"},
           {{100, 5, 3}, "cddb20c244c504d4cb57634285470f39814853a3b0564446dc9e83ecb854f7e4"},
           {{1024, 2, 1}, "ec57ec9c0eaf51eeea2e92ffdcaa9cdee478f1927215b515b7b8d66657f41ed9"},
           {{4096, 3, 4}, "a6813fd21d9c8dbbfe5253c381154e1eac25982018a392c5e6578caef42a56b2"},
           {{19456, 2, 1}, "3cbd356a63f2794bb11bb1f4bc8af95fea87919bd69c79860465c562f87ccf61"}}) {
    EXPECT_EQ(tag_of(kPassword, kSalt, vector.cost), vector.tag) << vector.cost.memory_kib;
  }
}

// -k 64 -t 1 -p 1 -l <size>. Tags of more than 64 bytes are made another way than shorter ones.
TEST(Argon2id, AgreesWithTheReferenceAtEveryTagSize) {
  for (const std::string_view tag :
       {"3dbf4e40", "729c7a54441bc13559bdca71348c4e554599e719c08a952601ed5c83618c1bbd",
        "5c6bf55c8656e969fc02abfef931c6a52e6c34e83d1cd32d6da544b30daa3ef2"
        "ec357847e038df39ddf38526b8300cca72bdf872dd6ac1ae6fd6c0b59b836eba",
        "de909b81c77dea65f0b23db71f216a2f92b9a9d9abfdfa11e38b1c65f71757d6"
        "521d5146d3cf290bc407ff2261e335bd0d297bfa993faaa477bec9afb5c5e95924",
        "8648bacd694046af74209e4059d601ea38af963c7309b49221d46dde642ac7a62c3aaa35186894e51ad00b43"
        "76e65e435225ab0c42222173f9880e5f07c7a5acfc93ed0b65f7d831fc71f660a9530cfecd9df387f8b3ee3e"
        "072d0c16c37873dbd8bd7348",
        "677152f40998b61d81e6a8c977f0a50e50a0575a023c9fcbe3afe40ff849d2a76be830903168e25c41bee53a"
        "6ceefabb6c7a12ca90c0f66eda06c5d192b54b76980f89f46b58516c79fda25dc0723af5022bdef543b59207"
        "e073c078a8096d381c9dc035e37bf4640682cc9819d4f2fed3dcc2cc8ea8f2281fd796246779201c"}) {
    EXPECT_EQ(tag_of(kPassword, kSalt, kSmall, tag.size() / 2), tag);
  }
}

// Made with argon2.low_level.hash_secret of Python's argon2-cffi 21.1, which wraps the reference.
TEST(Argon2id, TakesAnEmptyPasswordAndZeroBytes) {
  EXPECT_EQ(tag_of("", kSalt, kSmall),
            "1c52926f8d62e9fe93c74ac27f3e6fc68c8d5b09cd1f9b6272945209dafc3d76");
  EXPECT_EQ(tag_of(std::string_view("a\0b", 3), std::string_view("\0\1\2\3\4\5\6\7", 8), kSmall),
            "c82d581a1bdf58f26106c216043771168712eb37d04d57165cdb16d5ad3f68e7");
}

TEST(Argon2id, DependsOnEveryInput) {
  const std::string tag = tag_of(kPassword, kSalt, kSmall);
  EXPECT_EQ(tag_of(kPassword, kSalt, kSmall), tag);
  EXPECT_NE(tag_of("passwore", kSalt, kSmall), tag);
  EXPECT_NE(tag_of(kPassword, "somesalu", kSmall), tag);
  EXPECT_NE(tag_of(kPassword, kSalt, {65, 1, 1}), tag_of(kPassword, kSalt, {68, 1, 1}));
  EXPECT_NE(tag_of(kPassword, kSalt, {64, 2, 1}), tag);
  EXPECT_NE(tag_of(kPassword, kSalt, {64, 1, 2}), tag);
}

TEST(Argon2id, RefusesWhatRfc9106DoesNotAllow) {
  EXPECT_EQ(outcome_of(kSalt, kSmall, 4), "OK");
  EXPECT_EQ(outcome_of(kSalt, kSmall, 3), "ERR_CRYPTO_FAILED");
  EXPECT_EQ(outcome_of("7 bytes", kSmall, 32), "ERR_CRYPTO_FAILED");
  EXPECT_EQ(outcome_of("", kSmall, 32), "ERR_CRYPTO_FAILED");
  EXPECT_EQ(outcome_of(kSalt, {64, 0, 1}, 32), "ERR_CRYPTO_FAILED");
  EXPECT_EQ(outcome_of(kSalt, {64, 1, 0}, 32), "ERR_CRYPTO_FAILED");
  EXPECT_EQ(outcome_of(kSalt, {7, 1, 1}, 32), "ERR_CRYPTO_FAILED");
  EXPECT_EQ(outcome_of(kSalt, {31, 1, 4}, 32), "ERR_CRYPTO_FAILED");
  EXPECT_EQ(outcome_of(kSalt, {0, 1, 1}, 32), "ERR_CRYPTO_FAILED");
  EXPECT_EQ(outcome_of(kSalt, {0xFFFFFFFF, 1, 0xFFFFFFFF}, 32), "ERR_CRYPTO_FAILED");
}

TEST(Argon2id, FailsWhereThereIsNotEnoughMemory) {
  constexpr std::uint32_t kAbsurd = std::numeric_limits<std::uint32_t>::max();  // four TiB
  const auto failure = test::OpensslMemoryFailure::above(std::size_t{1} << 30);
  for (const Argon2Cost& cost : {Argon2Cost{kAbsurd, 1, 1}, Argon2Cost{2 << 20, 1, 1}}) {
    std::array<std::uint8_t, 32> tag;
    tag.fill(0xEE);
    EXPECT_EQ(describe(argon2id(as_bytes(kPassword), as_bytes(kSalt), cost, tag)),
              "ERR_OUT_OF_MEMORY");
    EXPECT_EQ(std::count(tag.begin(), tag.end(), 0), 32);
  }
  EXPECT_TRUE(failure.happened());
  EXPECT_EQ(ERR_peek_error(), 0u);
  EXPECT_EQ(outcome_of(kSalt, kSmall, 32), "OK");
}

// OpenSSL's Argon2 does not look at what its inner hashes return. A tag that one of them did not
// work on must never come out: here each allocation fails once.
TEST(Argon2id, FailsWhicheverAllocationFails) {
  const std::string expected = tag_of(kPassword, kSalt, {64, 2, 2});
  int failures = 0;
  for (bool happened = true; happened; ++failures) {
    const std::size_t before = test::openssl_memory().in_use;
    const auto failure = test::OpensslMemoryFailure::nth(failures);
    std::array<std::uint8_t, 32> tag;
    tag.fill(0xEE);
    const Outcome outcome = argon2id(as_bytes(kPassword), as_bytes(kSalt), {64, 2, 2}, tag);
    happened = failure.happened();
    EXPECT_EQ(outcome.ok(), !happened) << failures;
    EXPECT_EQ(hex(tag) == expected, !happened) << failures;
    EXPECT_EQ(test::openssl_memory().in_use, before) << failures;
    EXPECT_EQ(ERR_peek_error(), 0u);
  }
  EXPECT_GT(failures, 20);
}

TEST(Argon2id, GivesItsMemoryBackWiped) {
  ASSERT_EQ(outcome_of(kSalt, {1024, 1, 1}, 32), "OK");
  const std::size_t before = test::openssl_memory().in_use;
  test::forget_openssl_blocks();
  for (int i = 0; i < 10; ++i) ASSERT_EQ(outcome_of(kSalt, {1024, 1, 1}, 32), "OK");
  EXPECT_EQ(test::openssl_memory().in_use, before);
  EXPECT_EQ(test::openssl_memory().largest, 1024u * 1024u);
  EXPECT_EQ(test::openssl_memory().largest_freed, 1024u * 1024u);
  EXPECT_EQ(test::openssl_memory().unwiped_bytes, 0u);
}

TEST(Argon2id, IsNotMisledByAnErrorThatSomebodyElseLeft) {
  ERR_raise(ERR_LIB_USER, 1);
  EXPECT_EQ(outcome_of(kSalt, kSmall, 32), "OK");
  EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace holoband::crypto
