// OpenSSL's own randomness is this library's (openssl_random.cc): whatever OpenSSL asks for comes
// from the platform, byte for byte, and nothing comes where the platform gives nothing.
#include "holoband/crypto/openssl_random.h"

#include <gtest/gtest.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <vector>

#include "crypto/entropy.h"
#include "holoband/crypto/provider.h"
#include "holoband/crypto/signature_key.h"
#include "support/keys.h"
#include "support/tokens.h"

namespace holoband::crypto {
namespace {

using Fill = std::function<int(unsigned char*, std::size_t)>;

std::vector<Fill> functions() {
  return {
      [](unsigned char* out, std::size_t size) { return RAND_bytes(out, static_cast<int>(size)); },
      [](unsigned char* out, std::size_t size) {
        return RAND_priv_bytes(out, static_cast<int>(size));
      },
      [](unsigned char* out, std::size_t size) { return RAND_bytes_ex(library(), out, size, 256); },
      [](unsigned char* out, std::size_t size) {
        return RAND_priv_bytes_ex(library(), out, size, 0);
      },
  };
}

std::size_t asked_for() {
  const std::vector<std::size_t> requests = test::take_entropy_requests();
  return std::accumulate(requests.begin(), requests.end(), std::size_t{0});
}

TEST(OpensslRandom, ComesFromThePlatformByteForByte) {
  for (const Fill& fill : functions()) {
    for (const std::size_t size : {0U, 1U, 32U, 256U, 300U}) {
      asked_for();
      std::vector<unsigned char> out(size);
      EXPECT_EQ(fill(out.data(), size), 1) << size;
      EXPECT_EQ(asked_for(), size);
    }
  }
}

TEST(OpensslRandom, FillsWhatItWasGivenAndNoMore) {
  for (const Fill& fill : functions()) {
    std::array<unsigned char, 64> out{};
    std::array<unsigned char, 64> seen{};
    for (int i = 0; i < 16; ++i) {
      ASSERT_EQ(fill(out.data(), 32), 1);
      std::transform(seen.begin(), seen.end(), out.begin(), seen.begin(),
                     [](auto a, auto b) { return static_cast<unsigned char>(a | b); });
    }
    EXPECT_EQ(std::count(seen.begin(), seen.begin() + 32, 0), 0);
    EXPECT_EQ(std::count(seen.begin() + 32, seen.end(), 0), 32);
  }
}

TEST(OpensslRandom, IsNotThereWhereThePlatformGivesNone) {
  const test::EntropyFailure failure(0);
  for (const Fill& fill : functions()) {
    std::array<unsigned char, 16> out{};
    out.fill(0xAA);
    EXPECT_EQ(fill(out.data(), out.size()), 0);
    EXPECT_EQ(std::count(out.begin(), out.end(), 0), 16) << "and nothing that looks random is left";
  }
}

TEST(OpensslRandom, RefusesASizeBelowZero) {
  std::array<unsigned char, 16> out{};
  EXPECT_EQ(RAND_bytes(out.data(), -1), 0);
  EXPECT_EQ(RAND_priv_bytes(out.data(), -1), 0);
}

// No generator stands between: its state could be copied with the memory, and give two machines the
// same nonces.
TEST(OpensslRandom, IsAskedForAnewByEveryHedgedSignature) {
  for (const std::string_view name : {"PS256", "PS384", "PS512"}) {
    const Key& key = test::key_for(name);
    (void)test::signature_of(key, "warm");
    asked_for();
    (void)test::signature_of(key, "message");
    EXPECT_GE(asked_for(), digest_size(key.algorithm().scheme.digest)) << name;
  }
  for (const std::string_view name : {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"}) {
    (void)test::signature_of(test::key_for(name), "warm");
    asked_for();
    (void)test::signature_of(test::key_for(name), "message");
    EXPECT_EQ(asked_for(), 32U) << name;
  }
}

TEST(OpensslRandom, MakesTheKeysOfRsa) {
  asked_for();
  ASSERT_TRUE(generate_parts(find_algorithm("RS256")->scheme, 2048).ok());
  EXPECT_GE(asked_for(), 256U);
}

}  // namespace
}  // namespace holoband::crypto
