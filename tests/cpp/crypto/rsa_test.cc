#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "holoband/crypto/evp.h"
#include "holoband/crypto/provider.h"
#include "holoband/crypto/signature_key.h"
#include "rsa_samples.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband::crypto {
namespace {

using test::changed;
using test::copy_of;
using test::created;
using test::decode;
using test::describe;
using test::plus;
using test::signed_with;
using test::unhex;
using test::verified;
using Octets = std::vector<std::uint8_t>;

constexpr Scheme kRs256{Family::kRsaPkcs1, Digest::kSha256, Group::kNone};
constexpr Scheme kPs256{Family::kRsaPss, Digest::kSha256, Group::kNone};

KeyParts rfc7515() {
  KeyParts parts;
  for (const auto& [part, text] : test::rsa_samples::kRfc7515A2)
    parts.set(part, SecretBytes(as_bytes(decode(text))));
  return parts;
}

KeyParts public_rfc7515() {
  KeyParts parts;
  for (const Part part : {Part::kN, Part::kE}) parts.set(part, SecretBytes(rfc7515().get(part)));
  return parts;
}

Octets number(const BIGNUM* value) {
  Octets bytes(static_cast<std::size_t>(BN_num_bytes(value)));
  BN_bn2bin(value, bytes.data());
  return bytes;
}

// sum_of adds big-endian numbers, `less` to be taken from the second one.
Octets sum_of(Bytes left, Bytes right, unsigned less = 0) {
  const BigNumber a = number_from(left, false);
  const BigNumber b = number_from(right, false);
  EXPECT_EQ(BN_sub_word(b.get(), less), 1);
  EXPECT_EQ(BN_add(a.get(), a.get(), b.get()), 1);
  return number(a.get());
}

// private_operation raises a block to the private exponent, whatever is in it.
Octets private_operation(Params& params, Bytes block) {
  KeyParts parts = rfc7515();
  const EvpKey key = import_rsa(parts).value();
  const EvpContext context(EVP_PKEY_CTX_new_from_pkey(library(), key.get(), nullptr));
  EXPECT_EQ(EVP_PKEY_sign_init_ex(context.get(), params.list()), 1);
  Octets signature(256);
  std::size_t size = signature.size();
  EXPECT_EQ(EVP_PKEY_sign(context.get(), signature.data(), &size, block.data(), block.size()), 1);
  EXPECT_EQ(size, signature.size());
  return signature;
}

Octets signature_of_block(Bytes block) {
  Params params;
  params.text(OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PKEY_RSA_PAD_MODE_NONE);
  return private_operation(params, block);
}

Octets hash_of(Bytes message) {
  Octets digest(32);
  hash(Digest::kSha256, message, digest);
  return digest;
}

Octets pss_signature(Bytes message, const char* salt, const char* mask_digest) {
  Params params;
  params.text(OSSL_SIGNATURE_PARAM_DIGEST, "SHA2-256");
  params.text(OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PKEY_RSA_PAD_MODE_PSS);
  params.text(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, mask_digest);
  params.text(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, salt);
  return private_operation(params, hash_of(message));
}

// RFC 7515 appendix A.2.1, whose signature has one value only.
TEST(RsaKey, MakesTheSignatureOfRfc7515AppendixA2) {
  const std::string_view input =
      "eyJhbGciOiJSUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
      "fQ";
  const std::string expected = decode(test::rsa_samples::kRfc7515A2Signature);
  const Octets signature = signed_with(kRs256, rfc7515(), as_bytes(input));
  EXPECT_EQ(test::hex(signature), test::hex(as_bytes(expected)));
  EXPECT_EQ(verified(kRs256, public_rfc7515(), as_bytes(input), as_bytes(expected)), "OK");
}

TEST(RsaKey, IsMadeFromItsPublicNumbersAloneOrFromAll) {
  EXPECT_EQ(created(kRs256, rfc7515()), "OK");
  EXPECT_EQ(created(kRs256, public_rfc7515()), "OK");
  EXPECT_EQ(created(kPs256, rfc7515()), "OK");
}

TEST(RsaKey, HasASignatureAsLongAsItsModulus) {
  KeyParts parts = public_rfc7515();
  EXPECT_EQ(SignatureKey::create(kRs256, parts).value().signature_size(), 256U);
  parts = changed(parts, Part::kN, Octets(385, 0xFF));
  EXPECT_EQ(SignatureKey::create(kPs256, parts).value().signature_size(), 385U);
}

TEST(RsaKey, RefusesAModulusThatIsNone) {
  const KeyParts good = public_rfc7515();
  EXPECT_EQ(created(kRs256, changed(good, Part::kN, {})), "ERR_KEY_INVALID n");
  EXPECT_EQ(created(kRs256, changed(good, Part::kN, plus(good.get(Part::kN), 1))),
            "ERR_KEY_INVALID n");
  EXPECT_EQ(created(kRs256, changed(good, Part::kN, Octets(kMaxModulusBytes, 0xFF))), "OK");
  EXPECT_EQ(created(kRs256, changed(good, Part::kN, Octets(kMaxModulusBytes + 1, 0xFF))),
            "ERR_KEY_INVALID n");
}

// Wycheproof "exponentOne": under e = 1 every message that is padded
// is its own signature.
TEST(RsaKey, RefusesAnExponentThatIsNone) {
  const KeyParts good = public_rfc7515();
  for (const std::string_view e :
       {"", "00", "01", "02", "04", "010000", "010000000000000001", "ffffffffffffffffff"}) {
    EXPECT_EQ(created(kRs256, changed(good, Part::kE, unhex(e))), "ERR_KEY_INVALID e") << e;
  }
  EXPECT_EQ(created(kRs256, changed(changed(good, Part::kN, unhex("0fff")), Part::kE, unhex("03"))),
            "OK");
  EXPECT_EQ(created(kRs256, changed(changed(good, Part::kN, unhex("0f")), Part::kE, unhex("03"))),
            "ERR_KEY_INVALID e");
}

// The strength is for the layer above (key_asymmetric_test.cc); Wycheproof has keys of this kind.
TEST(RsaKey, TakesASmallExponentAsTheMathematicsDoes) {
  const KeyParts good = public_rfc7515();
  for (const std::string_view e : {"03", "05", "11", "ffff", "010001", "80000001"})
    EXPECT_EQ(created(kRs256, changed(good, Part::kE, unhex(e))), "OK") << e;
}

// Each number by itself is one of another key (RFC 8017 section 3.2).
TEST(RsaKey, RefusesPrivateNumbersThatDoNotFitEachOther) {
  const KeyParts good = rfc7515();
  const struct {
    Part part;
    int delta;
    std::string_view at_fault;
  } wrong[] = {
      {Part::kN, 2, "n"},   {Part::kN, -2, "n"},  {Part::kE, 2, "d"},   {Part::kD, 2, "d"},
      {Part::kD, -2, "d"},  {Part::kD, 1, "d"},   {Part::kP, 2, "n"},   {Part::kP, 1, "p"},
      {Part::kQ, 2, "n"},   {Part::kQ, -1, "q"},  {Part::kDp, 2, "dp"}, {Part::kDp, -1, "dp"},
      {Part::kDq, 2, "dq"}, {Part::kDq, 1, "dq"}, {Part::kQi, 1, "qi"}, {Part::kQi, -1, "qi"},
  };
  for (const auto& [part, delta, at_fault] : wrong) {
    EXPECT_EQ(created(kRs256, changed(good, part, plus(good.get(part), delta))),
              "ERR_KEY_INVALID " + std::string(at_fault))
        << static_cast<int>(part) << " " << delta;
  }
}

TEST(RsaKey, RefusesNumbersOfAnotherKey) {
  const KeyParts good = rfc7515();
  const KeyParts& other = test::key_for("RS256").parts();
  const std::pair<Part, std::string_view> at_fault[] = {
      {Part::kN, "n"},   {Part::kD, "d"},   {Part::kP, "n"},  {Part::kQ, "n"},
      {Part::kDp, "dp"}, {Part::kDq, "dq"}, {Part::kQi, "qi"}};
  for (const auto& [part, name] : at_fault) {
    EXPECT_EQ(created(kRs256, changed(good, part, other.get(part))),
              "ERR_KEY_INVALID " + std::string(name));
  }
}

// A private exponent that is right modulo one prime only signs right in the half of the numbers.
TEST(RsaKey, RefusesAPrivateExponentThatFitsOnePrimeOnly) {
  const KeyParts good = rfc7515();
  for (const Part prime : {Part::kP, Part::kQ}) {
    const Octets d = sum_of(good.get(Part::kD), good.get(prime), 1);
    EXPECT_EQ(created(kRs256, changed(good, Part::kD, d)), "ERR_KEY_INVALID d");
  }
}

TEST(RsaKey, TakesThePrimesInEitherOrder) {
  const KeyParts good = rfc7515();
  KeyParts swapped = copy_of(good);
  const std::pair<Part, Part> pairs[] = {{Part::kP, Part::kQ}, {Part::kDp, Part::kDq}};
  for (const auto& [left, right] : pairs) {
    swapped = changed(swapped, left, good.get(right));
    swapped = changed(swapped, right, good.get(left));
  }
  EXPECT_EQ(created(kRs256, copy_of(swapped)), "ERR_KEY_INVALID qi");
  const BigNumber p = number_from(good.get(Part::kP), true);
  const BigNumber q = number_from(good.get(Part::kQ), true);
  const BigNumberContext context(BN_CTX_new());
  const BigNumber inverse(BN_mod_inverse(nullptr, p.get(), q.get(), context.get()));
  swapped = changed(swapped, Part::kQi, number(inverse.get()));
  EXPECT_EQ(created(kRs256, copy_of(swapped)), "OK");
  EXPECT_EQ(signed_with(kRs256, std::move(swapped), as_bytes("message")),
            signed_with(kRs256, rfc7515(), as_bytes("message")));
}

TEST(RsaKey, RefusesPrimesThatAreSwappedAlone) {
  const KeyParts good = rfc7515();
  const KeyParts swapped =
      changed(changed(good, Part::kP, good.get(Part::kQ)), Part::kQ, good.get(Part::kP));
  EXPECT_EQ(created(kRs256, copy_of(swapped)), "ERR_KEY_INVALID dp");
}

TEST(RsaKey, RefusesOneAndTheModulusForPrimes) {
  const KeyParts good = rfc7515();
  const KeyParts first =
      changed(changed(good, Part::kP, unhex("01")), Part::kQ, good.get(Part::kN));
  EXPECT_EQ(created(kRs256, copy_of(first)), "ERR_KEY_INVALID p");
  const KeyParts second =
      changed(changed(good, Part::kQ, unhex("01")), Part::kP, good.get(Part::kN));
  EXPECT_EQ(created(kRs256, copy_of(second)), "ERR_KEY_INVALID q");
}

TEST(RsaKey, RefusesAPrivateKeyThatLacksANumber) {
  const KeyParts good = rfc7515();
  for (const Part part : {Part::kP, Part::kQ, Part::kDp, Part::kDq, Part::kQi}) {
    EXPECT_EQ(created(kRs256, changed(good, part, {})), "ERR_KEY_INVALID p");
  }
}

// A private key that lost its exponent would be taken for a public one, or worse, for a private one
// that cannot sign.
TEST(RsaKey, RefusesPrimesWithoutThePrivateExponent) {
  EXPECT_EQ(created(kRs256, changed(rfc7515(), Part::kD, {})), "ERR_KEY_INVALID d");
  for (const Part part : {Part::kP, Part::kQ, Part::kDp, Part::kDq, Part::kQi}) {
    EXPECT_EQ(created(kRs256, changed(public_rfc7515(), part, rfc7515().get(part))),
              "ERR_KEY_INVALID d");
  }
}

TEST(RsaSignature, OfAnotherLengthThanTheModulusIsRefused) {
  const Octets good = signed_with(kRs256, rfc7515(), as_bytes("message"));
  Octets longer = good;
  longer.push_back(0);
  Octets padded = good;
  padded.insert(padded.begin(), 0);
  EXPECT_EQ(verified(kRs256, public_rfc7515(), as_bytes("message"), good), "OK");
  for (const Octets& wrong : {Octets(), Octets(good.begin(), good.end() - 1),
                              Octets(good.begin() + 1, good.end()), longer, padded}) {
    EXPECT_EQ(verified(kRs256, public_rfc7515(), as_bytes("message"), wrong),
              "ERR_SIGNATURE_INVALID");
  }
}

// RFC 8017 section 5.2.2: a representative that is not below n is no second form of the same
// signature.
TEST(RsaSignature, NotBelowTheModulusIsRefused) {
  const KeyParts good = public_rfc7515();
  std::size_t tried = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string message = "message " + std::to_string(i);
    for (const Scheme& scheme : {kRs256, kPs256}) {
      const Octets signature = signed_with(scheme, rfc7515(), as_bytes(message));
      const Octets more = sum_of(signature, good.get(Part::kN));
      if (more.size() != signature.size()) continue;
      ++tried;
      EXPECT_EQ(verified(scheme, copy_of(good), as_bytes(message), more), "ERR_SIGNATURE_INVALID");
    }
  }
  EXPECT_GT(tried, 10U);
}

