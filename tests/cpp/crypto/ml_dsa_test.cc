#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "holoband/crypto/signature_key.h"
#include "ml_dsa_samples.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband::crypto {
namespace {

using test::changed;
using test::copy_of;
using test::created;
using test::describe;
using test::hex;
using test::kMlDsaSamples;
using test::MlDsaSample;
using test::signed_with;
using test::verified;
using Octets = std::vector<std::uint8_t>;

Scheme scheme_of(Group group) { return {Family::kMlDsa, Digest::kSha512, group}; }

Octets counting_seed() {
  Octets seed(32);
  std::iota(seed.begin(), seed.end(), std::uint8_t{0});
  return seed;
}

// key_of returns both halves of the key of the counting seed.
KeyParts key_of(Group group) {
  KeyParts parts;
  parts.set(Part::kPriv, SecretBytes(Bytes(counting_seed())));
  EXPECT_EQ(describe(SignatureKey::create(scheme_of(group), parts)), "OK");
  return parts;
}

KeyParts public_key_of(Group group) {
  KeyParts parts;
  parts.set(Part::kPub, SecretBytes(key_of(group).get(Part::kPub)));
  return parts;
}

TEST(MlDsaKey, HasThePublicKeyThatAnotherImplementationMakesOfTheSeed) {
  for (const MlDsaSample& sample : kMlDsaSamples) {
    Octets digest(32);
    const KeyParts parts = key_of(sample.group);
    hash(Digest::kSha256, parts.get(Part::kPub), digest);
    EXPECT_EQ(hex(digest), sample.public_key_hash);
  }
}

TEST(MlDsaKey, VerifiesTheSignatureOfAnotherImplementation) {
  const std::string signature = test::decode(test::kMlDsa44Signature);
  const Scheme scheme = scheme_of(Group::kMlDsa44);
  EXPECT_EQ(verified(scheme, public_key_of(Group::kMlDsa44), as_bytes("message of another library"),
                     as_bytes(signature)),
            "OK");
  EXPECT_EQ(
      verified(scheme, public_key_of(Group::kMlDsa44), as_bytes("message"), as_bytes(signature)),
      "ERR_SIGNATURE_INVALID");
}

TEST(MlDsaKey, SignsWhatItsPublicHalfVerifies) {
  for (const MlDsaSample& sample : kMlDsaSamples) {
    const Scheme scheme = scheme_of(sample.group);
    const Octets signature = signed_with(scheme, key_of(sample.group), as_bytes("message"));
    EXPECT_EQ(signature.size(), group_sizes(sample.group).signature);
    EXPECT_EQ(verified(scheme, public_key_of(sample.group), as_bytes("message"), signature), "OK");
    EXPECT_EQ(verified(scheme, public_key_of(sample.group), as_bytes("messagf"), signature),
              "ERR_SIGNATURE_INVALID");
  }
}

// FIPS 204 section 3.4: the hedged variant, against faults and side channels.
TEST(MlDsaKey, SignsTheSameMessageAnotherWayEveryTime) {
  for (const MlDsaSample& sample : kMlDsaSamples) {
    const Scheme scheme = scheme_of(sample.group);
    EXPECT_NE(signed_with(scheme, key_of(sample.group), as_bytes("message")),
              signed_with(scheme, key_of(sample.group), as_bytes("message")));
  }
}

TEST(MlDsaKey, RefusesASeedThatDoesNotFitThePublicKey) {
  for (const MlDsaSample& sample : kMlDsaSamples) {
    const KeyParts good = key_of(sample.group);
    EXPECT_EQ(created(scheme_of(sample.group), copy_of(good)), "OK");
    for (const std::size_t at : {std::size_t{0}, good.get(Part::kPub).size() - 1}) {
      Octets pub(good.get(Part::kPub).begin(), good.get(Part::kPub).end());
      pub[at] ^= 1;
      EXPECT_EQ(created(scheme_of(sample.group), changed(good, Part::kPub, pub)),
                "ERR_KEY_INVALID priv");
    }
    const Octets other(32, 7);
    EXPECT_EQ(created(scheme_of(sample.group), changed(good, Part::kPriv, other)),
              "ERR_KEY_INVALID priv");
  }
}

TEST(MlDsaKey, RefusesKeysOfAnotherLength) {
  for (const MlDsaSample& sample : kMlDsaSamples) {
    const Scheme scheme = scheme_of(sample.group);
    const KeyParts good = key_of(sample.group);
    for (const std::size_t size : {1U, 31U, 33U, 64U, 2560U}) {
      KeyParts parts;
      parts.set(Part::kPriv, SecretBytes(size));
      EXPECT_EQ(created(scheme, std::move(parts)), "ERR_KEY_INVALID priv") << size;
    }
    const std::size_t right = group_sizes(sample.group).public_key;
    for (const std::size_t size : {std::size_t{0}, std::size_t{32}, right - 1, right + 1}) {
      KeyParts parts;
      parts.set(Part::kPub, SecretBytes(size));
      EXPECT_EQ(created(scheme, std::move(parts)), "ERR_KEY_INVALID pub") << size;
    }
    EXPECT_EQ(created(scheme, changed(good, Part::kPub, good.get(Part::kPub).subspan(1))),
              "ERR_KEY_INVALID priv");
  }
}

TEST(MlDsaKey, RefusesAPublicKeyOfAnotherParameterSet) {
  for (const MlDsaSample& sample : kMlDsaSamples) {
    for (const MlDsaSample& other : kMlDsaSamples) {
      const std::string expected = sample.group == other.group ? "OK" : "ERR_KEY_INVALID pub";
      EXPECT_EQ(created(scheme_of(sample.group), public_key_of(other.group)), expected);
    }
  }
}

TEST(MlDsaSignature, OfAnotherLengthIsRefused) {
  for (const MlDsaSample& sample : kMlDsaSamples) {
    const Scheme scheme = scheme_of(sample.group);
    const Octets good = signed_with(scheme, key_of(sample.group), as_bytes("message"));
    Octets longer = good;
    longer.push_back(0);
    for (const Octets& wrong :
         {Octets(), Octets(good.begin(), good.end() - 1), longer, Octets(64, 1)}) {
      EXPECT_EQ(verified(scheme, public_key_of(sample.group), as_bytes("message"), wrong),
                "ERR_SIGNATURE_INVALID");
    }
  }
}

// FIPS 204 algorithm 21: a hint that is not written the one way it may be is none. Bits are changed
// in the challenge at the front, in the response, and in the hint at the end.
TEST(MlDsaSignature, InWhichAnyPartDiffersIsRefused) {
  for (const MlDsaSample& sample : kMlDsaSamples) {
    const Scheme scheme = scheme_of(sample.group);
    const Octets good = signed_with(scheme, key_of(sample.group), as_bytes("message"));
    KeyParts parts = public_key_of(sample.group);
    const SignatureKey key = SignatureKey::create(scheme, parts).value();
    for (const std::size_t at : {std::size_t{0}, std::size_t{31}, std::size_t{64}, good.size() / 2,
                                 good.size() - 90, good.size() - 2, good.size() - 1}) {
      Octets wrong = good;
      wrong[at] ^= 0x01;
      EXPECT_EQ(describe(key.verify(as_bytes("message"), wrong)), "ERR_SIGNATURE_INVALID") << at;
    }
    EXPECT_EQ(describe(key.verify(as_bytes("message"), Octets(good.size()))),
              "ERR_SIGNATURE_INVALID");
    EXPECT_EQ(describe(key.verify(as_bytes("message"), Octets(good.size(), 0xFF))),
              "ERR_SIGNATURE_INVALID");
  }
}

TEST(GenerateMlDsa, MakesASeed) {
  for (const MlDsaSample& sample : kMlDsaSamples) {
    const Result<KeyParts> parts = generate_parts(scheme_of(sample.group), 0);
    ASSERT_EQ(describe(parts), "OK");
    EXPECT_EQ(parts.value().get(Part::kPriv).size(), 32U);
    EXPECT_FALSE(parts.value().has(Part::kPub));
  }
}

}  // namespace
}  // namespace holoband::crypto
