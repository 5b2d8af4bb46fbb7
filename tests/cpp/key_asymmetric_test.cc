// Keys of two halves. What all keys have in common is tested in key_test.cc, how they are read from
// text in jwk_asymmetric_test.cc and pem_test.cc.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "crypto/entropy.h"
#include "crypto/hex.h"
#include "holoband/jwk.h"
#include "holoband/key.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using crypto::Group;
using crypto::KeyParts;
using crypto::Part;
using test::asymmetric_algorithms;
using test::changed;
using test::copy_of;
using test::describe;
using test::key_for;
using test::public_parts_of;
using test::unhex;
using Octets = std::vector<std::uint8_t>;

Result<Key> made(std::string_view algorithm, Group group, KeyParts parts, std::string_view kid = {},
                 KeyUse use = {}) {
  return Key::from_parts(*find_algorithm(algorithm), group, std::move(parts), kid, use);
}

std::string outcome_of(std::string_view algorithm, Group group, KeyParts parts) {
  return describe(made(algorithm, group, std::move(parts)));
}

// remade makes a key of its own parts again, under another name or use.
Key remade(const Key& key, std::string_view kid, KeyUse use = {}) {
  return made(key.algorithm().name, key.group(), copy_of(key.parts()), kid, use).value();
}

TEST(AsymmetricKey, IsPrivateOrPublicAsItsParts) {
  for (const std::string& name : asymmetric_algorithms()) {
    const Key& key = key_for(name);
    EXPECT_EQ(key.kind(), KeyKind::kPrivate) << name;
    EXPECT_TRUE(key.can_sign());
    EXPECT_TRUE(key.can_verify());
    const Key half = made(name, key.group(), public_parts_of(key)).value();
    EXPECT_EQ(half.kind(), KeyKind::kPublic) << name;
    EXPECT_FALSE(half.can_sign());
    EXPECT_TRUE(half.can_verify());
  }
  EXPECT_EQ(key_for("HS256").kind(), KeyKind::kSecret);
}

TEST(AsymmetricKey, ThatIsPublicDoesNotSign) {
  for (const std::string& name : asymmetric_algorithms()) {
    const Key half = key_for(name).public_half().value();
    Octets signature(half.signature_size(), 0xAA);
    EXPECT_EQ(describe(half.sign(as_bytes("m"), signature)), "ERR_KEY_NOT_PRIVATE key") << name;
    EXPECT_EQ(signature, Octets(signature.size(), 0xAA));
  }
}

TEST(AsymmetricKey, HasTheSignatureSizeOfItsAlgorithm) {
  const std::pair<std::string_view, std::size_t> sizes[] = {
      {"RS256", 256}, {"PS512", 256},      {"ES256", 64},       {"ES384", 96},
      {"ES512", 132}, {"ES256K", 64},      {"Ed25519", 64},     {"Ed448", 114},
      {"EdDSA", 64},  {"ML-DSA-44", 2420}, {"ML-DSA-65", 3309}, {"ML-DSA-87", 4627}};
  for (const auto& [name, size] : sizes) EXPECT_EQ(key_for(name).signature_size(), size) << name;
}

// RFC 7517 section 4.3: an owner may hold a key to one of its uses.
TEST(AsymmetricKey, IsHeldToItsUse) {
  const Key& key = key_for("ES256");
  const Key verifying = remade(key, {}, {.sign = false, .verify = true});
  EXPECT_FALSE(verifying.can_sign());
  Octets signature(64);
  EXPECT_EQ(describe(verifying.sign(as_bytes("m"), signature)), "ERR_KEY_USE key");
  const Key signing = remade(key, {}, {.sign = true, .verify = false});
  EXPECT_TRUE(signing.can_sign());
  EXPECT_FALSE(signing.can_verify());
  EXPECT_EQ(describe(signing.sign(as_bytes("m"), signature)), "OK");
}

TEST(AsymmetricKey, IsKnownByItsThumbprintUntilItGetsAName) {
  for (const std::string& name : asymmetric_algorithms()) {
    const Key& key = key_for(name);
    EXPECT_FALSE(key.is_named());
    EXPECT_EQ(key.kid(), jwk_thumbprint(key).value());
    const Key named = remade(key, "k1");
    EXPECT_TRUE(named.is_named());
    EXPECT_EQ(named.kid(), "k1");
    EXPECT_TRUE(named.is_same_as(key)) << "the name is no part of the key";
  }
}

