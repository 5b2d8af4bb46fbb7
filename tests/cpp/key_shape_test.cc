#include "holoband/key_shape.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace holoband {
namespace {

using crypto::Group;
using crypto::Part;

// names returns the members of a key type, those of the private key in brackets.
std::string names(KeyType type) {
  std::string text;
  for (const KeyMember& member : shape_of(type).members) {
    const std::string name(member.name);
    text += (text.empty() ? "" : " ") + (member.is_private ? "(" + name + ")" : name);
  }
  return text;
}

// RFC 7518 sections 6.2 to 6.4, RFC 8037 section 2, the registration of AKP.
TEST(KeyShape, HasTheMembersOfItsRegistration) {
  EXPECT_EQ(names(KeyType::kRsa), "n e (d) (p) (q) (dp) (dq) (qi)");
  EXPECT_EQ(names(KeyType::kEc), "x y (d)");
  EXPECT_EQ(names(KeyType::kOkp), "x (d)");
  EXPECT_EQ(names(KeyType::kAkp), "pub (priv)");
  EXPECT_EQ(names(KeyType::kSecret), "k");
}

TEST(KeyShape, IsFoundUnderItsTypeAndNoOtherSpelling) {
  for (const KeyType type :
       {KeyType::kSecret, KeyType::kRsa, KeyType::kEc, KeyType::kOkp, KeyType::kAkp}) {
    const KeyShape& shape = shape_of(type);
    EXPECT_EQ(shape.type, type);
    EXPECT_EQ(find_shape(shape.kty), &shape);
  }
  EXPECT_EQ(shape_of(KeyType::kSecret).kty, "oct");
  EXPECT_EQ(shape_of(KeyType::kAkp).kty, "AKP");
  for (const std::string_view kty : {"", "rsa", "Rsa", "RSA ", "ec", "OCT", "okp", "DSA", "RSAPSS"})
    EXPECT_EQ(find_shape(kty), nullptr) << kty;
  EXPECT_EQ(find_shape(std::string_view("RSA\0", 4)), nullptr);
}

// RFC 7518 section 2: only the numbers of RSA are Base64urlUInt; coordinates have a fixed length.
TEST(KeyShape, CallsTheMembersOfRsaNumbersAndNoOthers) {
  for (const KeyType type :
       {KeyType::kSecret, KeyType::kRsa, KeyType::kEc, KeyType::kOkp, KeyType::kAkp}) {
    for (const KeyMember& member : shape_of(type).members)
      EXPECT_EQ(member.is_number, type == KeyType::kRsa) << member.name;
  }
}

TEST(KeyShape, HasAPartForEveryMember) {
  for (const KeyType type :
       {KeyType::kSecret, KeyType::kRsa, KeyType::kEc, KeyType::kOkp, KeyType::kAkp}) {
    std::set<Part> parts;
    for (const KeyMember& member : shape_of(type).members) parts.insert(member.part);
    EXPECT_EQ(parts.size(), shape_of(type).members.size());
  }
}

TEST(Curves, HaveTheNamesOfTheirRegistration) {
  const struct {
    Group group;
    KeyType type;
    std::string_view name;
  } curves[] = {
      {Group::kP256, KeyType::kEc, "P-256"},       {Group::kP384, KeyType::kEc, "P-384"},
      {Group::kP521, KeyType::kEc, "P-521"},       {Group::kSecp256k1, KeyType::kEc, "secp256k1"},
      {Group::kEd25519, KeyType::kOkp, "Ed25519"}, {Group::kEd448, KeyType::kOkp, "Ed448"}};
  for (const auto& [group, type, name] : curves) {
    EXPECT_EQ(curve_name(group), name);
    EXPECT_EQ(find_curve(type, name), group);
    const KeyType other = type == KeyType::kEc ? KeyType::kOkp : KeyType::kEc;
    EXPECT_EQ(find_curve(other, name), Group::kNone) << "a curve belongs to its key type";
  }
  for (const Group group : {Group::kNone, Group::kMlDsa44, Group::kMlDsa87})
    EXPECT_EQ(curve_name(group), "");
}

TEST(Curves, AreFoundByTheirExactName) {
  for (const std::string_view crv :
       {"", "p-256", "P256", "P-256 ", "P-224", "P-512", "secp256r1", "K-256", "Ed25519"})
    EXPECT_EQ(find_curve(KeyType::kEc, crv), Group::kNone) << crv;
  for (const std::string_view crv : {"", "ed25519", "X25519", "X448", "P-256", "Ed25519ph"})
    EXPECT_EQ(find_curve(KeyType::kOkp, crv), Group::kNone) << crv;
}

}  // namespace
}  // namespace holoband
