#include "holoband/crypto/digest.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "crypto/hex.h"
#include "heap_scope.h"

namespace holoband::crypto {
namespace {

using test::as_bytes;
using test::hex;

constexpr std::array kDigests{Digest::kSha256, Digest::kSha384, Digest::kSha512};

std::string hash_of(Digest digest, std::string_view message) {
  std::vector<std::uint8_t> out(digest_size(digest));
  hash(digest, as_bytes(message), out);
  return hex(out);
}

TEST(Digests, HaveTheirSizes) {
  EXPECT_EQ(digest_size(Digest::kSha256), 32U);
  EXPECT_EQ(digest_size(Digest::kSha384), 48U);
  EXPECT_EQ(digest_size(Digest::kSha512), 64U);
  EXPECT_EQ(kMaxDigestSize, 64U);
}

// The examples of FIPS 180-4 (one block, two blocks, a million letters), and no message at all.
TEST(Hash, MatchesTheExamplesOfFips180) {
  const struct {
    std::string message;
    std::array<std::string_view, 3> digests;  // in the order of kDigests
  } vectors[] = {
      {"",
       {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
        "274edebfe76f65fbd51ad2f14898b95b",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"}},
      {"abc",
       {"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
        "8086072ba1e7cc2358baeca134c825a7",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"}},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       {"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        "3391fdddfc8dc7393707a65b1b4709397cf8b1d162af05abfe8f450de5f36bc6"
        "b0455a8520bc4e6f5fe95b1fe3c8452b",
        "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c335"
        "96fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445"}},
      {std::string(1000000, 'a'),
       {"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b"
        "07b8b3dc38ecc4ebae97ddd87f3d8985",
        "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
        "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"}},
  };
  for (const auto& vector : vectors) {
    for (std::size_t i = 0; i < kDigests.size(); ++i) {
      EXPECT_EQ(hash_of(kDigests[i], vector.message), vector.digests[i])
          << vector.message.substr(0, 60);
    }
  }
}

TEST(Hash, WritesNoFurtherThanTheDigestIsLong) {
  for (const Digest digest : kDigests) {
    std::array<std::uint8_t, kMaxDigestSize + 8> out{};
    out.fill(0xAA);
    hash(digest, as_bytes("abc"), out);
    for (std::size_t i = digest_size(digest); i < out.size(); ++i) EXPECT_EQ(out[i], 0xAA) << i;
  }
}

TEST(Hash, MayWriteOverItsOwnMessage) {
  std::array<std::uint8_t, 32> buffer{};
  const std::string expected = hash_of(Digest::kSha256, std::string(32, '\0'));
  hash(Digest::kSha256, buffer, buffer);
  EXPECT_EQ(hex(buffer), expected);
}

TEST(Hash, AllocatesNothing) {
  std::array<std::uint8_t, kMaxDigestSize> out{};
  test::HeapScope heap;
  for (const Digest digest : kDigests) hash(digest, as_bytes("abc"), out);
  EXPECT_EQ(heap.end().allocations, 0U);
}

TEST(HashDeathTest, TrapsWhereTheRoomIsTooSmall) {
  for (const Digest digest : kDigests) {
    std::vector<std::uint8_t> out(digest_size(digest) - 1);
    EXPECT_DEATH(hash(digest, as_bytes("abc"), out), "");
  }
}

}  // namespace
}  // namespace holoband::crypto