TEST(RsaSignature, ThatIsASpecialNumberIsRefused) {
  const KeyParts good = public_rfc7515();
  const Bytes n = good.get(Part::kN);
  Octets one(256);
  one.back() = 1;
  for (const Octets& special :
       {Octets(256), one, Octets(n.begin(), n.end()), plus(n, -1), plus(n, 1), Octets(256, 0xFF)}) {
    for (const Scheme& scheme : {kRs256, kPs256}) {
      EXPECT_EQ(verified(scheme, copy_of(good), as_bytes("message"), special),
                "ERR_SIGNATURE_INVALID");
    }
  }
}

// EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): 00 01, ones, 00, DigestInfo.
Octets padded(std::string_view start, std::size_t ones, std::string_view info, Bytes digest,
              std::string_view garbage = "") {
  Octets block = unhex(start);
  block.insert(block.end(), ones, 0xFF);
  for (const Octets& piece :
       {unhex("00"), unhex(info), Octets(digest.begin(), digest.end()), unhex(garbage)}) {
    block.insert(block.end(), piece.begin(), piece.end());
  }
  return block;
}

// Bleichenbacher 2006 (CVE-2006-4339), BERserk (CVE-2014-1568): a verifier that reads the padding
// instead of comparing the whole block takes what an attacker can compute.
TEST(RsaSignature, WithAnyPaddingButTheOneIsRefused) {
  constexpr std::string_view kInfo = "3031300d060960864801650304020105000420";
  const Octets digest = hash_of(as_bytes("message"));
  const std::size_t ones = 256 - 3 - 19 - 32;
  const Octets right = padded("0001", ones, kInfo, digest);
  EXPECT_EQ(verified(kRs256, public_rfc7515(), as_bytes("message"), signature_of_block(right)),
            "OK");

  Octets flipped = right;
  flipped[20] = 0xFE;
  const Octets sha1(20, 0xAB);
  const std::pair<std::string_view, Octets> wrong[] = {
      {"type 2", padded("0002", ones, kInfo, digest)},
      {"type 0", padded("0000", ones, kInfo, digest)},
      {"a one that is none", flipped},
      {"garbage at the end", padded("0001", ones - 8, kInfo, digest, "0102030405060708")},
      {"zeros at the end", padded("0001", ones - 8, kInfo, digest, "0000000000000000")},
      {"eight ones and the rest garbage",
       padded("0001", 8, kInfo, digest, test::hex(Octets(ones - 8, 0x5A)))},
      {"no NULL", padded("0001", ones + 2, "302f300b06096086480165030402010420", digest)},
      {"long lengths",
       padded("0001", ones - 2, "308131300d06096086480165030402010500810420", digest)},
      {"garbage in the parameters",
       padded("0001", ones - 2, "3033300f06096086480165030402010402abcd0420", digest)},
      {"the identifier of SHA-384",
       padded("0001", ones, "3031300d060960864801650304020205000420", digest)},
      {"the identifier of SHA3-256",
       padded("0001", ones, "3031300d060960864801650304020805000420", digest)},
      {"SHA-1", padded("0001", 256 - 3 - 15 - 20, "3021300906052b0e03021a05000414", sha1)},
      {"no DigestInfo", padded("0001", ones + 19, "", digest)},
  };
  for (const auto& [name, block] : wrong) {
    ASSERT_EQ(block.size(), 256U) << name;
    EXPECT_EQ(verified(kRs256, public_rfc7515(), as_bytes("message"), signature_of_block(block)),
              "ERR_SIGNATURE_INVALID")
        << name;
  }
}

