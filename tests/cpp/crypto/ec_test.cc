#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "ec_samples.h"
#include "holoband/crypto/ecdsa_signature.h"
#include "holoband/crypto/signature_key.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband::crypto {
namespace {

using test::changed;
using test::copy_of;
using test::created;
using test::describe;
using test::ec_samples;
using test::EcSample;
using test::hex;
using test::parts_of;
using test::plus;
using test::signed_with;
using test::unhex;
using test::verified;
using Octets = std::vector<std::uint8_t>;

Scheme scheme_of(const EcSample& sample) { return {Family::kEcdsa, sample.digest, sample.group}; }

KeyParts key_of(const EcSample& sample) {
  return parts_of({{Part::kD, sample.d}, {Part::kX, sample.x}, {Part::kY, sample.y}});
}

KeyParts public_key_of(const EcSample& sample) {
  return parts_of({{Part::kX, sample.x}, {Part::kY, sample.y}});
}

KeyParts secret_of(Bytes d) {
  KeyParts parts;
  parts.set(Part::kD, SecretBytes(d));
  return parts;
}

std::string name_of(const EcSample& sample) { return group_sizes(sample.group).name; }

// sum_of adds two numbers of one length; nothing where the sum is longer.
Octets sum_of(Bytes left, Bytes right) {
  Octets sum(left.begin(), left.end());
  int carry = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    carry += sum[i] + right[i];
    sum[i] = static_cast<std::uint8_t>(carry & 0xFF);
    carry >>= 8;
  }
  return carry == 0 ? sum : Octets();
}

// difference_of subtracts the smaller of two numbers of one length.
Octets difference_of(Bytes left, Bytes right) {
  Octets difference(left.begin(), left.end());
  int borrow = 0;
  for (std::size_t i = difference.size(); i-- > 0;) {
    borrow += difference[i] - right[i];
    difference[i] = static_cast<std::uint8_t>(borrow & 0xFF);
    borrow >>= 8;
  }
  return difference;
}

Octets joined(Bytes left, Bytes right) {
  Octets both(left.begin(), left.end());
  both.insert(both.end(), right.begin(), right.end());
  return both;
}

TEST(EcKey, MakesTheSignaturesOfRfc6979) {
  for (const EcSample& sample : ec_samples()) {
    const Scheme scheme = scheme_of(sample);
    EXPECT_EQ(hex(signed_with(scheme, key_of(sample), as_bytes("sample"))), sample.sample)
        << name_of(sample);
    EXPECT_EQ(hex(signed_with(scheme, key_of(sample), as_bytes("test"))), sample.test)
        << name_of(sample);
  }
}

// A nonce that is used for two messages gives the private key away; one that is made of key and
// message cannot be (RFC 6979 section 1).
TEST(EcKey, SignsTheSameMessageTheSameWayEveryTime) {
  for (const EcSample& sample : ec_samples()) {
    KeyParts parts = key_of(sample);
    const SignatureKey key = SignatureKey::create(scheme_of(sample), parts).value();
    Octets first(key.signature_size());
    Octets second(key.signature_size());
    ASSERT_EQ(describe(key.sign(as_bytes("message"), first)), "OK");
    ASSERT_EQ(describe(key.sign(as_bytes("message"), second)), "OK");
    EXPECT_EQ(first, second) << name_of(sample);
    ASSERT_EQ(describe(key.sign(as_bytes("messagf"), second)), "OK");
    EXPECT_NE(Octets(first.begin(), first.begin() + 32),
              Octets(second.begin(), second.begin() + 32))
        << "one nonce for two messages";
  }
}

TEST(EcKey, VerifiesWhatItSigned) {
  for (const EcSample& sample : ec_samples()) {
    const Scheme scheme = scheme_of(sample);
    EXPECT_EQ(verified(scheme, public_key_of(sample), as_bytes("sample"), unhex(sample.sample)),
              "OK");
    EXPECT_EQ(verified(scheme, key_of(sample), as_bytes("test"), unhex(sample.test)), "OK");
    EXPECT_EQ(verified(scheme, public_key_of(sample), as_bytes("test"), unhex(sample.sample)),
              "ERR_SIGNATURE_INVALID");
  }
}

