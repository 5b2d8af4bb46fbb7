// The structures of keys in DER, each bent in one place. What whole files look like is tested in
// pem_test.cc.
#include "holoband/key_der.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "holoband/encoding/base64url.h"
#include "holoband/encoding/der.h"
#include "holoband/encoding/secret_text.h"
#include "holoband/key_decrypt.h"
#include "holoband/key_oid.h"
#include "holoband/pem.h"
#include "ml_dsa_samples.h"
#include "okp_samples.h"
#include "rsa_samples.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using der::Tag;
using test::describe;
using test::hex;
using test::key_for;
using test::unhex;
using Octets = std::vector<std::uint8_t>;
using Part = crypto::Part;

constexpr std::string_view kInvalid = "ERR_PEM_INVALID pem";
constexpr std::string_view kUnsupported = "ERR_PEM_UNSUPPORTED pem";

Octets octets(Bytes bytes) { return {bytes.begin(), bytes.end()}; }
Octets octets(const SecretBytes& bytes) { return octets(bytes.bytes()); }

// make writes an element around the pieces.
Octets make(Tag tag, const std::vector<Octets>& pieces) {
  Octets content;
  for (const Octets& piece : pieces) content.insert(content.end(), piece.begin(), piece.end());
  return octets(der::element(tag, {content}));
}

Octets sequence(const std::vector<Octets>& pieces) { return make(Tag::kSequence, pieces); }
Octets oid(std::string_view bytes) { return make(Tag::kOid, {octets(as_bytes(bytes))}); }
Octets number(std::string_view text) { return octets(der::number(unhex(text))); }
Octets bits(const Octets& content) { return octets(der::bit_string(content)); }
Octets string(const Octets& content) { return make(Tag::kOctetString, {content}); }

const Octets kNull = unhex("0500");
const Octets kZero = unhex("020100");

// and_more appends an element that nobody asked for.
std::vector<Octets> and_more(std::vector<Octets> pieces) {
  pieces.push_back(kNull);
  return pieces;
}

Octets rsa_number(Part part) { return octets(der::number(key_for("RS256").parts().get(part))); }

std::vector<Octets> rsa_public() { return {rsa_number(Part::kN), rsa_number(Part::kE)}; }

std::vector<Octets> rsa_private() {
  std::vector<Octets> numbers{kZero};
  for (const Part part :
       {Part::kN, Part::kE, Part::kD, Part::kP, Part::kQ, Part::kDp, Part::kDq, Part::kQi}) {
    numbers.push_back(rsa_number(part));
  }
  return numbers;
}

Octets rsa_algorithm() { return sequence({oid(oid::kRsa), kNull}); }

Octets ec_point() {
  const crypto::KeyParts& parts = key_for("ES256").parts();
  Octets point{0x04};
  for (const Part part : {Part::kX, Part::kY})
    point.insert(point.end(), parts.get(part).begin(), parts.get(part).end());
  return point;
}

Octets curve(crypto::Group group = crypto::Group::kP256) { return oid(oid::of_group(group)); }
Octets ec_algorithm() { return sequence({oid(oid::kEcPublicKey), curve()}); }
Octets ec_d() { return string(octets(key_for("ES256").parts().get(Part::kD))); }

Octets ed_algorithm() { return sequence({oid(oid::of_group(crypto::Group::kEd25519))}); }
Octets ed_x() { return octets(key_for("Ed25519").parts().get(Part::kX)); }
Octets ed_d() { return string(octets(key_for("Ed25519").parts().get(Part::kD))); }

using Read = Result<EncodedKey> (*)(Bytes);

std::string verdict(Read read, const Octets& der) { return describe(read(der)); }

