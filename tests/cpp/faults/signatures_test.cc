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

Expected bad() { return {.without_fault = "ERR_SIGNATURE_INVALID"}; }

class FaultsInSignatures : public ::testing::TestWithParam<std::string_view> {
 protected:
  const Material& material_ = material_for(GetParam());
};

TEST_P(FaultsInSignatures, NeverMakeAKeySignSomethingElse) {
  every_kind_of_fault("a key that never signed", [&](const Fault& fault) {
    const Key key = material_.fresh();
    const Report report = sign_with(key, material_, fault);
    EXPECT_TRUE(sign_with(key, material_, {}).outcome.ok());
    return report;
  });
  const Key key = material_.fresh();
  every_kind_of_fault("a key that signed before",
                      [&](const Fault& fault) { return sign_with(key, material_, fault); });
}

TEST_P(FaultsInSignatures, NeverStopAKeyFromVerifying) {
  every_kind_of_fault("a key that never verified", [&](const Fault& fault) {
    const Key key = material_.fresh_public();
    const Report report = verify_with(key, material_.signature, fault);
    EXPECT_TRUE(verify_with(key, material_.signature, {}).outcome.ok());
    return report;
  });
  const Key key = material_.fresh_public();
  every_kind_of_fault("a key that verified before", [&](const Fault& fault) {
    return verify_with(key, material_.signature, fault);
  });
}

TEST_P(FaultsInSignatures, NeverMakeAWrongSignatureRight) {
  for (const std::vector<std::uint8_t>& signature : material_.bad_signatures) {
    every_kind_of_fault(
        "a key that never verified",
        [&](const Fault& fault) { return verify_with(material_.fresh_public(), signature, fault); },
        bad());
  }
  const Key key = material_.fresh_public();
  for (const std::vector<std::uint8_t>& signature : material_.bad_signatures) {
    every_kind_of_fault(
        "a key that verified before",
        [&](const Fault& fault) {
          EXPECT_TRUE(verify_with(key, material_.signature, {}).outcome.ok());
          return verify_with(key, signature, fault);
        },
        bad());
  }
}

INSTANTIATE_TEST_SUITE_P(, FaultsInSignatures, ::testing::ValuesIn(kFamilies),
                         test::name_of_family);

}  // namespace
}  // namespace holoband
