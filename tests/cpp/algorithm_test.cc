#include "holoband/algorithm.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "holoband/crypto/hmac.h"

namespace holoband {
namespace {

// RFC 7518 section 3.1, and section 3.2 for the least size of a key.
TEST(Algorithms, HaveTheParametersOfTheirDefinition) {
  const struct {
    std::string_view name;
    crypto::Digest digest;
    std::size_t size;
  } expected[] = {{"HS256", crypto::Digest::kSha256, 32},
                  {"HS384", crypto::Digest::kSha384, 48},
                  {"HS512", crypto::Digest::kSha512, 64}};
  for (const auto& row : expected) {
    const Algorithm* algorithm = find_algorithm(row.name);
    ASSERT_NE(algorithm, nullptr) << row.name;
    EXPECT_EQ(algorithm->name, row.name);
    EXPECT_EQ(algorithm->key_type, KeyType::kSecret) << row.name;
    EXPECT_EQ(algorithm->digest, row.digest) << row.name;
    EXPECT_EQ(algorithm->signature_size, row.size) << row.name;
    EXPECT_EQ(algorithm->min_key_bits, row.size * 8) << row.name;
  }
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
  for (const Algorithm& algorithm : algorithms()) {
    if (algorithm.key_type != KeyType::kSecret) continue;
    EXPECT_EQ(algorithm.signature_size, crypto::digest_size(algorithm.digest)) << algorithm.name;
  }
}

TEST(Algorithms, FitTheBufferThatSignaturesAreMadeIn) {
  for (const Algorithm& algorithm : algorithms()) {
    EXPECT_LE(algorithm.signature_size, kMaxSignatureSize) << algorithm.name;
  }
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