TEST(AsymmetricKey, RefusesAnIdentifierThatIsTooLongOrNotUtf8) {
  const KeyParts parts = public_parts_of(key_for("ES256"));
  const auto outcome = [&](std::string_view kid) {
    return describe(made("ES256", Group::kP256, copy_of(parts), kid));
  };
  EXPECT_EQ(outcome(std::string(kMaxKidBytes, 'k')), "OK");
  EXPECT_EQ(outcome(std::string(kMaxKidBytes + 1, 'k')), "ERR_KID_INVALID kid");
  EXPECT_EQ(outcome("\xC0\xAF"), "ERR_KID_INVALID kid");
}

TEST(AsymmetricKey, HasAPublicHalfOfTheSameNameAndAlgorithm) {
  for (const std::string& name : asymmetric_algorithms()) {
    for (const std::string_view kid : {"", "k1"}) {
      const Key key = remade(key_for(name), kid, {.sign = true, .verify = true});
      const Key half = key.public_half().value();
      EXPECT_EQ(half.kind(), KeyKind::kPublic);
      EXPECT_EQ(&half.algorithm(), &key.algorithm());
      EXPECT_EQ(half.group(), key.group());
      EXPECT_EQ(half.kid(), key.kid());
      EXPECT_EQ(half.is_named(), key.is_named());
      EXPECT_TRUE(half.is_same_as(key));
      EXPECT_EQ(describe(half.verify(as_bytes("m"), test::signature_of(key, "m"))), "OK") << name;
    }
  }
}

TEST(AsymmetricKey, HasAPublicHalfWithoutAPrivatePart) {
  for (const std::string& name : asymmetric_algorithms()) {
    const Key half = key_for(name).public_half().value();
    for (const Part part :
         {Part::kD, Part::kP, Part::kQ, Part::kDp, Part::kDq, Part::kQi, Part::kPriv, Part::kK}) {
      EXPECT_FALSE(half.parts().has(part)) << name;
    }
  }
}

TEST(AsymmetricKey, IsItsOwnPublicHalfWhereItIsPublic) {
  const Key half = key_for("ES256").public_half().value();
  EXPECT_TRUE(half.public_half().value().is_same_as(half));
  EXPECT_EQ(describe(key_for("HS256").public_half()), "ERR_KEY_SYMMETRIC key");
}

TEST(AsymmetricKey, KeepsItsUseInItsPublicHalf) {
  const Key key = remade(key_for("ES256"), "k", {.sign = true, .verify = false});
  EXPECT_FALSE(key.public_half().value().can_verify());
}

TEST(AsymmetricKey, IsTheSameAsAnotherOnlyWhereBothVerifyTheSame) {
  const Key& rs = key_for("RS256");
  EXPECT_TRUE(rs.is_same_as(rs));
  EXPECT_TRUE(rs.is_same_as(rs.public_half().value()));
  EXPECT_FALSE(rs.is_same_as(key_for("RS384")));
  const Key ps = made("PS256", Group::kNone, copy_of(rs.parts())).value();
  EXPECT_EQ(ps.kid(), rs.kid()) << "one modulus, one thumbprint";
  EXPECT_FALSE(rs.is_same_as(ps)) << "but another algorithm";
  const Key eddsa = made("EdDSA", Group::kEd25519, copy_of(key_for("Ed25519").parts())).value();
  EXPECT_FALSE(eddsa.is_same_as(key_for("Ed25519")));
  EXPECT_TRUE(key_for("HS256").is_same_as(key_for("HS256")));
  EXPECT_FALSE(test::secret_key("HS256", "a", 1).is_same_as(test::secret_key("HS256", "a", 2)));
}

// The header of a private key says how strong it is (RFC 7518 section 3.3; CVE-2022-23539).
KeyParts with_modulus(std::size_t bits, std::string_view e = "010001") {
  Octets modulus = test::secret((bits + 7) / 8, 77);
  const std::size_t spare = modulus.size() * 8 - bits;
  modulus.front() = static_cast<std::uint8_t>(0xFF >> spare);
  modulus.back() |= 1;
  KeyParts parts;
  parts.set(Part::kN, SecretBytes(Bytes(modulus)));
  parts.set(Part::kE, SecretBytes(Bytes(unhex(e))));
  return parts;
}

