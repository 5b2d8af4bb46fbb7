#include "holoband/crypto/mac_prefix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <new>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "holoband/crypto/hmac.h"

namespace holoband::crypto {
namespace {

using Mac = std::vector<std::uint8_t>;

constexpr std::array kDigests{Digest::kSha256, Digest::kSha384, Digest::kSha512};

HmacKey key_for(Digest digest) {
  static const std::string secret(64, 's');
  return {digest, as_bytes(secret)};
}

Mac mac_of(const HmacKey& key, std::string_view message, MacPrefix* prefix = nullptr) {
  Mac mac(digest_size(key.digest()));
  key.sign(as_bytes(message), mac, prefix);
  return mac;
}

// Messages that share nought to six blocks with others.
std::string message_of(std::mt19937& random) {
  std::string message;
  const std::size_t blocks = random() % 7;
  for (std::size_t i = 0; i < blocks; ++i) {
    message += std::string(64, static_cast<char>('a' + (random() % 8 == 0 ? random() % 3 : 0)));
  }
  return message + std::string(random() % 130, 'z');
}

TEST(MacPrefix, ChangesNoMacWhateverCameBefore) {
  std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same every time
  for (const Digest digest : kDigests) {
    const HmacKey key = key_for(digest);
    MacPrefix signing;
    MacPrefix verifying;
    for (std::size_t i = 0; i < 3000; ++i) {
      const std::string message = message_of(random);
      Mac mac = mac_of(key, message);
      ASSERT_EQ(mac_of(key, message, &signing), mac) << i;
      ASSERT_TRUE(key.verify(as_bytes(message), mac, &verifying)) << i;
      mac[i % mac.size()] ^= 1;
      ASSERT_FALSE(key.verify(as_bytes(message), mac, &verifying)) << i;
    }
  }
}

TEST(MacPrefix, TakesTwoKindsOfMessagesInTurn) {
  const HmacKey key = key_for(Digest::kSha256);
  MacPrefix prefix;
  for (int i = 0; i < 100; ++i) {
    const std::string message =
        std::string(200, i % 2 == 0 ? 'a' : 'b') + std::to_string(i) + std::string(90, 'c');
    EXPECT_EQ(mac_of(key, message, &prefix), mac_of(key, message)) << i;
  }
}

// Whoever has no key cannot put a state into the prefix: what it knows is what it knew before.
TEST(MacPrefix, LearnsNothingFromAMessageWhoseMacIsWrong) {
  const HmacKey key = key_for(Digest::kSha256);
  const std::string message(300, 'm');
  const Mac wrong(32, 0);
  MacPrefix prefix;
  for (int i = 0; i < 64; ++i) EXPECT_FALSE(key.verify(as_bytes(message), wrong, &prefix));
  std::array<std::uint32_t, 8> state{};
  EXPECT_EQ(prefix.resume(as_bytes(message), 64, state), 0U);
  const Mac mac = mac_of(key, message);
  for (int i = 0; i < 64; ++i) EXPECT_TRUE(key.verify(as_bytes(message), mac, &prefix));
  EXPECT_EQ(prefix.resume(as_bytes(message), 64, state), MacPrefix::kMaxBlocks);
}

TEST(MacPrefix, KnowsABeginningOnlyWhereAllOfItsBytesAreTheSame) {
  MacPrefix prefix;
  std::array<std::uint32_t, 8> state{1, 2, 3, 4, 5, 6, 7, 8};
  const std::string known(64, 'k');
  EXPECT_EQ(prefix.resume(as_bytes(known), 64, state), 0U);
  prefix.keep(as_bytes(known), 64, 0, state);
  for (std::size_t i = 0; i < known.size(); ++i) {
    std::string other = known;
    other[i] = 'x';
    std::array<std::uint32_t, 8> untouched{};
    EXPECT_EQ(prefix.resume(as_bytes(other), 64, untouched), 0U) << i;
    EXPECT_EQ(untouched, (std::array<std::uint32_t, 8>{})) << i;
  }
  std::array<std::uint32_t, 8> found{};
  EXPECT_EQ(prefix.resume(as_bytes(known), 64, found), 1U);
  EXPECT_EQ(found, state);
  EXPECT_EQ(prefix.resume(as_bytes(std::string_view(known).substr(1)), 64, found), 0U);
}

TEST(MacPrefix, GoesOnAfterItWasMoved) {
  const HmacKey key = key_for(Digest::kSha512);
  const std::string message(700, 'm');
  MacPrefix prefix;
  for (int i = 0; i < 40; ++i) mac_of(key, message, &prefix);
  MacPrefix moved = std::move(prefix);
  EXPECT_EQ(mac_of(key, message, &moved), mac_of(key, message));
  MacPrefix assigned;
  assigned = std::move(moved);
  EXPECT_EQ(mac_of(key, message + "more", &assigned), mac_of(key, message + "more"));
}

TEST(MacPrefix, WipesItsStatesWhenItGoes) {
  alignas(MacPrefix) std::array<std::uint8_t, sizeof(MacPrefix)> room{};
  const std::string message(64, 'm');
  std::array<std::uint32_t, 8> state{};
  state.fill(0xA5A5A5A5);
  auto* prefix = new (room.data()) MacPrefix;
  ASSERT_EQ(prefix->resume(as_bytes(message), 64, state), 0U);
  prefix->keep(as_bytes(message), 64, 0, state);
  const auto count = [&room] { return std::count(room.begin(), room.end(), std::uint8_t{0xA5}); };
  EXPECT_EQ(count(), 32);
  prefix->~MacPrefix();
  EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace holoband::crypto
