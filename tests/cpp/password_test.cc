#include "holoband/password.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/entropy.h"
#include "crypto/hex.h"
#include "crypto/openssl_memory.h"
#include "holoband/encoding/base64url.h"
#include "holoband/phc.h"
#include "support/outcomes.h"

namespace holoband {
namespace {

using test::as_bytes;
using test::describe;

constexpr crypto::Argon2Cost kCheap{.memory_kib = 64, .passes = 1, .lanes = 1};

std::string verdict(std::string_view password, std::string_view phc) {
  const Result<bool> right = verify_password(as_bytes(password), phc);
  if (!right.ok()) return describe(right.outcome());
  return right.value() ? "right" : "wrong";
}

std::string rehash(std::string_view phc, const crypto::Argon2Cost& cost = kDefaultPasswordCost) {
  const Result<bool> needed = password_needs_rehash(phc, cost);
  if (!needed.ok()) return describe(needed.outcome());
  return needed.value() ? "needed" : "fine";
}

std::string hash_of(std::string_view password, const crypto::Argon2Cost& cost = kCheap) {
  Result<std::string> hash = hash_password(as_bytes(password), cost);
  return hash.ok() ? std::move(hash).value() : describe(hash.outcome());
}

struct Known {
  std::string password;
  std::string_view phc;
};

// The first six were made with argon2(1), the reference implementation (Debian package argon2,
// 20171227): printf <password> | argon2 <salt> -id -k <m> -t <t> -p <p> -l <tag size> -e
// The last three were made with argon2.low_level.hash_secret of Python's argon2-cffi 21.1.
const std::vector<Known>& known() {
  static const std::vector<Known> kKnown{
      {"password",
       "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ"
       "$PL01amPyeUuxG7H0vIr5X+qHkZvWnHmGBGXFYvh8z2E"},
      {"password",
       "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
       "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"},
      {"correct horse battery staple",
       "$argon2id$v=19$m=1024,t=3,p=4$c2l4dGVlbiBieXRlIHNsdA$eiV+Y7+xUWaBuQe6msT0eg"},
      {"p\xC3\xA4ssw\xC3\xB6rd \xE2\x98\x83",
       "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ"
       "$A/PShoCWFuO+nQy8JMCecf86EeVbVFj6mICe145/UEFgD7fYYfAB40APf/sZ0Z+OF62Q8tFiPLqsX95MLzaRMQ"},
      {"x",
       "$argon2id$v=19$m=64,t=16,p=2$"
       "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw"
       "$W2iViBsmN+hxS86s544J9bQik+dHW0Yb"},
      {"password",
       "$argon2id$v=19$m=37,t=4,p=1$ZGlmZmVyZW50c2FsdA"
       "$RqQ4yWZ7iAkPMR4DlEQckwr/eh1cYPxPTOLZImXLTqeX"},
      {"", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$HFKSb41i6f6Tx0rCfz5vxoyNWwnNH5ticpRSCdr8PXY"},
      {std::string("a\0b", 3),
       "$argon2id$v=19$m=64,t=1,p=1$AAECAwQFBgc$yC1YGhvfWPJhBsIWBDdxFocS6zfQTVcWXNsW1a0/aOc"},
      {std::string(4096, 'a'),
       "$argon2id$v=19$m=64,t=2,p=1$8PHy8/T19vf4+fr7/P3+/w"
       "$Sqt0o47R6BSanHEr5S4+IBsFjRbKyyP0Xay0qC2r1nY"},
  };
  return kKnown;
}

TEST(VerifyPassword, AcceptsHashesThatOthersMade) {
  for (const Known& entry : known())
    EXPECT_EQ(verdict(entry.password, entry.phc), "right") << entry.phc;
}

TEST(VerifyPassword, RefusesAnotherPassword) {
  for (const Known& entry : known()) {
    EXPECT_EQ(verdict(entry.password.substr(0, 4095) + "!", entry.phc), "wrong") << entry.phc;
  }
  const std::string_view phc = known()[7].phc;
  EXPECT_EQ(verdict("a", phc), "wrong") << "cut off at a zero byte";
  EXPECT_EQ(verdict(std::string_view("a\0c", 3), phc), "wrong");
}

// A hash that somebody shortened must not become easier to meet.
TEST(VerifyPassword, ComparesTheWholeTag) {
  const std::string_view phc = known()[6].phc;
  const std::size_t tag = phc.rfind('$') + 1;
  for (std::size_t i = tag; i + 1 < phc.size(); ++i) {
    std::string changed(phc);
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(verdict("", changed), "wrong") << i;
  }
  EXPECT_EQ(verdict("", std::string(phc.substr(0, tag)) + "HFKSb41i6f6Tx0rCfz5vxg"), "wrong");
}

TEST(VerifyPassword, TakesPasswordsOfUpTo4096Bytes) {
  EXPECT_EQ(verdict(std::string(4096, 'a'), known()[8].phc), "right");
  EXPECT_EQ(verdict(std::string(4097, 'a'), known()[8].phc), "ERR_PASSWORD_TOO_LONG");
  EXPECT_EQ(verdict(std::string(4097, 'a'), "no hash at all"), "ERR_PASSWORD_TOO_LONG");
}

constexpr std::string_view kSalt = "c29tZXNhbHQ";
constexpr std::string_view kTag = "HFKSb41i6f6Tx0rCfz5vxoyNWwnNH5ticpRSCdr8PXY";

std::string phc(std::string_view cost, std::string_view salt = kSalt, std::string_view tag = kTag) {
  std::string text = "$argon2id$v=19$";
  return text.append(cost).append("$").append(salt).append("$").append(tag);
}

TEST(VerifyPassword, RefusesEveryOtherSpelling) {
  ASSERT_EQ(verdict("", phc("m=64,t=1,p=1")), "right");
  for (const std::string& text :
       {std::string(),
        std::string("$"),
        std::string("password"),
        phc("m=064,t=1,p=1"),
        phc("m=64,t=01,p=1"),
        phc("m=64,t=1,p=01"),
        phc("m=+64,t=1,p=1"),
        phc("m=-64,t=1,p=1"),
        phc("m= 64,t=1,p=1"),
        phc("m=64 ,t=1,p=1"),
        phc("m=64,t=1,p=1 "),
        phc("m=64, t=1,p=1"),
        phc("m=0x40,t=1,p=1"),
        phc("m=64.0,t=1,p=1"),
        phc("m=6e1,t=1,p=1"),
        phc("m=,t=1,p=1"),
        phc("m=64,t=,p=1"),
        phc("m=64,t=1,p="),
        phc("m=64,t=1"),
        phc("m=64"),
        phc(""),
        phc("t=1,m=64,p=1"),
        phc("m=64,p=1,t=1"),
        phc("m=64,t=1,p=1,keyid=AA"),
        phc("m=64,t=1,p=1,data=AA"),
        phc("m=64,t=1,p=1,"),
        phc("M=64,t=1,p=1"),
        phc("m=64;t=1;p=1"),
        phc("m=64,m=64,t=1,p=1"),
        "x" + phc("m=64,t=1,p=1"),
        " " + phc("m=64,t=1,p=1"),
        phc("m=64,t=1,p=1") + "\n",
        phc("m=64,t=1,p=1") + "$",
        phc("m=64,t=1,p=1") + "=",
        phc("m=64,t=1,p=1") + std::string(1, '\0'),
        std::string("$argon2id$m=64,t=1,p=1$").append(kSalt).append("$").append(kTag),
        std::string("$argon2id$v=16$m=64,t=1,p=1$").append(kSalt).append("$").append(kTag),
        std::string("$argon2id$v=019$m=64,t=1,p=1$").append(kSalt).append("$").append(kTag),
        std::string("$argon2i$v=19$m=64,t=1,p=1$").append(kSalt).append("$").append(kTag),
        std::string("$argon2d$v=19$m=64,t=1,p=1$").append(kSalt).append("$").append(kTag),
        std::string("$Argon2id$v=19$m=64,t=1,p=1$").append(kSalt).append("$").append(kTag),
        std::string("argon2id$v=19$m=64,t=1,p=1$").append(kSalt).append("$").append(kTag),
        std::string("$argon2id$v=19$m=64,t=1,p=1$").append(kSalt),
        std::string("$2b$12$C6UzMDM.H6dfI/f/IKcEeO3ZK8z3Qj3Zb0cZJd4lC3cR1TQvG6qW2")}) {
    EXPECT_EQ(verdict("", text), "ERR_PASSWORD_HASH_MALFORMED") << text;
    EXPECT_EQ(rehash(text), "ERR_PASSWORD_HASH_MALFORMED") << text;
  }
}

TEST(VerifyPassword, RefusesBase64ThatIsNotCanonical) {
  for (const std::string_view salt :
       {"c29tZXNhbHQ=", "c29tZXNhbHR", "c29tZXNhb-Q", "c29tZXNhb_Q", "c29tZXNhb Q",
        "c29tZXNhbHQA\n", "c29tZXNhbHQAA", "", "c29tZXNhbA"}) {
    EXPECT_EQ(verdict("", phc("m=64,t=1,p=1", salt)), "ERR_PASSWORD_HASH_MALFORMED") << salt;
  }
  for (const std::string_view tag : {"HFKSb41i6f6Tx0rCfz5vxoyNWwnNH5ticpRSCdr8PXY=",
                                     "HFKSb41i6f6Tx0rCfz5vxoyNWwnNH5ticpRSCdr8PXZ",
                                     "HFKSb41i6f6Tx0rCfz5vxoyNWwnNH5ticpRSCdr8-XY",
                                     "HFKSb41i6f6Tx0rCfz5v*oyNWwnNH5ticpRSCdr8PXY", ""}) {
    EXPECT_EQ(verdict("", phc("m=64,t=1,p=1", kSalt, tag)), "ERR_PASSWORD_HASH_MALFORMED") << tag;
  }
}

TEST(VerifyPassword, LimitsTheSizesOfSaltAndTag) {
  const auto encoded = [](std::size_t size) {
    return base64url_encode(
        std::vector<std::uint8_t>(size));  // zeros are the same in both alphabets
  };
  for (std::size_t size = 0; size <= 70; ++size) {
    EXPECT_EQ(verdict("", phc("m=64,t=1,p=1", encoded(size))),
              size >= 8 && size <= 64 ? "wrong" : "ERR_PASSWORD_HASH_MALFORMED")
        << size;
    EXPECT_EQ(verdict("", phc("m=64,t=1,p=1", kSalt, encoded(size))),
              size >= 16 && size <= 64 ? "wrong" : "ERR_PASSWORD_HASH_MALFORMED")
        << size;
  }
}

// A hash comes from a database; what it costs to check must not be up to whoever wrote it.
TEST(VerifyPassword, RefusesCostsAboveItsCeilingWithoutPayingThem) {
  for (const std::string_view cost :
       {"m=262145,t=1,p=1", "m=4294967295,t=1,p=1", "m=4294967296,t=1,p=1",
        "m=99999999999999999999999999,t=1,p=1", "m=64,t=17,p=1", "m=64,t=4294967297,p=1",
        "m=64,t=1,p=5", "m=4294967304,t=4294967297,p=4294967297", "m=7,t=1,p=1", "m=31,t=1,p=4",
        "m=0,t=1,p=1", "m=64,t=0,p=1", "m=64,t=1,p=0"}) {
    test::forget_openssl_blocks();
    EXPECT_EQ(verdict("", phc(cost)), "ERR_PASSWORD_HASH_COST") << cost;
    EXPECT_EQ(rehash(phc(cost)), "ERR_PASSWORD_HASH_COST") << cost;
    EXPECT_EQ(test::openssl_memory().largest, 0u) << cost;
  }
}

TEST(VerifyPassword, PaysCostsUpToItsCeiling) {
  EXPECT_EQ(verdict("", phc("m=64,t=16,p=4")), "wrong");
  test::forget_openssl_blocks();
  EXPECT_EQ(verdict("", phc("m=262144,t=1,p=1")), "wrong");
  EXPECT_EQ(test::openssl_memory().largest, 256u << 20u);
}

TEST(VerifyPassword, SaysWhereThereIsNotEnoughMemory) {
  const auto failure = test::OpensslMemoryFailure::above(1 << 20);
  EXPECT_EQ(verdict("password", known()[0].phc), "ERR_OUT_OF_MEMORY");
  EXPECT_EQ(hash_of("password", kDefaultPasswordCost), "ERR_OUT_OF_MEMORY");
  EXPECT_EQ(verdict("", known()[6].phc), "right");
}

TEST(HashPassword, MakesHashesThatVerify) {
  for (const std::string& password : {std::string(), std::string("password"),
                                      std::string(4096, '\xFF'), std::string("a\0b", 3)}) {
    const std::string hash = hash_of(password);
    EXPECT_EQ(verdict(password, hash), "right") << hash;
    EXPECT_EQ(verdict(password.substr(0, 4095) + "x", hash), "wrong") << hash;
  }
}

TEST(HashPassword, WritesThePhcFormat) {
  const std::string hash = hash_of("password");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << hash;
  const std::optional<PhcHash> parsed = parse_phc(hash);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->salt.size(), 16u);
  EXPECT_EQ(parsed->tag.size(), 32u);
  EXPECT_EQ(hash.size(), std::string_view("$argon2id$v=19$m=64,t=1,p=1$").size() + 22 + 1 + 43);
}

TEST(HashPassword, PaysTheRecommendedCostUnlessTold) {
  const Result<std::string> hash = hash_password(as_bytes("password"));
  ASSERT_TRUE(hash.ok());
  EXPECT_TRUE(hash.value().starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash.value();
  EXPECT_EQ(verdict("password", hash.value()), "right");
}

TEST(HashPassword, NeverUsesASaltTwice) {
  std::set<std::string> hashes;
  for (int i = 0; i < 64; ++i) EXPECT_TRUE(hashes.insert(hash_of("password")).second);
}

TEST(HashPassword, FailsWithoutRandomness) {
  const test::EntropyFailure failure(0);
  EXPECT_EQ(hash_of("password"), "ERR_RANDOM_UNAVAILABLE");
  EXPECT_EQ(verdict("", known()[6].phc), "right") << "verifying needs none";
}

TEST(HashPassword, RefusesPasswordsAndCostsOutOfRange) {
  EXPECT_EQ(hash_of(std::string(4097, 'a')), "ERR_PASSWORD_TOO_LONG");
  for (const crypto::Argon2Cost& cost : std::initializer_list<crypto::Argon2Cost>{{0, 0, 0},
                                                                                  {7, 1, 1},
                                                                                  {64, 0, 1},
                                                                                  {64, 1, 0},
                                                                                  {31, 1, 4},
                                                                                  {64, 17, 1},
                                                                                  {64, 1, 5},
                                                                                  {262145, 1, 1}}) {
    EXPECT_EQ(hash_of("password", cost), "ERR_PASSWORD_HASH_COST") << cost.memory_kib;
    EXPECT_EQ(rehash(known()[6].phc, cost), "ERR_PASSWORD_HASH_COST") << cost.memory_kib;
  }
}

TEST(Phc, WritesWhatItRead) {
  for (const Known& entry : known()) {
    const std::optional<PhcHash> hash = parse_phc(entry.phc);
    ASSERT_TRUE(hash.has_value());
    EXPECT_EQ(write_phc(*hash), entry.phc);
  }
}

TEST(PasswordNeedsRehash, ComparesCostSaltAndTag) {
  const std::string hash = hash_of("password");
  EXPECT_EQ(rehash(hash, kCheap), "fine");
  EXPECT_EQ(rehash(hash), "needed");
  EXPECT_EQ(rehash(hash, {65, 1, 1}), "needed");
  EXPECT_EQ(rehash(hash, {64, 2, 1}), "needed");
  EXPECT_EQ(rehash(hash, {64, 1, 2}), "needed");
  EXPECT_EQ(rehash(hash, {63, 1, 1}), "needed") << "a cheaper cost is another cost";
  EXPECT_EQ(rehash(phc("m=64,t=1,p=1"), kCheap), "needed") << "8 bytes of salt";
  EXPECT_EQ(rehash(phc("m=64,t=1,p=1", "AAAAAAAAAAAAAAAAAAAAAA"), kCheap), "fine");
  EXPECT_EQ(rehash(phc("m=64,t=1,p=1", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA"), kCheap),
            "needed")
      << "16 bytes of tag";
}

TEST(PasswordNeedsRehash, ComputesNothing) {
  test::forget_openssl_blocks();
  EXPECT_EQ(rehash(known()[0].phc), "needed");
  EXPECT_EQ(test::openssl_memory().largest, 0u);
}

}  // namespace
}  // namespace holoband