TEST(EcKey, AddsThePublicPartToAPrivateKeyWithout) {
  for (const EcSample& sample : ec_samples()) {
    KeyParts parts = secret_of(unhex(sample.d));
    ASSERT_EQ(describe(SignatureKey::create(scheme_of(sample), parts)), "OK");
    EXPECT_EQ(hex(parts.get(Part::kX)), sample.x);
    EXPECT_EQ(hex(parts.get(Part::kY)), sample.y);
  }
}

// SEC 1 section 3.2.1: between 1 and n - 1.
TEST(EcKey, RefusesAPrivateKeyThatIsNotBelowTheOrder) {
  for (const EcSample& sample : ec_samples()) {
    const Octets n = unhex(sample.order);
    const std::size_t size = n.size();
    Octets one(size);
    one.back() = 1;
    for (const Octets& good : {one, plus(n, -1)})
      EXPECT_EQ(created(scheme_of(sample), secret_of(good)), "OK") << hex(good);
    for (const Octets& wrong : {Octets(size), n, plus(n, 1), Octets(size, 0xFF)}) {
      EXPECT_EQ(created(scheme_of(sample), secret_of(wrong)), "ERR_KEY_INVALID d") << hex(wrong);
      const KeyParts with_point = changed(key_of(sample), Part::kD, wrong);
      EXPECT_EQ(created(scheme_of(sample), copy_of(with_point)), "ERR_KEY_INVALID d");
    }
  }
}

// Who signs with one key and publishes another has tokens that nobody can verify.
TEST(EcKey, RefusesAPrivateKeyOfAnotherPoint) {
  for (const EcSample& sample : ec_samples()) {
    const Scheme scheme = scheme_of(sample);
    const KeyParts good = key_of(sample);
    EXPECT_EQ(created(scheme, copy_of(good)), "OK");
    EXPECT_EQ(created(scheme, changed(good, Part::kD, plus(good.get(Part::kD), 1))),
              "ERR_KEY_INVALID d");
    EXPECT_EQ(created(scheme, changed(good, Part::kX, good.get(Part::kY))), "ERR_KEY_INVALID d");
    EXPECT_EQ(created(scheme, changed(good, Part::kY, good.get(Part::kX))), "ERR_KEY_INVALID d");
    const Octets minus_y = difference_of(unhex(sample.prime), good.get(Part::kY));
    EXPECT_EQ(created(scheme, changed(good, Part::kY, minus_y)), "ERR_KEY_INVALID d")
        << "the point on the other side belongs to n - d";
  }
}

// CVE-2020-0601 and the invalid curve attacks before it.
TEST(EcKey, RefusesAPointThatIsNotOnItsCurve) {
  for (const EcSample& sample : ec_samples()) {
    const Scheme scheme = scheme_of(sample);
    const KeyParts good = public_key_of(sample);
    const std::size_t size = good.get(Part::kX).size();
    EXPECT_EQ(created(scheme, copy_of(good)), "OK");
    for (const Part part : {Part::kX, Part::kY}) {
      for (const int delta : {1, -1, 2})
        EXPECT_EQ(created(scheme, changed(good, part, plus(good.get(part), delta))),
                  "ERR_KEY_INVALID x")
            << name_of(sample);
      EXPECT_EQ(created(scheme, changed(good, part, Octets(size))), "ERR_KEY_INVALID x");
    }
    KeyParts swapped = changed(good, Part::kX, good.get(Part::kY));
    swapped = changed(swapped, Part::kY, good.get(Part::kX));
    EXPECT_EQ(created(scheme, std::move(swapped)), "ERR_KEY_INVALID x");
    // (0, 0) is how some write the point at infinity.
    KeyParts zero = changed(good, Part::kX, Octets(size));
    zero = changed(zero, Part::kY, Octets(size));
    EXPECT_EQ(created(scheme, std::move(zero)), "ERR_KEY_INVALID x");
  }
}

TEST(EcKey, TakesThePointOnTheOtherSide) {
  for (const EcSample& sample : ec_samples()) {
    const KeyParts good = public_key_of(sample);
    const Octets minus_y = difference_of(unhex(sample.prime), good.get(Part::kY));
    KeyParts other = changed(good, Part::kY, minus_y);
    EXPECT_EQ(created(scheme_of(sample), copy_of(other)), "OK");
    EXPECT_EQ(
        verified(scheme_of(sample), std::move(other), as_bytes("sample"), unhex(sample.sample)),
        "ERR_SIGNATURE_INVALID");
  }
}