// RFC 7518 section 3.5: the salt is as long as the digest.
TEST(RsaSignature, OfPssWithAnotherSaltIsRefused) {
  const auto verdict = [](const char* salt, const char* mask) {
    return verified(kPs256, public_rfc7515(), as_bytes("message"),
                    pss_signature(as_bytes("message"), salt, mask));
  };
  EXPECT_EQ(verdict("digest", "SHA2-256"), "OK");
  EXPECT_EQ(verdict("32", "SHA2-256"), "OK");
  for (const char* salt : {"0", "1", "20", "31", "33", "48", "64", "max"})
    EXPECT_EQ(verdict(salt, "SHA2-256"), "ERR_SIGNATURE_INVALID") << salt;
  EXPECT_EQ(verdict("32", "SHA2-384"), "ERR_SIGNATURE_INVALID");
}

TEST(RsaSignature, OfOnePaddingIsNoneOfTheOther) {
  const Octets pkcs1 = signed_with(kRs256, rfc7515(), as_bytes("message"));
  const Octets pss = signed_with(kPs256, rfc7515(), as_bytes("message"));
  EXPECT_EQ(verified(kPs256, public_rfc7515(), as_bytes("message"), pss), "OK");
  EXPECT_EQ(verified(kPs256, public_rfc7515(), as_bytes("message"), pkcs1),
            "ERR_SIGNATURE_INVALID");
  EXPECT_EQ(verified(kRs256, public_rfc7515(), as_bytes("message"), pss), "ERR_SIGNATURE_INVALID");
}