TEST(RsaStrength, AsksForAModulusOf2048To8192Bits) {
  for (const std::string_view name : {"RS256", "PS512"}) {
    for (const std::size_t bits : {2048U, 2049U, 3072U, 4096U, 8191U, 8192U})
      EXPECT_EQ(outcome_of(name, Group::kNone, with_modulus(bits)), "OK") << bits;
    for (const std::size_t bits : {8U, 512U, 1024U, 2040U, 2047U})
      EXPECT_EQ(outcome_of(name, Group::kNone, with_modulus(bits)), "ERR_KEY_TOO_WEAK n") << bits;
    for (const std::size_t bits : {8193U, 8200U, 16384U, 65536U})
      EXPECT_EQ(outcome_of(name, Group::kNone, with_modulus(bits)), "ERR_KEY_TOO_LARGE n") << bits;
    EXPECT_EQ(outcome_of(name, Group::kNone, KeyParts()), "ERR_KEY_TOO_WEAK n");
  }
}

// FIPS 186-5 section 5.1: odd, and at least 65537. Small exponents are how signatures were forged
// (CVE-2006-4339, CVE-2014-1568).
TEST(RsaStrength, AsksForAnOddExponentFrom65537On) {
  for (const std::string_view e :
       {"", "01", "02", "03", "05", "11", "ff", "0101", "ffff", "fffe"}) {
    EXPECT_EQ(outcome_of("RS256", Group::kNone, with_modulus(2048, e)), "ERR_KEY_TOO_WEAK e") << e;
  }
  for (const std::string_view e : {"010001", "010003", "01ffff", "80000001", "ffffffffffffffff"})
    EXPECT_EQ(outcome_of("RS256", Group::kNone, with_modulus(2048, e)), "OK") << e;
  for (const std::string_view e : {"010000", "010002", "800000000000000001"})
    EXPECT_EQ(outcome_of("RS256", Group::kNone, with_modulus(2048, e)), "ERR_KEY_INVALID e") << e;
}

TEST(RsaStrength, AsksForAnOddModulus) {
  KeyParts parts = with_modulus(2048);
  Octets even(parts.get(Part::kN).begin(), parts.get(Part::kN).end());
  even.back() &= 0xFE;
  EXPECT_EQ(outcome_of("RS256", Group::kNone, changed(parts, Part::kN, even)), "ERR_KEY_INVALID n");
}

// CVE-2017-15361. A power of 65537 has the form of the broken generator's moduli; its length is
// right, so nothing else is wrong with it. (65537^k is odd, and 2^16k < 65537^k < 2^(16k + 1).)
TEST(RsaStrength, RefusesAModulusOfABrokenGenerator) {
  Octets power{1};
  for (int i = 0; i < 130; ++i) {  // times 65537: itself, and itself two bytes further left
    Octets next(power.size() + 2);
    int carry = 0;
    for (std::size_t at = 0; at < next.size(); ++at) {
      const std::size_t from_right = at;
      const auto digit = [&](std::size_t shift) {
        const bool inside = from_right >= shift && from_right - shift < power.size();
        return inside ? int{power[power.size() - 1 - (from_right - shift)]} : 0;
      };
      carry += digit(0) + digit(2);
      next[next.size() - 1 - at] = static_cast<std::uint8_t>(carry & 0xFF);
      carry >>= 8;
    }
    power = next;
  }
  const auto first = std::find_if(power.begin(), power.end(), [](int byte) { return byte != 0; });
  const Octets modulus(first, power.end());
  ASSERT_GE(modulus.size(), 257U);
  KeyParts parts = with_modulus(2048);
  EXPECT_EQ(outcome_of("RS256", Group::kNone, changed(parts, Part::kN, modulus)),
            "ERR_KEY_TOO_WEAK n");
}

// CVE-2022-23539: one kind of key per algorithm, and one curve.
TEST(AsymmetricKey, RefusesAnAlgorithmThatIsNotForItsGroup) {
  const std::string mismatch = "ERR_ALGORITHM_KEY_MISMATCH alg";
  const KeyParts ec = public_parts_of(key_for("ES256"));
  const KeyParts okp = public_parts_of(key_for("Ed25519"));
  const KeyParts rsa = public_parts_of(key_for("RS256"));
  EXPECT_EQ(outcome_of("ES256", Group::kP256, copy_of(ec)), "OK");
  for (const Group group : {Group::kNone, Group::kP384, Group::kSecp256k1, Group::kEd25519})
    EXPECT_EQ(outcome_of("ES256", group, copy_of(ec)), mismatch);
  EXPECT_EQ(outcome_of("ES384", Group::kP256, copy_of(ec)), mismatch);
  EXPECT_EQ(outcome_of("EdDSA", Group::kEd25519, copy_of(okp)), "OK");
  EXPECT_EQ(outcome_of("EdDSA", Group::kNone, copy_of(okp)), mismatch);
  EXPECT_EQ(outcome_of("Ed448", Group::kEd25519, copy_of(okp)), mismatch);
  EXPECT_EQ(outcome_of("RS256", Group::kNone, copy_of(rsa)), "OK");
  EXPECT_EQ(outcome_of("RS256", Group::kP256, copy_of(rsa)), mismatch);
  EXPECT_EQ(outcome_of("HS256", Group::kNone, copy_of(rsa)), mismatch)
      << "no part of an asymmetric key becomes a secret";
}

