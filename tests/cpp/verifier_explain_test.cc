// What Verifier::explain says, and that it never says more than verify would.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "holoband/verifier.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::encode;
using test::first_failure;
using test::has_fitting_detail;
using test::kClaims;
using test::kHeader;
using test::kNow;
using test::policy;
using test::secret_key;
using test::sign;

constexpr std::size_t kRules = static_cast<std::size_t>(kLastRule) + 1;

VerifierOptions strict_policy() {
  VerifierOptions options = policy(secret_key());
  options.claims.max_age = 60;
  options.claims.required_claims = {"role"};
  return options;
}

// report writes one line per finding: "rule: OK", "rule: ERR_…", or "rule: skipped".
std::vector<std::string> report(const VerifierOptions& options, std::string_view token) {
  Verifier verifier = Verifier::create(options).value();
  std::vector<std::string> lines;
  for (const Finding& finding : verifier.explain(token, kNow).value()) {
    EXPECT_TRUE(finding.skipped ? finding.outcome.ok() : has_fitting_detail(finding.outcome));
    const std::string what = finding.skipped ? "skipped" : describe(finding.outcome);
    lines.push_back(std::string(rule_name(finding.rule)).append(": ").append(what));
  }
  return lines;
}

// with_tail completes a report with rules that were skipped.
std::vector<std::string> with_tail(std::vector<std::string> lines) {
  for (std::size_t i = lines.size(); i < kRules; ++i) {
    lines.push_back(std::string(rule_name(static_cast<Rule>(i))).append(": skipped"));
  }
  return lines;
}

TEST(Explain, SaysOfAGoodTokenThatEveryRuleHolds) {
  const std::vector<std::string> lines =
      report(policy(secret_key()), sign(secret_key(), kHeader, kClaims));
  ASSERT_EQ(lines.size(), kRules);
  for (std::size_t i = 0; i < kRules; ++i) {
    EXPECT_EQ(lines[i], std::string(rule_name(static_cast<Rule>(i))) + ": OK");
  }
}

TEST(Explain, StopsAtTheFirstRuleThatNothingBehindItCanDoWithout) {
  const VerifierOptions options = policy(secret_key("HS256", "a"));
  EXPECT_EQ(report(options, std::string(9000, 'x')), with_tail({"size: ERR_TOKEN_TOO_LARGE"}));
  EXPECT_EQ(report(options, ""), with_tail({"size: OK", "segments: ERR_TOKEN_EMPTY"}));
  EXPECT_EQ(report(options, "a.b"), with_tail({"size: OK", "segments: ERR_TOKEN_SEGMENTS"}));
  EXPECT_EQ(report(options, "=.b.c"),
            with_tail({"size: OK", "segments: OK", "header: ERR_BASE64URL_ALPHABET header"}));
  EXPECT_EQ(report(options, encode(R"({"alg":"none"})") + ".b."),
            with_tail({"size: OK", "segments: OK", "header: OK",
                       "algorithm: ERR_ALGORITHM_NOT_ALLOWED alg"}));
  EXPECT_EQ(report(options, encode(R"({"alg":"HS256","kid":"b"})") + ".b."),
            with_tail({"size: OK", "segments: OK", "header: OK", "algorithm: OK",
                       "key: ERR_KEY_NOT_FOUND"}));
}

// CVE-2024-51744, incidents section 9: a finding about a claim of a forged token would be an
// oracle.
TEST(Explain, LooksAtNoClaimUnlessTheSignatureIsRight) {
  const std::vector<std::string> expected =
      with_tail({"size: OK", "segments: OK", "header: OK", "algorithm: OK", "key: OK",
                 "signature: ERR_SIGNATURE_INVALID signature"});
  const Key other = secret_key("HS256", {}, 2);
  for (const std::string_view claims :
       {kClaims, std::string_view("{}"), std::string_view(R"({"exp":1})"),
        std::string_view("not JSON")}) {
    EXPECT_EQ(report(policy(secret_key()), sign(other, R"({"alg":"HS256","typ":"x"})", claims)),
              expected);
  }
}

