#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "holoband/crypto/signature_key.h"
#include "okp_samples.h"
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
using test::okp_samples;
using test::OkpSample;
using test::parts_of;
using test::plus;
using test::signed_with;
using test::unhex;
using test::verified;
using Octets = std::vector<std::uint8_t>;

constexpr Scheme kEd25519{Family::kEddsa, Digest::kSha512, Group::kEd25519};
constexpr Scheme kEd448{Family::kEddsa, Digest::kSha512, Group::kEd448};

Scheme scheme_of(const OkpSample& sample) {
  return sample.group == Group::kEd25519 ? kEd25519 : kEd448;
}

std::string imported(const Scheme& scheme, Bytes x) {
  KeyParts parts;
  parts.set(Part::kX, SecretBytes(x));
  return created(scheme, std::move(parts));
}

// little_endian writes a small number.
Octets little_endian(std::size_t size, unsigned value) {
  Octets bytes(size);
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
  return bytes;
}

// The prime of the field, and a small number more or less: 2^255 - 19, 2^448 - 2^224 - 1.
Octets prime25519(int more) {
  Octets prime(32, 0xFF);
  prime[0] = static_cast<std::uint8_t>(0xED + more);
  prime[31] = 0x7F;
  return prime;
}

Octets prime448(int more) {
  Octets prime(57, 0xFF);
  prime[0] = static_cast<std::uint8_t>(0xFF + more);
  prime[28] = 0xFE;
  prime[56] = 0;
  return prime;
}

Octets with_sign(Octets key) {
  key.back() |= 0x80;
  return key;
}

TEST(OkpKey, MakesTheSignaturesOfRfc8032) {
  for (const OkpSample& sample : okp_samples()) {
    const KeyParts parts = parts_of({{Part::kD, sample.d}, {Part::kX, sample.x}});
    const Octets message = unhex(sample.message);
    EXPECT_EQ(hex(signed_with(scheme_of(sample), copy_of(parts), message)), sample.signature);
    EXPECT_EQ(verified(scheme_of(sample), parts_of({{Part::kX, sample.x}}), message,
                       unhex(sample.signature)),
              "OK");
  }
}

TEST(OkpKey, AddsThePublicKeyToAPrivateKeyWithout) {
  for (const OkpSample& sample : okp_samples()) {
    KeyParts parts = parts_of({{Part::kD, sample.d}});
    ASSERT_EQ(describe(SignatureKey::create(scheme_of(sample), parts)), "OK");
    EXPECT_EQ(hex(parts.get(Part::kX)), sample.x);
  }
}

TEST(OkpKey, RefusesAPrivateKeyOfAnotherPublicKey) {
  for (const OkpSample& sample : okp_samples()) {
    const KeyParts good = parts_of({{Part::kD, sample.d}, {Part::kX, sample.x}});
    Octets x = unhex(sample.x);
    x.back() ^= 0x80;
    EXPECT_EQ(created(scheme_of(sample), changed(good, Part::kX, x)), "ERR_KEY_INVALID d");
    EXPECT_EQ(created(scheme_of(sample), changed(good, Part::kD, plus(good.get(Part::kD), 1))),
              "ERR_KEY_INVALID d");
    EXPECT_EQ(created(scheme_of(sample), changed(good, Part::kX, good.get(Part::kD))),
              "ERR_KEY_INVALID d");
    EXPECT_EQ(created(scheme_of(sample), changed(good, Part::kX, unhex("00"))),
              "ERR_KEY_INVALID d");
  }
}

TEST(OkpKey, RefusesKeysOfAnotherLength) {
  for (const OkpSample& sample : okp_samples()) {
    const Octets d = unhex(sample.d);
    const Octets x = unhex(sample.x);
    const std::pair<Octets, Octets> wrong[] = {
        {Octets(d.begin() + 1, d.end()), Octets(x.begin() + 1, x.end())},
        {Octets(d.begin(), d.end() - 1), Octets(x.begin(), x.end() - 1)},
        {Octets(d.size() + 1, 9), Octets(x.size() + 1, 9)},
        {Octets(56, 9), Octets(56, 9)},
        {Octets(64, 9), Octets(64, 9)},
        {Octets(1, 9), Octets(1, 9)},
    };
    for (const auto& [private_key, public_key] : wrong) {
      KeyParts parts;
      parts.set(Part::kD, SecretBytes(Bytes(private_key)));
      EXPECT_EQ(created(scheme_of(sample), std::move(parts)), "ERR_KEY_INVALID d");
      EXPECT_EQ(imported(scheme_of(sample), public_key), "ERR_KEY_INVALID x");
    }
    EXPECT_EQ(created(scheme_of(sample), KeyParts()), "ERR_KEY_INVALID x");
  }
}