// A modulus that is too short for the padding is no fault of the token's.
TEST(RsaSignature, UnderAModulusThatHasNoRoomForItIsRefused) {
  const KeyParts tiny = changed(public_rfc7515(), Part::kN, Octets(40, 0xFF));
  for (const Scheme& scheme : {kRs256, kPs256}) {
    EXPECT_EQ(verified(scheme, copy_of(tiny), as_bytes("message"), Octets(40, 0x11)),
              "ERR_SIGNATURE_INVALID");
  }
}

TEST(GenerateRsa, MakesAKeyOfTheLengthThatWasAskedFor) {
  for (const std::string_view name : {"RS256", "PS512"}) {
    const KeyParts& parts = test::key_for(name).parts();
    EXPECT_EQ(parts.get(Part::kN).size(), 256U);
    EXPECT_GE(parts.get(Part::kN)[0], 0x80);
    EXPECT_EQ(test::hex(parts.get(Part::kE)), "010001");
    EXPECT_EQ(created(kRs256, copy_of(parts)), "OK");
  }
}

TEST(GenerateRsa, MakesNumbersWithoutLeadingZeros) {
  const KeyParts& parts = test::key_for("RS256").parts();
  for (const Part part :
       {Part::kN, Part::kE, Part::kD, Part::kP, Part::kQ, Part::kDp, Part::kDq, Part::kQi}) {
    EXPECT_NE(parts.get(part)[0], 0) << static_cast<int>(part);
  }
}

}  // namespace
}  // namespace holoband::crypto