TEST(Explain, GoesOnAfterARuleThatFailsWhereTheNextCanStillBeJudged) {
  const std::string claims = R"({"exp":1,"nbf":9e9,"iat":1,"iss":"x","aud":["x"]})";
  EXPECT_EQ(report(strict_policy(), sign(secret_key(), R"({"alg":"HS256","typ":"x"})", claims)),
            (std::vector<std::string>{
                "size: OK", "segments: OK", "header: OK", "algorithm: OK", "key: OK",
                "signature: OK", "typ: ERR_TYP_NOT_ALLOWED typ", "payload: OK",
                "exp: ERR_TOKEN_EXPIRED exp", "nbf: ERR_TOKEN_NOT_ACTIVE nbf",
                "iat: ERR_TOKEN_TOO_OLD iat", "iss: ERR_ISSUER_MISMATCH iss",
                "aud: ERR_AUDIENCE_MISMATCH aud", "required-claims: ERR_CLAIM_MISSING role"}));
}

TEST(Explain, JudgesEachClaimByItself) {
  const std::string claims =
      R"({"exp":"1","nbf":1,"iat":null,"iss":"https://issuer.example","aud":7,"role":1})";
  EXPECT_EQ(
      report(strict_policy(), sign(secret_key(), kHeader, claims)),
      (std::vector<std::string>{"size: OK", "segments: OK", "header: OK", "algorithm: OK",
                                "key: OK", "signature: OK", "typ: OK", "payload: OK",
                                "exp: ERR_CLAIM_TYPE exp", "nbf: OK", "iat: ERR_CLAIM_TYPE iat",
                                "iss: OK", "aud: ERR_CLAIM_TYPE aud", "required-claims: OK"}));
}

TEST(Explain, JudgesTheTypeButNoClaimOfAPayloadThatIsNotJson) {
  EXPECT_EQ(report(policy(secret_key()), sign(secret_key(), kHeader, "[")),
            with_tail({"size: OK", "segments: OK", "header: OK", "algorithm: OK", "key: OK",
                       "signature: OK", "typ: OK", "payload: ERR_JSON_SYNTAX payload"}));
}

TEST(Explain, SaysTheSameOfATokenThatItSawBefore) {
  Verifier verifier = Verifier::create(policy(secret_key())).value();
  const std::string good = sign(secret_key(), kHeader, kClaims);
  const std::string bad = sign(secret_key("HS256", {}, 2), kHeader, kClaims);
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(first_failure(verifier.explain(good, kNow).value()), "OK");
    EXPECT_EQ(first_failure(verifier.explain(bad, kNow).value()),
              "ERR_SIGNATURE_INVALID signature");
    EXPECT_EQ(describe(verifier.verify(good, kNow)), "OK");
  }
}

// Every combination of these claims, each missing, wrong in type, wrong in value, or right.
std::vector<std::string> claims_of_every_kind() {
  const std::vector<std::pair<std::string, std::vector<std::string>>> claims{
      {"exp", {"", "\"x\"", "1", "1767229200"}},
      {"nbf", {"", "null", "9e9", "1"}},
      {"iat", {"", "{}", "1", "1767225600"}},
      {"iss", {"", "1", "\"x\"", "\"https://issuer.example\""}},
      {"aud", {"", "[1]", "[]", "[\"https://api.example\"]"}},
      {"role", {"", "null", "1"}}};
  std::vector<std::string> payloads{"{\"a\":1"};
  for (const auto& [name, values] : claims) {
    std::vector<std::string> longer;
    for (const std::string& payload : payloads) {
      for (const std::string& value : values) {
        longer.push_back(value.empty() ? payload : payload + ",\"" + name + "\":" + value);
      }
    }
    payloads = std::move(longer);
  }
  for (std::string& payload : payloads) payload += "}";
  return payloads;
}

TEST(Explain, AgreesWithVerifyOnTheFirstFailureOfEveryCombinationOfClaims) {
  Verifier explaining = Verifier::create(strict_policy()).value();
  Verifier verifying = Verifier::create(strict_policy()).value();
  const std::vector<std::string> payloads = claims_of_every_kind();
  std::size_t accepted = 0;
  for (const std::string& payload : payloads) {
    const std::string token = sign(secret_key(), kHeader, payload);
    const std::vector<Finding> findings = explaining.explain(token, kNow).value();
    const Result<VerifiedToken> verified = verifying.verify(token, kNow);
    ASSERT_EQ(findings.size(), kRules);
    ASSERT_EQ(first_failure(findings), describe(verified)) << payload;
    ASSERT_TRUE(has_fitting_detail(verified.outcome())) << describe(verified);
    if (verified.ok()) ++accepted;
  }
  EXPECT_EQ(payloads.size(), 3072U);
  EXPECT_EQ(accepted, 2U) << "nbf may be missing; all else must be right";
}

}  // namespace
}  // namespace holoband
