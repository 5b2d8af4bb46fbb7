#include "holoband/header_memo.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>

#include "holoband/jws_verifier.h"
#include "support/tokens.h"

namespace holoband {
namespace {

Key key_named(const std::string& kid) {
  const std::string secret = kid + std::string(40, 's');
  return Key::from_secret(as_bytes(secret), "HS256", kid).value();
}

std::string header_of(const std::string& kid) { return R"({"alg":"HS256","kid":")" + kid + "\"}"; }

KnownHeader known(const std::string& kid) {
  return {.json = header_of(kid), .header = {}, .key = key_named(kid), .serial = 0, .memo = {}};
}

TEST(HeaderMemo, ReturnsWhatWasAddedForASegmentAndNothingForOthers) {
  HeaderMemo memo;
  EXPECT_EQ(memo.find("one"), nullptr);
  const std::uint32_t one = memo.add("one", known("a")).serial;
  const std::uint32_t two = memo.add("two", known("b")).serial;
  EXPECT_NE(one, two);
  ASSERT_NE(memo.find("one"), nullptr);
  EXPECT_EQ(memo.find("one")->json, header_of("a"));
  EXPECT_EQ(memo.find("two")->key.kid(), "b");
  EXPECT_EQ(memo.find("two")->serial, two);
  EXPECT_EQ(memo.find("three"), nullptr);
}

TEST(HeaderMemo, BeginsAnewWhenItIsFull) {
  HeaderMemo memo;
  for (std::size_t i = 0; i <= TextIndex::kCapacity; ++i) {
    memo.add(std::to_string(i), known(std::to_string(i)));
  }
  EXPECT_EQ(memo.find("0"), nullptr);
  const std::string last = std::to_string(TextIndex::kCapacity);
  ASSERT_NE(memo.find(last), nullptr);
  EXPECT_EQ(memo.find(last)->key.kid(), last);
}

TEST(HeaderMemo, CanBeMoved) {
  HeaderMemo memo;
  memo.add("one", known("a"));
  HeaderMemo moved = std::move(memo);
  ASSERT_NE(moved.find("one"), nullptr);
  EXPECT_EQ(moved.find("one")->key.kid(), "a");
}

// More keys than the memo has room for, each of which signs in its turn, three times.
TEST(HeaderMemoOfAVerifier, NeverTakesOneKeyForAnother) {
  constexpr std::size_t kKeys = TextIndex::kCapacity + 44;
  TrustPolicy trust;
  trust.algorithms = {"HS256"};
  for (std::size_t i = 0; i < kKeys; ++i) trust.keys.push_back(key_named(std::to_string(i)));
  JwsVerifier verifier = JwsVerifier::create(trust).value();
  for (std::size_t i = 0; i < 3 * kKeys; ++i) {
    const std::string kid = std::to_string(i % kKeys);
    const std::string other = std::to_string((i + 1) % kKeys);
    const auto verified = verifier.verify(test::sign(key_named(kid), header_of(kid), "payload"));
    ASSERT_TRUE(verified.ok()) << i;
    EXPECT_EQ(verified.value().header().kid, kid);
    EXPECT_EQ(verified.value().header_json(), header_of(kid));
    const auto forged = verifier.verify(test::sign(key_named(other), header_of(kid), "payload"));
    EXPECT_EQ(forged.outcome().code, ErrorCode::kSignatureInvalid) << i;
  }
}

// Each header that is kept gets the next serial, and one that was forgotten gets another than before.
TEST(HeaderMemoOfAVerifier, IsNotFilledByForgeries) {
  TrustPolicy trust;
  trust.algorithms = {"HS256"};
  trust.keys = {key_named("a")};
  JwsVerifier verifier = JwsVerifier::create(trust).value();
  const auto header = [](std::size_t number) {
    return R"({"alg":"HS256","kid":"a","n":)" + std::to_string(number) + "}";
  };
  const auto serial_of = [&](std::size_t number) {
    const auto verified = verifier.verify(test::sign(key_named("a"), header(number), "payload"));
    return verified.ok() ? verified.value().header_serial() : 0;
  };
  const std::uint32_t first = serial_of(0);
  for (std::size_t i = 1; i <= 2 * TextIndex::kCapacity; ++i) {
    const auto forged = verifier.verify(test::sign(key_named("b"), header(i), "payload"));
    ASSERT_EQ(forged.outcome().code, ErrorCode::kSignatureInvalid) << i;
  }
  EXPECT_EQ(serial_of(0), first);
  EXPECT_EQ(serial_of(1), first + 1);
}

}  // namespace
}  // namespace holoband