// Every structure is refused with something behind it, cut short anywhere, or with a longer length
// than it needs.
void expect_exact(Read read, const Octets& der) {
  EXPECT_EQ(verdict(read, der), "OK") << hex(der);
  Octets longer = der;
  longer.push_back(0);
  EXPECT_EQ(verdict(read, longer), kInvalid) << hex(longer);
  for (std::size_t size = 0; size < der.size(); size += 1 + der.size() / 40)
    EXPECT_EQ(verdict(read, Octets(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(size))),
              kInvalid)
        << size;
  Octets set = der;
  set[0] = 0x31;
  EXPECT_EQ(verdict(read, set), kInvalid);
  // X.690 section 10.1: the same length in one byte more; the indefinite one.
  Octets padded = der;
  if (der[1] < 0x80) {
    padded.insert(padded.begin() + 1, 0x81);
  } else {
    ++padded[1];
    padded.insert(padded.begin() + 2, 0x00);
  }
  EXPECT_EQ(verdict(read, padded), kInvalid) << hex(padded);
  Octets indefinite = der;
  indefinite[1] = 0x80;
  indefinite.insert(indefinite.end(), {0, 0});
  EXPECT_EQ(verdict(read, indefinite), kInvalid);
}

TEST(KeyDer, IsReadExactly) {
  expect_exact(read_spki, sequence({rsa_algorithm(), bits(sequence(rsa_public()))}));
  expect_exact(read_spki, sequence({ec_algorithm(), bits(ec_point())}));
  expect_exact(read_spki, sequence({ed_algorithm(), bits(ed_x())}));
  expect_exact(read_pkcs1_public, sequence(rsa_public()));
  expect_exact(read_pkcs1_private, sequence(rsa_private()));
  expect_exact(read_pkcs8, sequence({kZero, rsa_algorithm(), string(sequence(rsa_private()))}));
  expect_exact(read_pkcs8, sequence({kZero, ed_algorithm(), string(ed_d())}));
  expect_exact(read_sec1,
               sequence({number("01"), ec_d(), make(Tag::kContext0Constructed, {curve()})}));
}

TEST(KeyDer, IsWrittenAsItIsRead) {
  for (const std::string& name : test::asymmetric_algorithms()) {
    const Key& key = key_for(name);
    const Result<EncodedKey> half = read_spki(write_spki(key).bytes());
    ASSERT_EQ(describe(half), "OK") << name;
    EXPECT_EQ(half.value().type, key.algorithm().key_type);
    EXPECT_EQ(half.value().group, key.group());
    EXPECT_FALSE(half.value().pss_only);
    const Result<EncodedKey> whole = read_pkcs8(write_pkcs8(key).bytes());
    ASSERT_EQ(describe(whole), "OK") << name;
    expect_exact(read_spki, octets(write_spki(key)));
    expect_exact(read_pkcs8, octets(write_pkcs8(key)));
  }
}

TEST(KeyDer, OfAPublicKeyHoldsNothingElse) {
  const Octets point = bits(ec_point());
  Octets unused = point;
  unused[2] = 1;  // X.690 section 8.6.2.2: bits of the last byte that do not count
  const Octets wrong[] = {
      sequence({ec_algorithm(), unused}),
      sequence({ec_algorithm(), unhex("0300")}),
      sequence({ec_algorithm(), string(ec_point())}),
      sequence({ec_algorithm(), point, kNull}),
      sequence({ec_algorithm()}),
      sequence({point, ec_algorithm()}),
      sequence({kNull, point}),
      sequence({sequence({}), point}),
      sequence({sequence({kNull}), point}),
      sequence({rsa_algorithm(), bits(sequence(and_more(rsa_public())))}),
      sequence({rsa_algorithm(), bits(sequence({rsa_number(Part::kN)}))}),
      sequence({rsa_algorithm(), bits({})}),
      // RFC 3279 section 2.3.1: the parameters of RSA are NULL.
      sequence({sequence({oid(oid::kRsa)}), bits(sequence(rsa_public()))}),
      sequence({sequence({oid(oid::kRsa), kZero}), bits(sequence(rsa_public()))}),
      sequence({sequence({oid(oid::kRsa), kNull, kNull}), bits(sequence(rsa_public()))}),
      sequence({sequence({oid(oid::kRsa), unhex("050100")}), bits(sequence(rsa_public()))}),
      // RFC 8410 section 3: those of the Edwards curves are absent.
      sequence({sequence({oid(oid::of_group(crypto::Group::kEd25519)), kNull}), bits(ed_x())}),
  };
  for (const Octets& der : wrong) EXPECT_EQ(verdict(read_spki, der), kInvalid) << hex(der);
}

