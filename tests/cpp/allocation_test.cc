// Verifying and issuing reuse their buffers: once warm, a call allocates nothing (design, section
// 8).
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "heap_scope.h"
#include "holoband/bytes.h"
#include "holoband/issuer.h"
#include "holoband/verifier.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::HeapScope;
using test::kClaims;
using test::kHeader;
using test::kNow;
using test::policy;
using test::secret_key;
using test::sign;

constexpr std::size_t kWarmUp = 3;
constexpr std::size_t kCalls = 100;

template <class Call>
std::size_t allocations_of(Call call) {
  for (std::size_t i = 0; i < kWarmUp; ++i) call();
  HeapScope heap;
  for (std::size_t i = 0; i < kCalls; ++i) call();
  return heap.end().allocations;
}

TEST(Allocations, AreCounted) {
  EXPECT_GE(allocations_of([] { std::vector<char> memory(1000); }), kCalls);
}

TEST(Allocations, AreNotNeededToVerifyAToken) {
  Verifier verifier = Verifier::create(policy(secret_key())).value();
  const std::string token = sign(secret_key(), kHeader, kClaims);
  std::size_t accepted = 0;
  EXPECT_EQ(allocations_of([&] { accepted += verifier.verify(token, kNow).ok() ? 1U : 0U; }), 0U);
  EXPECT_EQ(accepted, kWarmUp + kCalls);
}

TEST(Allocations, AreNotNeededToVerifyTokensThatTakeTurns) {
  Verifier verifier = Verifier::create(policy(secret_key())).value();
  const std::string one = sign(secret_key(), kHeader, kClaims);
  const std::string two = sign(
      secret_key(), R"({"alg":"HS256"})",
      R"({"exp":1767229200,"iss":"https://issuer.example","aud":"https://api.example","a":{"b":[1,2]}})");
  std::size_t accepted = 0;
  const std::size_t count = allocations_of([&] {
    accepted += verifier.verify(one, kNow).ok() ? 1U : 0U;
    accepted += verifier.verify(two, kNow).ok() ? 1U : 0U;
  });
  EXPECT_EQ(count, 0U);
  EXPECT_EQ(accepted, 2 * (kWarmUp + kCalls));
}

// An attacker's tokens cost no memory either.
TEST(Allocations, AreNotNeededToRefuseAToken) {
  Verifier verifier = Verifier::create(policy(secret_key())).value();
  const std::string good = sign(secret_key(), kHeader, kClaims);
  const std::string refused[] = {sign(secret_key("HS256", {}, 2), kHeader, kClaims),
                                 good + "A",
                                 good.substr(0, good.size() - 1),
                                 std::string(10 << 20, '.'),
                                 sign(secret_key(), R"({"alg":"none"})", kClaims),
                                 sign(secret_key(), kHeader, R"({"exp":1})"),
                                 "",
                                 "a.b.c"};
  for (const std::string& token : refused) {
    std::size_t accepted = 0;
    EXPECT_EQ(allocations_of([&] { accepted += verifier.verify(token, kNow).ok() ? 1U : 0U; }), 0U)
        << token.substr(0, 40);
    EXPECT_EQ(accepted, 0U);
  }
}

TEST(Allocations, AreNotNeededToIssueAToken) {
  IssuerOptions options{.key = secret_key()};
  options.issuer = "https://issuer.example";
  options.audiences = {"https://api.example"};
  options.ttl = 900;
  Issuer issuer = Issuer::create(options).value();
  std::size_t issued = 0;
  const std::size_t count = allocations_of(
      [&] { issued += issuer.issue(R"({"sub":"alice","role":"admin"})", kNow).ok() ? 1U : 0U; });
  EXPECT_EQ(count, 0U);
  EXPECT_EQ(issued, kWarmUp + kCalls);
}

TEST(Allocations, AreNotNeededToSignAndVerifyWithAnySecret) {
  for (const Algorithm* algorithm : test::secret_algorithms()) {
    const Key key = secret_key(algorithm->name);
    const std::string text = "header.payload";
    std::vector<std::uint8_t> signature(key.signature_size());
    std::size_t right = 0;
    const std::size_t count = allocations_of([&] {
      right += key.sign(as_bytes(text), signature).ok() ? 1U : 0U;
      right += key.verify(as_bytes(text), signature).ok() ? 1U : 0U;
    });
    EXPECT_EQ(count, 0U) << algorithm->name;
    EXPECT_EQ(right, 2 * (kWarmUp + kCalls));
  }
}

}  // namespace
}  // namespace holoband
