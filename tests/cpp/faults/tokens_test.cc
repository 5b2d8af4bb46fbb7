// Tokens, whatever fails: none is issued that is wrong, and none is accepted that is wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "faults/material.h"
#include "holoband/encoding/base64url.h"
#include "holoband/issuer.h"
#include "holoband/verifier.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::every_kind_of_fault;
using test::Expected;
using test::Fault;
using test::kFamilies;
using test::kNow;
using test::Material;
using test::material_for;
using test::Report;
using test::with_fault;

Issuer issuer_of(const Key& key) {
  IssuerOptions options{.key = key};
  options.issuer = std::string(test::kIssuer);
  options.audiences = {std::string(test::kAudience)};
  options.ttl = 900;
  return Issuer::create(options).value();
}

std::string good_token(const Material& material) {
  const std::string header = R"({"alg":")" + std::string(material.algorithm()) + "\"}";
  return test::sign(material.key, header, test::kClaims);
}

bool all_pass(const std::vector<Finding>& findings) {
  return std::all_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return !finding.skipped && finding.outcome.ok();
  });
}

std::string bad_token(const Material& material) {
  const std::string token = good_token(material);
  return token.substr(0, token.rfind('.') + 1) + base64url_encode(material.signature);
}

class FaultsInTokens : public ::testing::TestWithParam<std::string_view> {
 protected:
  const Material& material_ = material_for(GetParam());

  std::string verdict(std::string_view token) {
    return test::verdict(test::policy(material_.key), token);
  }
};

TEST_P(FaultsInTokens, NeverIssueAWrongOne) {
  every_kind_of_fault("issue, a token", [&](const Fault& fault) {
    Issuer issuer = issuer_of(material_.fresh());
    const auto issue = [&] { return issuer.issue(R"({"sub":"alice"})", kNow); };
    Report report;
    const Result<std::string_view> token = with_fault(fault, report, issue);
    if (token.ok() && verdict(token.value()) != "OK") report.complaint = "the token is wrong";
    const Result<std::string_view> after = issue();
    if (!after.ok() || verdict(after.value()) != "OK") report.complaint = "the issuer is spoilt";
    return report;
  });
}

// twice verifies a token under the fault, and then a good one without it.
template <class Verify>
Report twice(const Verify& verify, std::string_view token, const std::string& good,
             const Fault& fault) {
  Report report;
  static_cast<void>(with_fault(fault, report, [&] { return verify(token); }));
  if (!verify(good).ok()) report.complaint = "the verifier is spoilt";
  return report;
}

class FaultsInVerifiers : public FaultsInTokens {
 protected:
  // check lets both verifiers judge a token, and a good one after each fault.
  void check(const std::string& token, const std::string& verdict) {
    const Expected expected{.without_fault = verdict, .needs_randomness = false};
    every_kind_of_fault(
        "verify, a JWS: " + verdict,
        [&](const Fault& fault) {
          const VerifierOptions options = test::policy(material_.fresh_public());
          JwsVerifier verifier = JwsVerifier::create(options.trust).value();
          const auto verify = [&](std::string_view text) { return verifier.verify(text); };
          return twice(verify, token, good_, fault);
        },
        expected);
    every_kind_of_fault(
        "verify, a token: " + verdict,
        [&](const Fault& fault) {
          Verifier verifier = Verifier::create(test::policy(material_.fresh_public())).value();
          const auto verify = [&](std::string_view text) { return verifier.verify(text, kNow); };
          return twice(verify, token, good_, fault);
        },
        expected);
  }

  const std::string good_ = good_token(material_);
};

TEST_P(FaultsInVerifiers, NeverStopThemFromAcceptingAGoodToken) { check(good_, "OK"); }

TEST_P(FaultsInVerifiers, NeverMakeThemAcceptAWrongToken) {
  check(bad_token(material_), "ERR_SIGNATURE_INVALID signature");
}

TEST_P(FaultsInVerifiers, NeverMakeThemExplainAWrongTokenAsAGoodOne) {
  const Expected expected{.without_fault = "OK", .needs_randomness = false};
  for (const std::string& token : {good_, bad_token(material_)}) {
    const auto operation = [&](const Fault& fault) {
      Verifier verifier = Verifier::create(test::policy(material_.fresh_public())).value();
      const auto explain = [&] { return verifier.explain(token, kNow); };
      Report report;
      const Result<std::vector<Finding>> findings = with_fault(fault, report, explain);
      const bool passes = findings.ok() && all_pass(findings.value());
      if (passes && token != good_) report.complaint = "a wrong token is explained as a good one";
      if (all_pass(explain().value()) != (token == good_))
        report.complaint = "the verifier is spoilt";
      return report;
    };
    every_kind_of_fault("explain", operation, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(, FaultsInTokens, ::testing::ValuesIn(kFamilies), test::name_of_family);
INSTANTIATE_TEST_SUITE_P(, FaultsInVerifiers, ::testing::ValuesIn(kFamilies), test::name_of_family);

}  // namespace
}  // namespace holoband