// A number that is negative, padded or missing is another key to another reader.
TEST(KeyDer, HasNumbersWithoutASignInTheShortestForm) {
  const Octets e = rsa_number(Part::kE);
  const Octets wrong[] = {
      unhex("0203ff0001"), unhex("020400010001"), unhex("0200"), unhex("0403010001"), kNull, {}};
  for (const Octets& each : wrong) {
    EXPECT_EQ(verdict(read_pkcs1_public, sequence({rsa_number(Part::kN), each})), kInvalid);
    EXPECT_EQ(verdict(read_pkcs1_public, sequence({each, e})), kInvalid);
    for (std::size_t at = 0; at < 9; ++at) {
      std::vector<Octets> numbers = rsa_private();
      numbers[at] = each;
      EXPECT_EQ(verdict(read_pkcs1_private, sequence(numbers)), kInvalid) << at;
    }
  }
}

// RFC 8017 appendix A.1.2: version 1 has other primes behind.
TEST(KeyDer, OfMoreThanTwoPrimesIsNotSupported) {
  std::vector<Octets> numbers = rsa_private();
  numbers[0] = number("01");
  const Octets others = sequence({sequence({number("03"), number("05"), number("07")})});
  numbers.push_back(others);
  EXPECT_EQ(verdict(read_pkcs1_private, sequence(numbers)), kUnsupported);
  numbers[0] = kZero;
  EXPECT_EQ(verdict(read_pkcs1_private, sequence(numbers)), kInvalid);
  numbers[0] = number("0100");
  EXPECT_EQ(verdict(read_pkcs1_private, sequence(numbers)), kInvalid);
}

TEST(KeyDer, KnowsNamedCurvesAndUncompressedPointsOnly) {
  const auto spki = [](const Octets& params, const Octets& point) {
    return sequence({sequence({oid(oid::kEcPublicKey), params}), bits(point)});
  };
  Octets compressed = ec_point();
  compressed.resize(33);
  compressed[0] = 0x02;
  Octets hybrid = ec_point();
  hybrid[0] = 0x06;
  Octets shorter = ec_point();
  shorter.pop_back();
  Octets longer = ec_point();
  longer.push_back(0);
  const Octets infinity{0x00};
  for (const Octets& point : {compressed, hybrid, shorter, longer, infinity, Octets()})
    EXPECT_EQ(verdict(read_spki, spki(curve(), point)), kUnsupported) << hex(point);
  const Octets explicit_curve =
      sequence({number("01"), sequence({oid("\x2A\x86\x48\xCE\x3D\x01\x01")})});
  for (const Octets& params :
       {explicit_curve, kNull, Octets(), curve(crypto::Group::kEd25519),
        curve(crypto::Group::kMlDsa44), oid("\x2B\x81\x04\x00\x21"), oid(oid::kEcPublicKey)}) {
    EXPECT_EQ(verdict(read_spki, spki(params, ec_point())), kUnsupported) << hex(params);
  }
  // The point of one curve under the name of another is as long as the other's is not.
  EXPECT_EQ(verdict(read_spki, spki(curve(crypto::Group::kP384), ec_point())), kUnsupported);
}

TEST(KeyDer, KnowsNoOtherKeyTypes) {
  const std::string_view others[] = {
      "\x2A\x86\x48\xCE\x38\x04\x01",          // DSA
      "\x2B\x65\x6E",                          // X25519
      "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x07",  // RSAES-OAEP
      "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B",  // sha256WithRSAEncryption: a signature
      "\x2B\x81\x04\x01\x0C",                  // ECDH only
      "\x2A\x86\x48\xCE\x3D\x03\x01\x07",      // a curve in the place of its type
  };
  for (const std::string_view other : others) {
    EXPECT_EQ(verdict(read_spki, sequence({sequence({oid(other), kNull}), bits(ec_point())})),
              kUnsupported);
    EXPECT_EQ(verdict(read_pkcs8, sequence({kZero, sequence({oid(other), kNull}), string(ed_d())})),
              kUnsupported);
  }
}

