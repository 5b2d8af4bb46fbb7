#include "holoband/crypto/scheme.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

namespace holoband::crypto {
namespace {

constexpr Group kGroups[] = {Group::kP256,      Group::kP384,    Group::kP521,
                             Group::kSecp256k1, Group::kEd25519, Group::kEd448,
                             Group::kMlDsa44,   Group::kMlDsa65, Group::kMlDsa87};

// SEC 1 section 2.3.7 with the fields of SEC 2; RFC 8032 sections 5.1 and 5.2; FIPS 204 table 2,
// with the seed of section 3.6.3 for a private key.
TEST(GroupSizes, AreThoseOfTheirDefinition) {
  const struct {
    Group group;
    std::string_view name;
    std::size_t public_key;
    std::size_t private_key;
    std::size_t signature;
  } expected[] = {
      {Group::kP256, "P-256", 32, 32, 64},
      {Group::kP384, "P-384", 48, 48, 96},
      {Group::kP521, "P-521", 66, 66, 132},
      {Group::kSecp256k1, "secp256k1", 32, 32, 64},
      {Group::kEd25519, "ED25519", 32, 32, 64},
      {Group::kEd448, "ED448", 57, 57, 114},
      {Group::kMlDsa44, "ML-DSA-44", 1312, 32, 2420},
      {Group::kMlDsa65, "ML-DSA-65", 1952, 32, 3309},
      {Group::kMlDsa87, "ML-DSA-87", 2592, 32, 4627},
  };
  for (const auto& row : expected) {
    const GroupSizes& sizes = group_sizes(row.group);
    EXPECT_EQ(sizes.name, row.name);
    EXPECT_EQ(sizes.public_key, row.public_key) << row.name;
    EXPECT_EQ(sizes.private_key, row.private_key) << row.name;
    EXPECT_EQ(sizes.signature, row.signature) << row.name;
  }
}

TEST(GroupSizes, OfNoGroupAreNothing) {
  const GroupSizes& none = group_sizes(Group::kNone);
  EXPECT_EQ(std::string_view(none.name), "");
  EXPECT_EQ(none.public_key + none.private_key + none.signature, 0U);
}

TEST(GroupSizes, FitTheLargestSignature) {
  std::size_t largest = kMaxModulusBytes;
  for (const Group group : kGroups) largest = std::max(largest, group_sizes(group).signature);
  EXPECT_EQ(kMaxSignatureSize, largest);
}

}  // namespace
}  // namespace holoband::crypto
