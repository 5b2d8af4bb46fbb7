#include "holoband/algorithm.h"

#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "support/tokens.h"

namespace holoband {
namespace {

using crypto::Digest;
using crypto::Family;
using crypto::Group;

// RFC 7518 section 3.1, with sections 3.2 and 3.3 for the least size of a key; RFC 8812 section 3.2;
// RFC 9864; the registration of ML-DSA.
TEST(Algorithms, HaveTheParametersOfTheirDefinition) {
  constexpr auto kSha512 = Digest::kSha512;
  const struct {
    std::string_view name;
    KeyType type;
    Family family;
    Digest digest;
    Group group;
    std::size_t bits;
  } expected[] = {
      {"HS256", KeyType::kSecret, Family::kHmac, Digest::kSha256, Group::kNone, 256},
      {"HS384", KeyType::kSecret, Family::kHmac, Digest::kSha384, Group::kNone, 384},
      {"HS512", KeyType::kSecret, Family::kHmac, kSha512, Group::kNone, 512},
      {"RS256", KeyType::kRsa, Family::kRsaPkcs1, Digest::kSha256, Group::kNone, 2048},
      {"RS384", KeyType::kRsa, Family::kRsaPkcs1, Digest::kSha384, Group::kNone, 2048},
      {"RS512", KeyType::kRsa, Family::kRsaPkcs1, kSha512, Group::kNone, 2048},
      {"PS256", KeyType::kRsa, Family::kRsaPss, Digest::kSha256, Group::kNone, 2048},
      {"PS384", KeyType::kRsa, Family::kRsaPss, Digest::kSha384, Group::kNone, 2048},
      {"PS512", KeyType::kRsa, Family::kRsaPss, kSha512, Group::kNone, 2048},
      {"ES256", KeyType::kEc, Family::kEcdsa, Digest::kSha256, Group::kP256, 0},
      {"ES384", KeyType::kEc, Family::kEcdsa, Digest::kSha384, Group::kP384, 0},
      {"ES512", KeyType::kEc, Family::kEcdsa, kSha512, Group::kP521, 0},
      {"ES256K", KeyType::kEc, Family::kEcdsa, Digest::kSha256, Group::kSecp256k1, 0},
      {"Ed25519", KeyType::kOkp, Family::kEddsa, kSha512, Group::kEd25519, 0},
      {"Ed448", KeyType::kOkp, Family::kEddsa, kSha512, Group::kEd448, 0},
      {"EdDSA", KeyType::kOkp, Family::kEddsa, kSha512, Group::kNone, 0},
      {"ML-DSA-44", KeyType::kAkp, Family::kMlDsa, kSha512, Group::kMlDsa44, 0},
      {"ML-DSA-65", KeyType::kAkp, Family::kMlDsa, kSha512, Group::kMlDsa65, 0},
      {"ML-DSA-87", KeyType::kAkp, Family::kMlDsa, kSha512, Group::kMlDsa87, 0},
  };
  for (const auto& row : expected) {
    const Algorithm* algorithm = find_algorithm(row.name);
    ASSERT_NE(algorithm, nullptr) << row.name;
    EXPECT_EQ(algorithm->name, row.name);
    EXPECT_EQ(algorithm->key_type, row.type) << row.name;
    EXPECT_EQ(algorithm->scheme.family, row.family) << row.name;
    EXPECT_EQ(algorithm->scheme.digest, row.digest) << row.name;
    EXPECT_EQ(algorithm->scheme.group, row.group) << row.name;
    EXPECT_EQ(algorithm->min_key_bits, row.bits) << row.name;
  }
  EXPECT_EQ(algorithms().size(), std::size(expected));
}

TEST(Algorithms, AreFoundUnderTheirNameAtAnAddressThatStays) {
  for (const Algorithm& algorithm : algorithms()) {
    EXPECT_EQ(find_algorithm(algorithm.name), &algorithm) << algorithm.name;
  }
}

TEST(Algorithms, HaveUniqueNames) {
  std::set<std::string_view> seen;
  for (const Algorithm& algorithm : algorithms()) {
    EXPECT_TRUE(seen.insert(algorithm.name).second) << algorithm.name;
  }
  EXPECT_GE(seen.size(), 3U);
}

// A signature of another length than its digest's could only be refused, or read beyond its end.
TEST(Algorithms, OfSecretsSignWithTheWholeDigest) {
  for (const Algorithm* algorithm : test::secret_algorithms()) {
    EXPECT_EQ(test::key_for(algorithm->name).signature_size(),
              crypto::digest_size(algorithm->scheme.digest))
        << algorithm->name;
  }
}

TEST(Algorithms, FitTheBufferThatSignaturesAreMadeIn) {
  for (const Algorithm& algorithm : algorithms()) {
    EXPECT_LE(test::key_for(algorithm.name).signature_size(), crypto::kMaxSignatureSize)
        << algorithm.name;
  }
  EXPECT_EQ(test::key_for("ML-DSA-87").signature_size(), crypto::kMaxSignatureSize);
  EXPECT_LE(crypto::kMaxModulusBytes, crypto::kMaxSignatureSize);
}

// RFC 9864: the name that says everything is the one that a curve stands for.
TEST(Algorithms, OfACurveHaveTheirFullySpecifiedName) {
  EXPECT_EQ(algorithm_of_group(Group::kEd25519)->name, "Ed25519");
  EXPECT_EQ(algorithm_of_group(Group::kEd448)->name, "Ed448");
  EXPECT_EQ(algorithm_of_group(Group::kP521)->name, "ES512");
  EXPECT_EQ(algorithm_of_group(Group::kMlDsa65)->name, "ML-DSA-65");
  EXPECT_EQ(algorithm_of_group(Group::kNone), nullptr);
}

// CVE-2022-23539: the wrong curve with ES256, or a key of another type altogether.
TEST(Algorithms, TakeKeysOfTheirTypeAndCurveOnly) {
  EXPECT_TRUE(takes(*find_algorithm("ES256"), KeyType::kEc, Group::kP256));
  EXPECT_FALSE(takes(*find_algorithm("ES256"), KeyType::kEc, Group::kSecp256k1));
  EXPECT_FALSE(takes(*find_algorithm("ES256"), KeyType::kOkp, Group::kP256));
  EXPECT_FALSE(takes(*find_algorithm("Ed25519"), KeyType::kOkp, Group::kEd448));
  EXPECT_TRUE(takes(*find_algorithm("EdDSA"), KeyType::kOkp, Group::kEd448));
  EXPECT_TRUE(takes(*find_algorithm("PS256"), KeyType::kRsa, Group::kNone));
  EXPECT_FALSE(takes(*find_algorithm("HS256"), KeyType::kRsa, Group::kNone));
}

// "none" and all its spellings (CVE-2015-9235, CVE-2022-23540) are not refused by a rule: they do
// not exist. Names are compared exactly.
TEST(Algorithms, DoNotIncludeNoneNorAnyOtherSpellingOfAName) {
  const std::string_view unknown[] = {
      "",       "none",   "None",   "NONE", "nOnE",   "none ", " none", "hs256", "Hs256", "HS256 ",
      " HS256", "HS-256", "HS2567", "HS25", "SHA256", "HS1",   "HS224", "HS",    "dir",   "A128KW"};
  for (const std::string_view name : unknown) EXPECT_EQ(find_algorithm(name), nullptr) << name;
  EXPECT_EQ(find_algorithm(std::string_view("HS256\0", 6)), nullptr);
  EXPECT_EQ(find_algorithm(std::string_view("HS256\0none", 10)), nullptr);
}

}  // namespace
}  // namespace holoband