// RFC 4055 section 3.1. Every default is SHA-1, and every deviation another algorithm.
TEST(KeyDer, HoldsRsaPssToOneDigestInAllPlaces) {
  constexpr auto kContext1 = static_cast<Tag>(0xA1);
  constexpr auto kContext2 = static_cast<Tag>(0xA2);
  constexpr auto kContext3 = static_cast<Tag>(0xA3);
  const auto sha = [](char last, bool null = true) {
    const std::string name = "\x60\x86\x48\x01\x65\x03\x04\x02" + std::string(1, last);
    return null ? sequence({oid(name), kNull}) : sequence({oid(name)});
  };
  const auto hash = [&](char last) { return make(Tag::kContext0Constructed, {sha(last)}); };
  const auto mask = [&](char last) {
    return make(kContext1, {sequence({oid(oid::kMgf1), sha(last)})});
  };
  const auto salt = [](std::string_view length) { return make(kContext2, {number(length)}); };
  const auto read = [](const std::vector<Octets>& params) {
    const Octets der =
        sequence({sequence({oid(oid::kRsaPss), sequence(params)}), bits(sequence(rsa_public()))});
    const Result<EncodedKey> key = read_spki(der);
    if (!key.ok()) return describe(key);
    EXPECT_TRUE(key.value().pss_only);
    return std::to_string(static_cast<int>(*key.value().pss_digest));
  };
  EXPECT_EQ(read({hash(1), mask(1), salt("20")}), "0");
  EXPECT_EQ(read({hash(2), mask(2), salt("30")}), "1");
  EXPECT_EQ(read({hash(3), mask(3), salt("40")}), "2");
  EXPECT_EQ(read({make(Tag::kContext0Constructed, {sha(1, false)}), mask(1), salt("20")}), "0");
  const Octets trailer = make(kContext3, {number("01")});
  const std::vector<Octets> wrong[] = {
      {},
      {hash(1)},
      {hash(1), mask(1)},
      {mask(1), salt("20")},
      {hash(1), mask(2), salt("20")},
      {hash(1), mask(1), salt("14")},
      {hash(1), mask(1), salt("00")},
      {hash(1), mask(1), salt("0120")},
      {hash(2), mask(2), salt("20")},
      {hash(4), mask(4), salt("1c")},
      {hash(8), mask(8), salt("20")},
      {hash(1), mask(1), salt("20"), trailer},
      {hash(1), mask(1), salt("20"), kNull},
      {hash(1), make(kContext1, {sequence({oid(oid::kRsa), sha(1)})}), salt("20")},
      {hash(1), make(kContext1, {sequence({oid(oid::kMgf1)})}), salt("20")},
      {make(Tag::kContext0Constructed, {sequence({oid(oid::kRsa), kNull})}), mask(1), salt("20")},
      {make(Tag::kContext0Constructed, {sha(1), kNull}), mask(1), salt("20")},
      {make(Tag::kContext0Constructed,
            {sequence({oid("\x60\x86\x48\x01\x65\x03\x04\x02\x01"), kZero})}),
       mask(1), salt("20")},
  };
  for (const auto& params : wrong) EXPECT_EQ(read(params), kUnsupported);
  EXPECT_EQ(verdict(read_spki,
                    sequence({sequence({oid(oid::kRsaPss), kNull}), bits(sequence(rsa_public()))})),
            kUnsupported);
}