// "EdDSA" takes both curves, but a group of another kind is none of them.
TEST(AsymmetricKey, OfEddsaIsOnAnEdwardsCurve) {
  EXPECT_EQ(outcome_of("EdDSA", Group::kEd448, public_parts_of(key_for("Ed448"))), "OK");
  for (const Group group : {Group::kP256, Group::kSecp256k1, Group::kMlDsa44}) {
    EXPECT_EQ(outcome_of("EdDSA", group, public_parts_of(key_for("Ed25519"))),
              "ERR_ALGORITHM_KEY_MISMATCH alg");
  }
}

TEST(GenerateKey, MakesAKeyForEveryAlgorithm) {
  for (const Algorithm& algorithm : algorithms()) {
    const Key& key = key_for(algorithm.name);
    EXPECT_EQ(&key.algorithm(), &algorithm);
    EXPECT_NE(key.kind(), KeyKind::kPublic);
    EXPECT_EQ(key.kind() == KeyKind::kSecret, algorithm.key_type == KeyType::kSecret);
  }
  EXPECT_EQ(key_for("EdDSA").group(), Group::kEd25519);
}

TEST(GenerateKey, GivesItTheIdentifierThatWasAskedFor) {
  EXPECT_EQ(Key::generate("ES256", kDefaultModulusBits, "k1").value().kid(), "k1");
  EXPECT_EQ(Key::generate("HS256", kDefaultModulusBits, "k1").value().kid(), "k1");
  EXPECT_EQ(describe(Key::generate("ES256", kDefaultModulusBits, "\xFF")), "ERR_KID_INVALID kid");
}

TEST(GenerateKey, RefusesWhatDoesNotExistOrIsOutOfRange) {
  for (const std::string_view name : {"", "none", "RS1", "ES257", "es256"})
    EXPECT_EQ(describe(Key::generate(name)), "ERR_ALGORITHM_UNKNOWN alg") << name;
  for (const std::size_t bits : {0U, 1024U, 2040U, 2047U, 2049U, 8193U, 8200U, 16384U})
    EXPECT_EQ(describe(Key::generate("RS256", bits)), "ERR_OPTION_RANGE modulusLength") << bits;
}

TEST(GenerateKey, MakesAnRsaKeyOfTheLengthThatWasAskedFor) {
  const Key key = Key::generate("PS256", 3072).value();
  EXPECT_EQ(key.parts().get(Part::kN).size(), 384U);
  EXPECT_GE(key.parts().get(Part::kN)[0], 0x80);
  EXPECT_EQ(key.signature_size(), 384U);
  EXPECT_EQ(describe(key.public_half().value().verify(as_bytes("m"), test::signature_of(key, "m"))),
            "OK");
}

// No randomness, no key (design, section 3, rule 9).
TEST(GenerateKey, GivesNothingWithoutRandomness) {
  for (const Algorithm& algorithm : algorithms()) {
    const test::EntropyFailure failure(0);
    const Result<Key> key = Key::generate(algorithm.name);
    ASSERT_FALSE(key.ok()) << algorithm.name;
    EXPECT_TRUE(key.outcome().code == ErrorCode::kRandomUnavailable ||
                key.outcome().code == ErrorCode::kCryptoFailed)
        << algorithm.name << " " << describe(key);
  }
}

// Copies of a Key share their material. Each thread uses its own copy of the same.
TEST(AsymmetricKey, ServesSeveralThreads) {
  for (const std::string name : {"HS256", "PS256", "ES384", "EdDSA", "ML-DSA-44"}) {
    const Key& key = key_for(name);
    const Octets shared = test::signature_of(key, "shared");
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int number = 0; number < 4; ++number) {
      threads.emplace_back([own = key, &shared, &wrong, number] {
        const std::string message = "message of thread " + std::to_string(number);
        Octets signature(own.signature_size());
        for (int i = 0; i < 6; ++i) {
          const bool right = own.sign(as_bytes(message), signature).ok() &&
                             own.verify(as_bytes(message), signature).ok() &&
                             own.verify(as_bytes("shared"), shared).ok() &&
                             !own.verify(as_bytes("shared"), signature).ok();
          if (!right) ++wrong;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0) << name;
  }
}

}  // namespace
}  // namespace holoband