TEST(EcKey, RefusesAPointOfAnotherCurve) {
  for (const EcSample& sample : ec_samples()) {
    for (const EcSample& other : ec_samples()) {
      if (sample.group == other.group) continue;
      const std::string verdict = created(scheme_of(sample), public_key_of(other));
      EXPECT_EQ(verdict, "ERR_KEY_INVALID x") << name_of(sample) << " " << name_of(other);
    }
  }
}

// SEC 1 section 2.3.5: a coordinate is below p, or the same key has two encodings.
TEST(EcKey, RefusesACoordinateThatIsNotBelowThePrime) {
  for (const EcSample& sample : ec_samples()) {
    const Octets prime = unhex(sample.prime);
    Octets x(prime.size());
    x.back() = sample.small_x;
    KeyParts good;
    good.set(Part::kX, SecretBytes(Bytes(x)));
    good.set(Part::kY, SecretBytes(Bytes(unhex(sample.small_y))));
    EXPECT_EQ(created(scheme_of(sample), copy_of(good)), "OK") << name_of(sample);
    const Octets too_large = sum_of(x, prime);
    ASSERT_FALSE(too_large.empty());
    EXPECT_EQ(created(scheme_of(sample), changed(good, Part::kX, too_large)), "ERR_KEY_INVALID x")
        << name_of(sample);
    for (const Part part : {Part::kX, Part::kY}) {
      EXPECT_EQ(created(scheme_of(sample), changed(good, part, prime)), "ERR_KEY_INVALID x");
      EXPECT_EQ(created(scheme_of(sample), changed(good, part, Octets(prime.size(), 0xFF))),
                "ERR_KEY_INVALID x");
    }
  }
}

// RFC 7518 section 6.2.1.2: exactly the length of the field, zeros in front included.
TEST(EcKey, RefusesPartsOfAnotherLength) {
  for (const EcSample& sample : ec_samples()) {
    const KeyParts good = key_of(sample);
    const std::pair<Part, std::string_view> names[] = {
        {Part::kX, "x"}, {Part::kY, "y"}, {Part::kD, "d"}};
    for (const auto& [part, name] : names) {
      const Bytes bytes = good.get(part);
      Octets longer(bytes.begin(), bytes.end());
      longer.insert(longer.begin(), 0);
      const std::string expected = "ERR_KEY_INVALID " + std::string(name);
      EXPECT_EQ(created(scheme_of(sample), changed(good, part, longer)), expected);
      EXPECT_EQ(created(scheme_of(sample), changed(good, part, bytes.subspan(1))), expected);
    }
    EXPECT_EQ(created(scheme_of(sample), changed(good, Part::kX, {})), "ERR_KEY_INVALID x");
    EXPECT_EQ(created(scheme_of(sample), changed(good, Part::kY, {})), "ERR_KEY_INVALID y");
    EXPECT_EQ(created(scheme_of(sample), KeyParts()), "ERR_KEY_INVALID x");
  }
}

// CVE-2022-21449: r or s of zero, or of the order, "verified" under every key and for every
// message.
TEST(EcdsaVerification, RefusesNumbersOutsideTheirRange) {
  for (const EcSample& sample : ec_samples()) {
    const Octets good = unhex(sample.sample);
    const Octets r(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(good.size() / 2));
    const Octets s(good.begin() + static_cast<std::ptrdiff_t>(good.size() / 2), good.end());
    const Octets n = unhex(sample.order);
    const Octets zero(n.size());
    Octets one(n.size());
    one.back() = 1;
    const Octets high(n.size(), 0xFF);
    const std::pair<Octets, Octets> wrong[] = {
        {zero, zero}, {zero, s}, {r, zero}, {n, n},          {n, s},          {r, n},
        {one, one},   {one, n},  {n, one},  {plus(n, 1), s}, {r, plus(n, 1)}, {plus(n, -1), s},
        {s, r},       {high, s}, {r, high}, {high, high},    {zero, one},     {one, zero},
    };
    for (const auto& [left, right] : wrong) {
      for (const std::string_view message : {"sample", ""}) {
        EXPECT_EQ(verified(scheme_of(sample), public_key_of(sample), as_bytes(message),
                           joined(left, right)),
                  "ERR_SIGNATURE_INVALID")
            << name_of(sample) << " " << hex(left) << " " << hex(right);
      }
    }
    // Where the number has room for it, r + n is r again to whoever forgets the range.
    for (const auto& [left, right] : {std::pair(sum_of(r, n), s), std::pair(r, sum_of(s, n))}) {
      if (left.empty() || right.empty()) continue;
      EXPECT_EQ(verified(scheme_of(sample), public_key_of(sample), as_bytes("sample"),
                         joined(left, right)),
                "ERR_SIGNATURE_INVALID");
    }
  }
}

