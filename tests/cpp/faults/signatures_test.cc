// Signing and verifying, whatever fails: nothing wrong is signed, and nothing wrong is verified.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "faults/material.h"
#include "holoband/bytes.h"

namespace holoband {
namespace {

using test::every_kind_of_fault;
using test::Expected;
using test::Fault;
using test::kFamilies;
using test::kMessage;
using test::Material;
using test::material_for;
using test::Report;
using test::with_fault;

// is_right demands of a signature that is not made with randomness that it is always the same: one
// that is right, but was made with another nonce, may give the key away.
bool is_right(const Material& material, const std::vector<std::uint8_t>& signature) {
  const crypto::Family family = material.key.algorithm().scheme.family;
  if (family == crypto::Family::kRsaPss || family == crypto::Family::kMlDsa)
    return material.key.verify(as_bytes(kMessage), signature).ok();
  return signature == material.signature;
}

Report sign_with(const Key& key, const Material& material, const Fault& fault) {
  Report report;
  std::vector<std::uint8_t> made(key.signature_size(), 0xEE);
  const Outcome outcome =
      with_fault(fault, report, [&] { return key.sign(as_bytes(kMessage), made); });
  if (outcome.ok()) {
    if (!is_right(material, made)) report.complaint = "the signature is wrong";
  } else if (std::count(made.begin(), made.end(), 0) != static_cast<std::ptrdiff_t>(made.size())) {
    report.complaint = "something is left where the signature would have been";
  }
  return report;
}

Report verify_with(const Key& key, Bytes signature, const Fault& fault) {
  Report report;
  static_cast<void>(
      with_fault(fault, report, [&] { return key.verify(as_bytes(kMessage), signature); }));
  return report;
}

// To verify is no secret: on some curves OpenSSL hides from an observer what it computes, but only
// where there is randomness for it.
Expected verdict_of(std::string_view outcome) {
  return {.without_fault = std::string(outcome), .needs_randomness = false};
}

Expected good() { return verdict_of("OK"); }
Expected bad() { return verdict_of("ERR_SIGNATURE_INVALID"); }

class FaultsInSignatures : public ::testing::TestWithParam<std::string_view> {
 protected:
  const Material& material_ = material_for(GetParam());

  Report sign_twice(const Key& key, const Fault& fault) {
    Report report = sign_with(key, material_, fault);
    const Report after = sign_with(key, material_, {});
    if (!after.outcome.ok() || !after.complaint.empty()) report.complaint = "the key is spoilt";
    return report;
  }

  Report verify_twice(const Key& key, Bytes signature, const Fault& fault) {
    Report report = verify_with(key, signature, fault);
    if (!verify_with(key, material_.signature, {}).outcome.ok())
      report.complaint = "the key is spoilt";
    return report;
  }
};

TEST_P(FaultsInSignatures, NeverMakeAKeySignSomethingElse) {
  every_kind_of_fault("issue, a key that never signed",
                      [&](const Fault& fault) { return sign_twice(material_.fresh(), fault); });
  const Key key = material_.fresh();
  every_kind_of_fault("issue, a key that signed before",
                      [&](const Fault& fault) { return sign_twice(key, fault); });
}

TEST_P(FaultsInSignatures, NeverStopAKeyFromVerifying) {
  every_kind_of_fault(
      "verify, a key that never verified",
      [&](const Fault& fault) {
        return verify_twice(material_.fresh_public(), material_.signature, fault);
      },
      good());
  const Key key = material_.fresh_public();
  every_kind_of_fault(
      "verify, a key that verified before",
      [&](const Fault& fault) { return verify_twice(key, material_.signature, fault); }, good());
}

TEST_P(FaultsInSignatures, NeverMakeAWrongSignatureRight) {
  const Key key = material_.fresh_public();
  for (const std::vector<std::uint8_t>& signature : material_.bad_signatures) {
    every_kind_of_fault(
        "verify, a key that verified before",
        [&](const Fault& fault) { return verify_twice(key, signature, fault); }, bad());
  }
  const std::vector<std::uint8_t>& signature = material_.bad_signatures.front();
  every_kind_of_fault(
      "verify, a key that never verified",
      [&](const Fault& fault) { return verify_with(material_.fresh_public(), signature, fault); },
      bad());
}

INSTANTIATE_TEST_SUITE_P(, FaultsInSignatures, ::testing::ValuesIn(kFamilies),
                         test::name_of_family);

}  // namespace
}  // namespace holoband