TEST(OkpKey, RefusesAKeyOfTheOtherCurve) {
  for (const OkpSample& sample : okp_samples()) {
    const Scheme& other = sample.group == Group::kEd25519 ? kEd448 : kEd25519;
    EXPECT_EQ(created(other, parts_of({{Part::kD, sample.d}})), "ERR_KEY_INVALID d");
    EXPECT_EQ(created(other, parts_of({{Part::kX, sample.x}})), "ERR_KEY_INVALID x");
  }
}

// A signature under one of these fits many messages (Chalkias, Garillot, Nikolaenko 2020, table 1).
TEST(OkpKey, OfEd25519IsNoPointOfSmallOrder) {
  const std::string_view small[] = {
      "0100000000000000000000000000000000000000000000000000000000000000",  // order 1
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // order 2
      "0000000000000000000000000000000000000000000000000000000000000000",  // order 4
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  // order 8
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",  // order 8
  };
  for (const std::string_view key : small) {
    EXPECT_EQ(imported(kEd25519, unhex(key)), "ERR_KEY_INVALID x") << key;
    EXPECT_EQ(imported(kEd25519, with_sign(unhex(key))), "ERR_KEY_INVALID x") << key;
  }
}

// RFC 8032 section 5.1.3, step 1: y is below the prime, or the key has two encodings.
TEST(OkpKey, OfEd25519IsCanonical) {
  for (int more = 0; more <= 18; ++more) {
    EXPECT_EQ(imported(kEd25519, prime25519(more)), "ERR_KEY_INVALID x") << more;
    EXPECT_EQ(imported(kEd25519, with_sign(prime25519(more))), "ERR_KEY_INVALID x") << more;
  }
  EXPECT_EQ(imported(kEd25519, Octets(32, 0xFF)), "ERR_KEY_INVALID x");
  for (const unsigned good : {3U, 4U, 9U, 0x10000U})
    EXPECT_EQ(imported(kEd25519, little_endian(32, good)), "OK") << good;
  EXPECT_EQ(imported(kEd25519, prime25519(-2)), "OK");
  EXPECT_EQ(imported(kEd25519, with_sign(prime25519(-2))), "OK");
}

TEST(OkpKey, OfEd448IsNoPointOfSmallOrder) {
  for (const Octets& key : {little_endian(57, 0), little_endian(57, 1), prime448(-1)}) {
    EXPECT_EQ(imported(kEd448, key), "ERR_KEY_INVALID x") << hex(key);
    EXPECT_EQ(imported(kEd448, with_sign(key)), "ERR_KEY_INVALID x") << hex(key);
  }
}

// RFC 8032 section 5.2.3.
TEST(OkpKey, OfEd448IsCanonical) {
  Octets next = little_endian(57, 0);  // p + 1 = 2^448 - 2^224
  for (std::size_t i = 28; i < 56; ++i) next[i] = 0xFF;
  Octets high(57, 0xFF);
  high[56] = 0;
  for (const Octets& key : {prime448(0), next, high}) {
    EXPECT_EQ(imported(kEd448, key), "ERR_KEY_INVALID x") << hex(key);
    EXPECT_EQ(imported(kEd448, with_sign(key)), "ERR_KEY_INVALID x") << hex(key);
  }
  EXPECT_EQ(imported(kEd448, prime448(-2)), "OK");
  EXPECT_EQ(imported(kEd448, little_endian(57, 2)), "OK");
  EXPECT_EQ(imported(kEd448, little_endian(57, 0x100)), "OK");
  for (std::uint8_t bit = 1; bit < 0x80; bit = static_cast<std::uint8_t>(bit << 1)) {
    Octets key = unhex(okp_samples().back().x);
    key.back() = bit;
    EXPECT_EQ(imported(kEd448, key), "ERR_KEY_INVALID x") << int{bit};
  }
}

// Whether there is an x for y is found out when the key is used. Such bytes are no key, and nothing
// verifies under them.
TEST(OkpKey, ThatIsNoPointVerifiesNothing) {
  std::size_t without_point = 0;
  for (unsigned y = 2; y < 12; ++y) {
    KeyParts parts;
    parts.set(Part::kX, SecretBytes(Bytes(little_endian(32, y))));
    const Result<SignatureKey> key = SignatureKey::create(kEd25519, parts);
    if (!key.ok()) continue;
    ++without_point;
    for (const Octets& signature : {Octets(64), unhex(okp_samples()[0].signature)})
      EXPECT_EQ(describe(key.value().verify({}, signature)), "ERR_SIGNATURE_INVALID") << y;
  }
  EXPECT_GT(without_point, 5U);
}