TEST(KeyDer, OfAnEcPrivateKeyNamesItsCurveOnceOrTheSame) {
  const Octets named = make(Tag::kContext0Constructed, {curve()});
  const auto public_half = [](const Octets& key) { return make(Tag::kContext1Constructed, {key}); };
  const Octets point = public_half(bits(ec_point()));
  Octets shorter = ec_point();
  shorter.pop_back();
  const auto pkcs8 = [](const std::vector<Octets>& key) {
    return sequence({kZero, ec_algorithm(), string(sequence(key))});
  };
  const Octets one = number("01");
  EXPECT_EQ(verdict(read_sec1, sequence({one, ec_d(), named})), "OK");
  EXPECT_EQ(verdict(read_sec1, sequence({one, ec_d(), named, point})), "OK");
  EXPECT_EQ(verdict(read_pkcs8, pkcs8({one, ec_d()})), "OK");
  EXPECT_EQ(verdict(read_pkcs8, pkcs8({one, ec_d(), named, point})), "OK");
  EXPECT_EQ(verdict(read_sec1, sequence({one, ec_d()})), kUnsupported);
  EXPECT_EQ(verdict(read_sec1, sequence({one, ec_d(), point})), kUnsupported);
  EXPECT_EQ(verdict(read_sec1, sequence({one, ec_d(), point, named})), kUnsupported)
      << "a curve behind the point names nothing";
  const Octets other = make(Tag::kContext0Constructed, {curve(crypto::Group::kSecp256k1)});
  EXPECT_EQ(verdict(read_pkcs8, pkcs8({one, ec_d(), other})), kInvalid);
  const std::vector<Octets> wrong[] = {
      {},
      {one},
      {kZero, ec_d(), named},
      {number("02"), ec_d(), named},
      {number("0100"), ec_d(), named},
      {ec_d(), named},
      {one, named},
      {one, ec_d(), named, kNull},
      {one, ec_d(), named, point, point},
      {one, bits(ec_point()), named},
      {one, ec_d(), named, public_half(make(Tag::kBitString, {}))},
      {one, ec_d(), named, public_half(make(Tag::kBitString, {unhex("01"), ec_point()}))},
      {one, ec_d(), named, public_half(string(ec_point()))},
      {one, ec_d(), named, public_half(bits(shorter))},
  };
  for (const auto& key : wrong)
    EXPECT_EQ(verdict(read_sec1, sequence(key)), kInvalid) << hex(sequence(key));
}

// The public key in a private one is data that anybody may have put there: it is held to the
// private key, and a tool that signed with it would give that key away.
TEST(KeyDer, OfAnEcPrivateKeyIsHeldToThePointInIt) {
  Octets other = ec_point();
  std::copy_n(key_for("ES256K").parts().get(Part::kX).begin(), 32, other.begin() + 1);
  const auto imported = [](const Octets& point) {
    const Octets der = sequence({number("01"), ec_d(), make(Tag::kContext0Constructed, {curve()}),
                                 make(Tag::kContext1Constructed, {bits(point)})});
    Result<EncodedKey> key = read_sec1(der);
    if (!key.ok()) return describe(key);
    return describe(
        Key::from_parts(*find_algorithm("ES256"), key.value().group, std::move(key.value().parts)));
  };
  EXPECT_EQ(imported(ec_point()), "OK");
  EXPECT_EQ(imported(other), "ERR_KEY_INVALID d");
}

// RFC 5958 section 2: version 1 may carry the public key, both may carry attributes.
TEST(KeyDer, OfPkcs8MayHaveAttributesAndThePublicKey) {
  const Octets attributes = make(Tag::kContext0Constructed, {});
  Octets public_bits = bits(ed_x());
  public_bits[0] = 0x81;
  const Octets one = number("01");
  const std::vector<Octets> good[] = {
      {kZero, ed_algorithm(), string(ed_d())},
      {kZero, ed_algorithm(), string(ed_d()), attributes},
      {one, ed_algorithm(), string(ed_d())},
      {one, ed_algorithm(), string(ed_d()), public_bits},
      {one, ed_algorithm(), string(ed_d()), attributes, public_bits},
  };
  for (const auto& key : good)
    EXPECT_EQ(verdict(read_pkcs8, sequence(key)), "OK") << hex(sequence(key));
  const std::vector<Octets> wrong[] = {
      {number("02"), ed_algorithm(), string(ed_d())},
      {number("0100"), ed_algorithm(), string(ed_d())},
      {ed_algorithm(), string(ed_d())},
      {kZero, string(ed_d()), ed_algorithm()},
      {kZero, ed_algorithm()},
      {kZero, ed_algorithm(), ed_x()},
      {kZero, ed_algorithm(), string(ed_d()), kNull},
      {kZero, ed_algorithm(), string(ed_d()), public_bits, attributes},
      {kZero, ed_algorithm(), string(octets(key_for("Ed25519").parts().get(Part::kD)))},
      {kZero, ed_algorithm(), make(Tag::kOctetString, {ed_d(), kNull})},
  };
  for (const auto& key : wrong)
    EXPECT_EQ(verdict(read_pkcs8, sequence(key)), kInvalid) << hex(sequence(key));
}

