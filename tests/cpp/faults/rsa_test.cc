// Where RSA is long: new keys, and the signature for which the blinding is drawn anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "crypto/entropy.h"
#include "faults/fault.h"
#include "faults/material.h"
#include "holoband/bytes.h"
#include "holoband/crypto/signature_key.h"

namespace holoband {
namespace {

using test::every_fault;
using test::Fault;
using test::FaultKind;
using test::kMessage;
using test::Material;
using test::material_for;
using test::Report;
using test::told;
using test::with_fault;

std::string flaw_of(crypto::KeyParts parts) {
  const Result<Key> key =
      Key::from_parts(*find_algorithm("RS256"), crypto::Group::kNone, std::move(parts));
  return key.ok() ? test::pair_flaw(key.value()) : "it cannot be imported";
}

Report generate(const Fault& fault) {
  Report report;
  Result<crypto::KeyParts> parts = with_fault(fault, report, [] {
    return crypto::generate_parts(find_algorithm("RS256")->scheme, kDefaultModulusBits);
  });
  if (parts.ok()) report.complaint = flaw_of(std::move(parts).value());
  return report;
}

// A new key takes thousands of allocations and hundreds of requests for randomness, most of them in
// the search for primes, where one is like the other: the first ones are tried one by one, and then
// one in ever larger steps.
int next_of_many(int number) {
  constexpr int kOneByOne = 50;
  return number < kOneByOne ? number + 1 : 2 * number;
}

TEST(FaultsInRsa, NeverMakeANewKeyThatDoesNotWork) {
  EXPECT_GT(told("generate", FaultKind::kCall, every_fault(FaultKind::kCall, generate)), 10);
  EXPECT_GT(told("generate", FaultKind::kAllocation,
                 every_fault(FaultKind::kAllocation, generate, {}, next_of_many)),
            50);
  EXPECT_GT(told("generate", FaultKind::kEntropy,
                 every_fault(FaultKind::kEntropy, generate, {}, next_of_many)),
            5);
}

// The search ends in the numbers of the key, of which OpenSSL hands out one for another where memory
// is missing. They are copied with the last allocations, and these are known where the search is the
// same each time; the seed is one for which it is short.
TEST(FaultsInRsa, NeverConfuseTheNumbersOfANewKey) {
  constexpr std::uint64_t kSeed = 316;
  constexpr int kLast = 60;
  const auto generate_same = [](const Fault& fault) {
    const test::SameEntropy entropy(kSeed);
    return generate(fault);
  };
  const auto is_met = [&](int number) {
    return generate_same({FaultKind::kAllocation, number}).happened;
  };
  ASSERT_EQ(generate_same({}).complaint, "");
  int all = kLast;
  for (int step = 1 << 12; step > 0; step /= 2) {
    if (is_met(all + step - 1)) all += step;
  }
  const auto generate_late = [&](const Fault& fault) {
    return generate_same({fault.kind, all - kLast + fault.number});
  };
  EXPECT_EQ(
      told("generate", FaultKind::kAllocation, every_fault(FaultKind::kAllocation, generate_late)),
      kLast);
}

// OpenSSL draws the blinding of a key anew for every 32nd signature, and takes a failure in there
// for a success: what it signs then, and for the next 31 times, is wrong.
TEST(FaultsInRsa, NeverSpoilTheBlindingOfAKey) {
  constexpr int kSignaturesOfOneBlinding = 32;
  const Material& material = material_for("RS256");
  const auto sign_as_last = [&](const Fault& fault) {
    const Key key = material.fresh();
    std::vector<std::uint8_t> made(key.signature_size());
    const auto sign = [&] { return key.sign(as_bytes(kMessage), made); };
    for (int i = 0; i < kSignaturesOfOneBlinding; ++i) EXPECT_TRUE(sign().ok());
    Report report;
    const Outcome outcome = with_fault(fault, report, sign);
    if (outcome.ok() && made != material.signature) report.complaint = "the signature is wrong";
    EXPECT_TRUE(sign().ok());
    if (made != material.signature) report.complaint = "the key is spoilt";
    return report;
  };
  EXPECT_GT(
      told("issue", FaultKind::kAllocation, every_fault(FaultKind::kAllocation, sign_as_last)), 22);
  EXPECT_GE(told("issue", FaultKind::kEntropy, every_fault(FaultKind::kEntropy, sign_as_last)), 1);
}

}  // namespace
}  // namespace holoband