// RFC 7518 section 3.4 does not ask for the lower of the two, and every other library takes both:
// the bytes of a token are no identity (incidents, section 3).
TEST(EcdsaVerification, TakesTheOtherValueOfS) {
  for (const EcSample& sample : ec_samples()) {
    const Octets good = unhex(sample.sample);
    const auto half = static_cast<std::ptrdiff_t>(good.size() / 2);
    const Octets s(good.begin() + half, good.end());
    const Octets other =
        joined(Bytes(good).first(good.size() / 2), difference_of(unhex(sample.order), s));
    EXPECT_EQ(verified(scheme_of(sample), public_key_of(sample), as_bytes("sample"), other), "OK");
  }
}

// jwt-cpp and others cut what they got in halves, whatever its length.
TEST(EcdsaVerification, RefusesEveryOtherFormOfTheSameNumbers) {
  for (const EcSample& sample : ec_samples()) {
    const Octets good = unhex(sample.sample);
    const std::size_t half = good.size() / 2;
    const Bytes r = Bytes(good).first(half);
    const Bytes s = Bytes(good).subspan(half);
    EcdsaDer der{};
    const Bytes as_der = ecdsa_to_der(good, der);
    Octets longer_r(r.begin(), r.end());
    longer_r.insert(longer_r.begin(), 0);
    Octets longer_s(s.begin(), s.end());
    longer_s.insert(longer_s.begin(), 0);
    const Octets wrong[] = {
        Octets(as_der.begin(), as_der.end()),
        Octets(),
        Octets(r.begin(), r.end()),
        Octets(good.begin(), good.end() - 1),
        Octets(good.begin() + 1, good.end()),
        joined(good, unhex("00")),
        joined(unhex("00"), good),
        joined(longer_r, longer_s),
        joined(longer_r, s),
        joined(r, longer_s),
        joined(good, good),
    };
    for (const Octets& signature : wrong) {
      EXPECT_EQ(verified(scheme_of(sample), public_key_of(sample), as_bytes("sample"), signature),
                "ERR_SIGNATURE_INVALID")
          << name_of(sample) << " " << signature.size();
    }
  }
}

// Under the same key another digest is another algorithm.
TEST(EcdsaVerification, RefusesTheSignatureOfAnotherDigest) {
  for (const EcSample& sample : ec_samples()) {
    for (const Digest digest : {Digest::kSha256, Digest::kSha384, Digest::kSha512}) {
      if (digest == sample.digest) continue;
      const Scheme other{Family::kEcdsa, digest, sample.group};
      EXPECT_EQ(verified(other, public_key_of(sample), as_bytes("sample"), unhex(sample.sample)),
                "ERR_SIGNATURE_INVALID");
      const Octets signature = signed_with(other, key_of(sample), as_bytes("sample"));
      EXPECT_EQ(verified(other, public_key_of(sample), as_bytes("sample"), signature), "OK");
      EXPECT_NE(hex(signature), sample.sample);
    }
  }
}

TEST(GenerateEc, MakesKeysOfTheWholeRange) {
  for (const EcSample& sample : ec_samples()) {
    std::uint8_t all = 0;
    for (int i = 0; i < 20; ++i) {
      const Result<KeyParts> parts = generate_parts(scheme_of(sample), 0);
      ASSERT_EQ(describe(parts), "OK");
      const Bytes d = parts.value().get(Part::kD);
      ASSERT_EQ(d.size(), group_sizes(sample.group).private_key);
      EXPECT_FALSE(parts.value().has(Part::kX));
      EXPECT_EQ(created(scheme_of(sample), copy_of(parts.value())), "OK");
      all |= d[0];
    }
    EXPECT_EQ(all, sample.group == Group::kP521 ? 0x01 : 0xFF) << name_of(sample);
  }
}

}  // namespace
}  // namespace holoband::crypto