// RFC 9881 section 6: the seed, the expanded key, or both.
TEST(KeyDer, OfMlDsaIsASeed) {
  const Octets algorithm = sequence({oid(oid::of_group(crypto::Group::kMlDsa44))});
  const Octets seed(32, 0x42);
  const Octets expanded(2560, 0x24);
  const auto read = [&](const Octets& content) {
    const Octets der = sequence({kZero, algorithm, string(content)});
    const Result<EncodedKey> key = read_pkcs8(der);
    return key.ok() ? hex(key.value().parts.get(Part::kPriv)) : describe(key);
  };
  EXPECT_EQ(read(make(Tag::kContext0, {seed})), hex(seed));
  EXPECT_EQ(read(sequence({string(seed), string(expanded)})), hex(seed));
  EXPECT_EQ(read(string(expanded)), kUnsupported) << "a JWK has room for the seed only";
  for (const Octets& content :
       {Octets(), seed, sequence({}), sequence({string(seed)}),
        sequence({string(seed), string(expanded), kNull}), kNull,
        make(Tag::kContext0Constructed, {seed}), make(Tag::kContext1, {seed})}) {
    EXPECT_EQ(read(content), kInvalid) << hex(content);
  }
  Octets two = make(Tag::kContext0, {seed});
  two.insert(two.end(), {0x05, 0x00});
  EXPECT_EQ(read(two), kInvalid);
}

TEST(KeyDer, OfACertificateIsItsKey) {
  const Octets spki = octets(write_spki(key_for("Ed25519")));
  const Octets name = sequence({});
  const Octets version = make(Tag::kContext0Constructed, {number("02")});
  const auto tbs = [&](const std::vector<Octets>& pieces) {
    return sequence({sequence(pieces), sequence({oid("\x2B\x65\x70")}), bits(Octets(64))});
  };
  const Octets serial = number("05");
  const Octets extensions = make(Tag::kContext3Constructed, {sequence({})});
  EXPECT_EQ(verdict(read_certificate, tbs({version, serial, name, name, name, name, spki})), "OK");
  EXPECT_EQ(
      verdict(read_certificate, tbs({version, serial, name, name, name, name, spki, extensions})),
      "OK");
  EXPECT_EQ(verdict(read_certificate, tbs({serial, name, name, name, name, spki})), "OK")
      << "version 1 says nothing";
  EXPECT_EQ(verdict(read_certificate, tbs({version, serial, name, name, name, spki})), kInvalid);
  EXPECT_EQ(verdict(read_certificate, tbs({version, name, name, name, name, spki})), kInvalid);
  EXPECT_EQ(verdict(read_certificate, tbs({version, serial, name, name, name, name})), kInvalid);
  EXPECT_EQ(verdict(read_certificate, tbs({})), kInvalid);
  expect_exact(read_certificate, tbs({version, serial, name, name, name, name, spki}));
}

// EncryptedPrivateKeyInfo, put together by hand. The data never matters here: what is wrong in
// front of it is found before anything is decrypted.
struct Encrypted {
  Octets scheme = oid(oid::kPbes2);
  Octets kdf = oid(oid::kPbkdf2);
  std::vector<Octets> derivation{string(Octets(8, 1)), number("0800"), Encrypted::prf(9)};
  Octets cipher = oid("\x60\x86\x48\x01\x65\x03\x04\x01\x2A");
  Octets iv = string(Octets(16, 2));
  Octets data = string(Octets(48, 3));

  static Octets prf(char last) {
    return sequence({oid("\x2A\x86\x48\x86\xF7\x0D\x02" + std::string(1, last)), kNull});
  }
  [[nodiscard]] Octets der() const {
    return sequence({sequence({scheme, sequence({sequence({kdf, sequence(derivation)}),
                                                 sequence({cipher, iv})})}),
                     data});
  }
};

std::string decrypted(const Octets& der) {
  return describe(decrypt_pkcs8(der, as_bytes("passphrase")));
}

TEST(DecryptPkcs8, ReadsItsStructureExactly) {
  const Octets good = Encrypted().der();
  EXPECT_EQ(decrypted(good), "ERR_PASSPHRASE_WRONG passphrase");
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_EQ(decrypted(Octets(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))),
              kInvalid)
        << size;
  Octets longer = good;
  longer.push_back(0);
  EXPECT_EQ(decrypted(longer), kInvalid);
}

