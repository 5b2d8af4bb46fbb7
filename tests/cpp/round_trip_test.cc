// What an issuer makes, a verifier takes: over generated claims, the same in every run.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "holoband/issuer.h"
#include "holoband/verifier.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::kAudience;
using test::kIssuer;
using test::kNow;
using test::policy;
using test::secret_key;

// Generator writes JSON as a hostile but correct program would: odd spaces, escapes, depths,
// numbers.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::string object(int depth) {
    std::string text = space() + "{" + space();
    const std::uint32_t count = below(5);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i > 0) text += "," + space();
      text += name(i) + space() + ":" + space() + value(depth - 1) + space();
    }
    return text + "}" + space();
  }

  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }

 private:
  std::string pick(std::initializer_list<std::string_view> choices) {
    return std::string(choices.begin()[below(static_cast<std::uint32_t>(choices.size()))]);
  }

  std::string space() { return pick({"", "", "", " ", "\n", "\t", "\r\n  "}); }

  // The number keeps names apart; the rest makes them strange.
  std::string name(std::uint32_t number) {
    return "\"" + pick({"", "a", "sub_", "__proto__", "\\u0065xp", "\xC3\xA9", "\\\"", "\\u0000"}) +
           std::to_string(number) + "\"";
  }

  std::string value(int depth) {
    if (depth > 0 && below(4) == 0) return object(depth);
    if (depth > 0 && below(4) == 0) return "[" + value(depth - 1) + "," + value(depth - 1) + "]";
    return pick({"null", "true", "false", "0", "-0", "1e308", "-1.5E-10", "9007199254740993", "[]",
                 "{}", "\"\"", "\"}]{[,:\"", "\"\\\\\"", "\"\\u0000\\ud83d\\ude00\"",
                 "\"\xF0\x9F\x98\x80\xE2\x80\xA8\"", "\"\x7F/\\/\""});
  }

  std::mt19937 random_;
};

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

Issuer issuer_for(const Key& key) {
  IssuerOptions options{.key = key};
  options.issuer = std::string(kIssuer);
  options.audiences = {std::string(kAudience)};
  options.ttl = 900;
  return Issuer::create(options).value();
}

class RoundTrip : public testing::TestWithParam<std::string_view> {};

TEST_P(RoundTrip, TakesEveryTokenThatAnIssuerMakesAndKeepsItsClaimsByteForByte) {
  const Key key = secret_key(GetParam(), "k1");
  Issuer issuer = issuer_for(key);
  Verifier verifier = Verifier::create(policy(key)).value();
  Generator generator(20260101);
  for (int round = 0; round < 500; ++round) {
    const std::string claims = generator.object(5);
    const double now = kNow + generator.below(1000) / 8.0;
    const Result<std::string_view> token = issuer.issue(claims, now);
    ASSERT_EQ(describe(token), "OK") << claims;
    const Result<VerifiedToken> verified = verifier.verify(token.value(), now);
    ASSERT_EQ(describe(verified), "OK") << claims;
    // Behind the opening brace every byte of the claims is there.
    EXPECT_TRUE(verified.value().claims_json().ends_with(trimmed(claims).substr(1))) << claims;
    EXPECT_EQ(describe(verifier.verify(token.value(), now + 900)), "ERR_TOKEN_EXPIRED exp");
  }
}

TEST_P(RoundTrip, SeesTheClaimsThatWereSet) {
  const Key key = secret_key(GetParam());
  Issuer issuer = issuer_for(key);
  Verifier verifier = Verifier::create(policy(key)).value();
  const Result<std::string_view> token =
      issuer.issue(R"({"sub":"al\u0069ce","roles":["a","b"]})", kNow);
  const Result<VerifiedToken> verified = verifier.verify(token.value(), kNow);
  ASSERT_EQ(describe(verified), "OK");
  EXPECT_EQ(verified.value().claim("iss")->raw, "\"https://issuer.example\"");
  EXPECT_EQ(verified.value().claim("aud")->raw, "\"https://api.example\"");
  EXPECT_EQ(verified.value().claim("iat")->raw, "1767225600");
  EXPECT_EQ(verified.value().claim("exp")->raw, "1767226500");
  EXPECT_EQ(verified.value().claim("sub")->raw, R"("al\u0069ce")");
  EXPECT_EQ(verified.value().claim("roles")->raw, R"(["a","b"])");
}

TEST_P(RoundTrip, TakesNoTokenOfAnIssuerWithAnotherKeyOrAlgorithm) {
  Issuer issuer = issuer_for(secret_key(GetParam(), {}, 1));
  const std::string token(issuer.issue("{}", kNow).value());
  for (const Algorithm& algorithm : algorithms()) {
    const bool secret = algorithm.key_type == KeyType::kSecret;
    const Key other = secret ? secret_key(algorithm.name, {}, 2) : test::key_for(algorithm.name);
    const std::string verdict = test::verdict(policy(other), token);
    EXPECT_EQ(verdict, algorithm.name == GetParam() ? "ERR_SIGNATURE_INVALID signature"
                                                    : "ERR_ALGORITHM_NOT_ALLOWED alg");
  }
}

INSTANTIATE_TEST_SUITE_P(With, RoundTrip, testing::Values("HS256", "HS384", "HS512"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace holoband
