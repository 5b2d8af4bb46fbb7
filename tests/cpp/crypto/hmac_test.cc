#include "holoband/crypto/hmac.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "heap_scope.h"

namespace holoband::crypto {
namespace {

using test::as_bytes;
using test::hex;
using test::unhex;

constexpr std::array kDigests{Digest::kSha256, Digest::kSha384, Digest::kSha512};

std::string counting(int count) {
  std::string bytes;
  for (int i = 1; i <= count; ++i) bytes += static_cast<char>(i);
  return bytes;
}

struct Vector {
  std::string key;
  std::string message;
  std::array<std::string, 3> macs;  // in the order of kDigests
};

// RFC 4231 sections 4.2 to 4.5, 4.7 and 4.8. Section 4.6 has a test of its own below.
const std::vector<Vector>& rfc4231() {
  static const std::vector<Vector> kVectors{
      {std::string(20, '\x0b'),
       "Hi There",
       {"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
        "faea9ea9076ede7f4af152e8b2fa9cb6",
        "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
        "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"}},
      {"Jefe",
       "what do ya want for nothing?",
       {"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
        "8e2240ca5e69e2c78b3239ecfab21649",
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"}},
      {std::string(20, '\xaa'),
       std::string(50, '\xdd'),
       {"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b"
        "2a5ab39dc13814b94e3ab6e101a34f27",
        "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
        "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"}},
      {counting(25),
       std::string(50, '\xcd'),
       {"82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e"
        "6801dd23c4a7d679ccf8a386c674cffb",
        "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
        "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"}},
      {std::string(131, '\xaa'),
       "Test Using Larger Than Block-Size Key - Hash Key First",
       {"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
        "0c2ef6ab4030fe8296248df163f44952",
        "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
        "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"}},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. "
       "The key needs to be hashed before being used by the HMAC algorithm.",
       {"9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5"
        "a678cc31e799176d3860e6110c46523e",
        "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
        "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"}},
  };
  return kVectors;
}

std::string mac_of(Digest digest, Bytes key, Bytes message) {
  const HmacKey hmac(digest, key);
  std::vector<std::uint8_t> mac(digest_size(digest));
  hmac.sign(message, mac);
  return hex(mac);
}

TEST(HmacKey, MatchesTheVectorsOfRfc4231) {
  for (const Vector& vector : rfc4231()) {
    for (std::size_t i = 0; i < kDigests.size(); ++i) {
      EXPECT_EQ(mac_of(kDigests[i], as_bytes(vector.key), as_bytes(vector.message)), vector.macs[i])
          << vector.message;
    }
  }
}

TEST(HmacKey, VerifiesTheVectorsOfRfc4231) {
  for (const Vector& vector : rfc4231()) {
    for (std::size_t i = 0; i < kDigests.size(); ++i) {
      const HmacKey hmac(kDigests[i], as_bytes(vector.key));
      EXPECT_TRUE(hmac.verify(as_bytes(vector.message), unhex(vector.macs[i])));
    }
  }
}

// RFC 4231 section 4.6 shows a MAC cut off to 128 bits. JWS has no such thing.
TEST(HmacKey, RefusesATruncatedMac) {
  const std::string key(20, '\x0c');
  const HmacKey hmac(Digest::kSha256, as_bytes(key));
  const std::vector<std::uint8_t> cut = unhex("a3b6167473100ee06e0c796c2955552b");
  std::array<std::uint8_t, 32> mac;
  hmac.sign(as_bytes("Test With Truncation"), mac);
  EXPECT_EQ(hex(Bytes(mac).first(16)), hex(cut));
  EXPECT_FALSE(hmac.verify(as_bytes("Test With Truncation"), cut));
}

// RFC 7515 appendix A.1.
TEST(HmacKey, MatchesTheHs256ExampleOfRfc7515) {
  const std::vector<std::uint8_t> key = unhex(
      "0323354b2b0fa5bc837e0665777ba68f5ab328e6f054c928a90f84b2d2502ebf"
      "d3fb5a92d20647ef968ab4c377623d223d2e2172052e4f08c0cd9af567d080a3");
  constexpr std::string_view kInput =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
      "cnVlfQ";
  EXPECT_EQ(mac_of(Digest::kSha256, key, as_bytes(kInput)),
            "7418dfb49799e0254ffa607dd8adbbba16d4254d69d6bff05b58055853848d79");
}

// Every key length from none to far over a block with every message length, folded into one MAC.
// Made with Python's hmac module: macs of key[i] = 7i + n, message[i] = 13i + n, joined; then
// HMAC with an empty key over the join.
TEST(HmacKey, AgreesWithAnotherImplementationAtEveryLength) {
  constexpr std::array<std::string_view, 3> kFolded{
      "127e400b8fe995d7debc6f0dba1b1521e411e831076e5f87099241deb3b641d1",
      "e3b6ad6f5f7e0beac9b408cb344c957ecba203f2ee4e3e6d1a1cfd55314196b1",
      "8b4ce3183e46ecc6897c93e1f493bc075397384ea1cfbe42633d40f4fb892bea"};
  for (std::size_t d = 0; d < kDigests.size(); ++d) {
    std::vector<std::uint8_t> joined;
    for (std::size_t n = 0; n < 300; ++n) {
      std::vector<std::uint8_t> key(n);
      std::vector<std::uint8_t> message(300 - n);
      for (std::size_t i = 0; i < n; ++i) key[i] = static_cast<std::uint8_t>(7 * i + n);
      for (std::size_t i = 0; i < 300 - n; ++i) message[i] = static_cast<std::uint8_t>(13 * i + n);
      const HmacKey hmac(kDigests[d], key);
      joined.resize(joined.size() + digest_size(kDigests[d]));
      hmac.sign(message, MutableBytes(joined).last(digest_size(kDigests[d])));
    }
    EXPECT_EQ(mac_of(Digest::kSha256, {}, joined), kFolded[d]) << d;
  }
}

TEST(HmacKey, RefusesEverySingleBitFlipOfTheMac) {
  for (const Digest digest : kDigests) {
    const HmacKey hmac(digest,
                       as_bytes("a key that is long enough for any of the three digests here"));
    std::vector<std::uint8_t> mac(digest_size(digest));
    hmac.sign(as_bytes("message"), mac);
    ASSERT_TRUE(hmac.verify(as_bytes("message"), mac));
    for (std::size_t bit = 0; bit < mac.size() * 8; ++bit) {
      const auto mask = static_cast<std::uint8_t>(1u << bit % 8);
      mac[bit / 8] ^= mask;
      EXPECT_FALSE(hmac.verify(as_bytes("message"), mac)) << bit;
      mac[bit / 8] ^= mask;
    }
  }
}

TEST(HmacKey, RefusesAMacOfAnotherLength) {
  for (const Digest digest : kDigests) {
    const HmacKey hmac(digest, as_bytes("key"));
    std::vector<std::uint8_t> mac(kMaxDigestSize + 1);
    hmac.sign(as_bytes("message"), mac);
    for (std::size_t length = 0; length <= mac.size(); ++length) {
      EXPECT_EQ(hmac.verify(as_bytes("message"), Bytes(mac).first(length)),
                length == digest_size(digest))
          << length;
    }
  }
}

TEST(HmacKey, RefusesAnotherMessageAnotherKeyAndAnotherDigest) {
  std::array<std::uint8_t, 64> mac;
  HmacKey(Digest::kSha512, as_bytes("key")).sign(as_bytes("message"), mac);
  EXPECT_FALSE(HmacKey(Digest::kSha512, as_bytes("key")).verify(as_bytes("messagf"), mac));
  EXPECT_FALSE(HmacKey(Digest::kSha512, as_bytes("key")).verify(as_bytes("messag"), mac));
  EXPECT_FALSE(HmacKey(Digest::kSha512, as_bytes("kez")).verify(as_bytes("message"), mac));
  EXPECT_FALSE(
      HmacKey(Digest::kSha256, as_bytes("key")).verify(as_bytes("message"), Bytes(mac).first(32)));
}

TEST(HmacKey, WritesNothingBehindTheMac) {
  for (const Digest digest : kDigests) {
    std::array<std::uint8_t, kMaxDigestSize + 8> room;
    room.fill(0xEE);
    HmacKey(digest, as_bytes("key")).sign(as_bytes("message"), room);
    for (std::size_t i = digest_size(digest); i < room.size(); ++i) EXPECT_EQ(room[i], 0xEE) << i;
  }
}

TEST(HmacKey, GivesTheSameMacEveryTime) {
  const HmacKey hmac(Digest::kSha384, as_bytes("key"));
  std::array<std::uint8_t, 48> first;
  std::array<std::uint8_t, 48> second;
  hmac.sign(as_bytes("message"), first);
  hmac.sign(as_bytes("another message"), second);
  EXPECT_NE(first, second);
  hmac.sign(as_bytes("message"), second);
  EXPECT_EQ(first, second);
}

TEST(HmacKey, DoesNotNeedTheSecretAfterConstruction) {
  std::string secret = "a secret that its owner wipes as soon as it can";
  const std::string expected = mac_of(Digest::kSha256, as_bytes(secret), as_bytes("message"));
  const HmacKey hmac(Digest::kSha256, as_bytes(secret));
  secret.assign(secret.size(), '\0');
  std::array<std::uint8_t, 32> mac;
  hmac.sign(as_bytes("message"), mac);
  EXPECT_EQ(hex(mac), expected);
}

TEST(HmacKey, WipesItsStates) {
  for (const Digest digest : kDigests) {
    std::optional<HmacKey> hmac(std::in_place, digest, as_bytes("key"));
    test::HeapScope heap;
    hmac.reset();
    const test::HeapUse use = heap.end();
    EXPECT_GT(use.freed_bytes, 2 * digest_size(digest));
    EXPECT_EQ(use.unwiped_bytes, 0u);
  }
}

TEST(HmacKey, AllocatesNothingForAMac) {
  const HmacKey hmac(Digest::kSha512, as_bytes("key"));
  std::array<std::uint8_t, 64> mac;
  test::HeapScope heap;
  hmac.sign(as_bytes("message"), mac);
  const bool right = hmac.verify(as_bytes("message"), mac);
  EXPECT_EQ(heap.end().allocations, 0u);
  EXPECT_TRUE(right);
}

TEST(HmacKey, CanNeitherBeCopiedNorMoved) {
  EXPECT_FALSE(std::is_copy_constructible_v<HmacKey>);
  EXPECT_FALSE(std::is_move_constructible_v<HmacKey>);
}

#if defined(GTEST_HAS_DEATH_TEST) && GTEST_HAS_DEATH_TEST
TEST(HmacKeyDeathTest, TrapsWhereTheMacDoesNotFit) {
  const HmacKey hmac(Digest::kSha256, as_bytes("key"));
  std::array<std::uint8_t, 31> room;
  EXPECT_DEATH(hmac.sign(as_bytes("message"), room), "");
}
#endif

}  // namespace
}  // namespace holoband::crypto