TEST(DecryptPkcs8, KnowsNoOtherScheme) {
  Encrypted pbes1;
  pbes1.scheme = oid("\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0A");
  Encrypted scrypt;
  scrypt.kdf = oid("\x2B\x06\x01\x04\x01\xDA\x47\x04\x0B");
  Encrypted des;
  des.cipher = oid("\x2A\x86\x48\x86\xF7\x0D\x03\x07");
  Encrypted gcm;
  gcm.cipher = oid("\x60\x86\x48\x01\x65\x03\x04\x01\x2E");
  Encrypted sha1;
  sha1.derivation.back() = Encrypted::prf(7);
  Encrypted sha224;
  sha224.derivation.back() = Encrypted::prf(8);
  Encrypted by_default;
  by_default.derivation.pop_back();
  Encrypted plain_hash;
  plain_hash.derivation.back() = sequence({oid("\x60\x86\x48\x01\x65\x03\x04\x02\x01"), kNull});
  for (const Encrypted& wrong : {pbes1, scrypt, des, gcm, sha1, sha224, by_default, plain_hash})
    EXPECT_EQ(decrypted(wrong.der()), kUnsupported) << hex(wrong.der());
}

TEST(DecryptPkcs8, RefusesParametersThatAreNone) {
  Encrypted short_iv;
  short_iv.iv = string(Octets(15, 2));
  Encrypted no_iv;
  no_iv.iv = {};
  Encrypted no_salt;
  no_salt.derivation.erase(no_salt.derivation.begin());
  Encrypted more;
  more.derivation.push_back(kNull);
  Encrypted negative;
  negative.derivation[1] = unhex("0201ff");
  Encrypted prf_with_parameters;
  prf_with_parameters.derivation.back() =
      sequence({oid("\x2A\x86\x48\x86\xF7\x0D\x02\x09"), kZero});
  Encrypted wrong_size;
  wrong_size.derivation.insert(wrong_size.derivation.begin() + 2, number("10"));
  for (const Encrypted& wrong :
       {short_iv, no_iv, no_salt, more, negative, prf_with_parameters, wrong_size})
    EXPECT_EQ(decrypted(wrong.der()), kInvalid) << hex(wrong.der());
  Encrypted right_size;
  right_size.derivation.insert(right_size.derivation.begin() + 2, number("20"));
  Encrypted no_null;
  no_null.derivation.back() = sequence({oid("\x2A\x86\x48\x86\xF7\x0D\x02\x09")});
  for (const Encrypted& good : {right_size, no_null})
    EXPECT_EQ(decrypted(good.der()), "ERR_PASSPHRASE_WRONG passphrase");
}

// CVE-2022-36083, CVE-2023-50967 and their like: a count that asks for hours. Each of these must be
// refused at once, or the test would not end.
TEST(DecryptPkcs8, RefusesACountOfIterationsThatWouldTakeForEver) {
  for (const std::string_view count :
       {"00", "989681", "7fffffff", "80000000", "ffffffff", "0100000000", "0100000001",
        "ffffffffffffffff", "010000000000000001"}) {
    Encrypted hostile;
    hostile.derivation[1] = number(count);
    EXPECT_EQ(decrypted(hostile.der()), kUnsupported) << count;
  }
  for (const std::string_view count : {"01", "02", "0800"}) {
    Encrypted good;
    good.derivation[1] = number(count);
    EXPECT_EQ(decrypted(good.der()), "ERR_PASSPHRASE_WRONG passphrase") << count;
  }
}

TEST(KeyOid, NamesEveryGroupAndNothingElse) {
  for (const crypto::Group group :
       {crypto::Group::kP256, crypto::Group::kP384, crypto::Group::kP521, crypto::Group::kSecp256k1,
        crypto::Group::kEd25519, crypto::Group::kEd448, crypto::Group::kMlDsa44,
        crypto::Group::kMlDsa65, crypto::Group::kMlDsa87}) {
    EXPECT_EQ(oid::find_group(as_bytes(oid::of_group(group))), group);
  }
  EXPECT_EQ(oid::of_group(crypto::Group::kNone), "");
  EXPECT_EQ(oid::find_group({}), crypto::Group::kNone);
  EXPECT_EQ(oid::find_group(as_bytes(oid::kRsa)), crypto::Group::kNone);
}

}  // namespace
}  // namespace holoband
