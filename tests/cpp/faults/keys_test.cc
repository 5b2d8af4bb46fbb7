// Making keys, whatever fails: a key that is made is the right one, and works.
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "faults/material.h"
#include "holoband/crypto/signature_key.h"
#include "holoband/jwk.h"
#include "holoband/pem.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::every_fault;
using test::every_kind_of_fault;
using test::Fault;
using test::FaultKind;
using test::kFamilies;
using test::Material;
using test::material_for;
using test::Operation;
using test::Report;
using test::told;
using test::with_fault;

// making makes a key under the fault, and holds what is made to what it should be.
template <class Make>
Operation making(const Material& material, const Make& make) {
  return [&material, make](const Fault& fault) {
    Report report;
    const Result<Key> key = with_fault(fault, report, make);
    if (key.ok()) report.complaint = material.flaw_of(key.value());
    return report;
  };
}

class FaultsInKeys : public ::testing::TestWithParam<std::string_view> {
 protected:
  const Material& material_ = material_for(GetParam());

  template <class Make>
  void check(std::string_view name, const Make& make) {
    every_kind_of_fault(name, making(material_, make));
  }
};

TEST_P(FaultsInKeys, NeverMakeAnotherKeyOfAJwk) {
  if (!material_.is_asymmetric()) return;
  check("import, a private JWK", [&] { return import_jwk(material_.private_jwk); });
  check("import, a public JWK", [&] { return import_jwk(material_.public_jwk); });
}

TEST_P(FaultsInKeys, NeverMakeAnotherKeyOfAPem) {
  if (!material_.is_asymmetric()) return;
  const std::string_view algorithm = material_.algorithm();
  check("import, a private PEM", [&] { return import_pem(material_.private_pem, algorithm); });
  check("import, a public PEM", [&] { return import_pem(material_.public_pem, algorithm); });
  check("import, an encrypted PEM", [&] {
    return import_pem(material_.encrypted_pem, algorithm, {{}, test::kPassphrase});
  });
}

// A set that leaves out keys that are bad must not leave out one that is good.
TEST_P(FaultsInKeys, NeverCostASetAKey) {
  if (!material_.is_asymmetric()) return;
  const std::vector<std::string> algorithms{std::string(material_.algorithm())};
  const std::string set = R"({"keys":[{"kty":"unknown"},)" + material_.public_jwk + "," +
                          test::material_for("ES256K").public_jwk + "]}";
  const auto import = [&] { return import_jwk_set(set, algorithms); };
  const std::size_t all = import().value().keys.keys().size();
  every_kind_of_fault("import, a JWK Set", [&](const Fault& fault) {
    Report report;
    const Result<ImportedKeySet> made = with_fault(fault, report, import);
    if (made.ok() && made.value().keys.keys().size() != all)
      report.complaint = "the set has lost a key";
    return report;
  });
}

TEST_P(FaultsInKeys, NeverMakeAnotherPublicHalf) {
  if (!material_.is_asymmetric()) return;
  check("JWKS, a public half", [&] { return material_.key.public_half(); });
}

TEST_P(FaultsInKeys, NeverMakeAnotherKeyOfASecret) {
  if (material_.is_asymmetric()) return;
  check("import, a secret", [&] {
    // The secret of secret_key(), which the key itself does not keep.
    return Key::from_secret(test::secret(material_.key.signature_size()), material_.algorithm());
  });
}

// New RSA keys are below.
TEST_P(FaultsInKeys, NeverMakeANewKeyThatDoesNotWork) {
  if (material_.key.algorithm().key_type == KeyType::kRsa) return;
  every_kind_of_fault("generate, a key", [&](const Fault& fault) {
    Report report;
    const Result<Key> key =
        with_fault(fault, report, [&] { return Key::generate(material_.algorithm()); });
    if (key.ok()) report.complaint = test::pair_flaw(key.value());
    return report;
  });
}

// Nothing of OpenSSL that could fail has a part in it.
TEST_P(FaultsInKeys, HaveNoPlaceInExportingOne) {
  if (!material_.is_asymmetric()) return;
  const auto exporting = [&](const Fault& fault) {
    Report report;
    const Outcome outcome = with_fault(fault, report, [&] {
      const bool good = export_jwk(material_.key, true).ok() &&
                        export_jwk(material_.key, false).ok() &&
                        export_pem(material_.key, true).ok() &&
                        export_pem(material_.key, false).ok() && jwk_thumbprint(material_.key).ok();
      return good ? success() : failure(ErrorCode::kCryptoFailed);
    });
    EXPECT_TRUE(outcome.ok());
    return report;
  };
  for (const FaultKind kind : {FaultKind::kCall, FaultKind::kAllocation, FaultKind::kEntropy})
    EXPECT_EQ(told("export", kind, every_fault(kind, exporting)), 0);
}

INSTANTIATE_TEST_SUITE_P(, FaultsInKeys, ::testing::ValuesIn(kFamilies), test::name_of_family);

}  // namespace
}  // namespace holoband