// The order of the group, little-endian (RFC 8032 sections 5.1 and 5.2).
constexpr std::string_view kOrder25519 =
    "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
constexpr std::string_view kOrder448 =
    "f34458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7cffffffff"
    "ffffffffffffffffffffffffffffffffffffffffffffff3f00";

// add_to_s adds the order to the second half of a signature; false where there is no room.
bool add_to_s(Octets& signature, std::string_view order) {
  const Octets l = unhex(order);
  int carry = 0;
  for (std::size_t i = 0; i < l.size(); ++i) {
    std::uint8_t& byte = signature[signature.size() - l.size() + i];
    carry += byte + l[i];
    byte = static_cast<std::uint8_t>(carry & 0xFF);
    carry >>= 8;
  }
  return carry == 0;
}

// RFC 8032 section 8.4: who does not check that S is below L takes many signatures for one.
TEST(OkpSignature, WithAnSThatIsNotBelowTheOrderIsRefused) {
  for (const OkpSample& sample : okp_samples()) {
    const std::string_view order = sample.group == Group::kEd25519 ? kOrder25519 : kOrder448;
    const KeyParts key = parts_of({{Part::kX, sample.x}});
    Octets signature = unhex(sample.signature);
    for (int times = 0; times < 3; ++times) {
      ASSERT_TRUE(add_to_s(signature, order));
      EXPECT_EQ(verified(scheme_of(sample), copy_of(key), unhex(sample.message), signature),
                "ERR_SIGNATURE_INVALID");
    }
    Octets high = unhex(sample.signature);
    for (std::size_t i = high.size() / 2; i < high.size(); ++i) high[i] = 0xFF;
    EXPECT_EQ(verified(scheme_of(sample), copy_of(key), unhex(sample.message), high),
              "ERR_SIGNATURE_INVALID");
  }
}

TEST(OkpSignature, OfAnotherLengthIsRefused) {
  for (const OkpSample& sample : okp_samples()) {
    const Octets good = unhex(sample.signature);
    Octets longer = good;
    longer.push_back(0);
    Octets half(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(good.size() / 2));
    for (const Octets& wrong : {Octets(), half, Octets(good.begin(), good.end() - 1), longer,
                                Octets(64, 1), Octets(114, 1)}) {
      EXPECT_EQ(verified(scheme_of(sample), parts_of({{Part::kX, sample.x}}), unhex(sample.message),
                         wrong),
                "ERR_SIGNATURE_INVALID");
    }
  }
}

TEST(OkpSignature, InWhichAnyBitDiffersIsRefused) {
  for (const OkpSample& sample : okp_samples()) {
    KeyParts parts = parts_of({{Part::kX, sample.x}});
    const SignatureKey key = SignatureKey::create(scheme_of(sample), parts).value();
    Octets signature = unhex(sample.signature);
    for (std::size_t bit = 0; bit < signature.size() * 8; bit += 7) {
      signature[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      EXPECT_EQ(describe(key.verify(unhex(sample.message), signature)), "ERR_SIGNATURE_INVALID")
          << bit;
      signature[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
    EXPECT_EQ(describe(key.verify(unhex(sample.message), signature)), "OK");
  }
}

TEST(OkpSignature, OfAnotherKeyOrMessageIsRefused) {
  const OkpSample& first = okp_samples()[0];
  const OkpSample& second = okp_samples()[1];
  EXPECT_EQ(verified(kEd25519, parts_of({{Part::kX, second.x}}), unhex(first.message),
                     unhex(first.signature)),
            "ERR_SIGNATURE_INVALID");
  EXPECT_EQ(verified(kEd25519, parts_of({{Part::kX, first.x}}), unhex(second.message),
                     unhex(first.signature)),
            "ERR_SIGNATURE_INVALID");
}

TEST(GenerateOkp, MakesAPrivateKeyOfItsLength) {
  for (const Scheme& scheme : {kEd25519, kEd448}) {
    const Result<KeyParts> parts = generate_parts(scheme, 0);
    ASSERT_EQ(describe(parts), "OK");
    EXPECT_EQ(parts.value().get(Part::kD).size(), group_sizes(scheme.group).private_key);
    EXPECT_EQ(created(scheme, copy_of(parts.value())), "OK");
    EXPECT_NE(hex(parts.value().get(Part::kD)),
              hex(generate_parts(scheme, 0).value().get(Part::kD)));
  }
}

}  // namespace
}  // namespace holoband::crypto
