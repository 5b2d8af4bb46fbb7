#include "holoband/key_der.h"

#include <array>
#include <utility>

#include "holoband/encoding/der.h"
#include "holoband/key_oid.h"
#include "holoband/key_shape.h"

namespace holoband {
namespace {

using crypto::Digest;
using crypto::Group;
using crypto::Part;
using der::Reader;
using der::Tag;

constexpr std::uint8_t kUncompressed = 0x04;

Outcome invalid() { return failure(ErrorCode::kPemInvalid, "pem"); }
Outcome unsupported() { return failure(ErrorCode::kPemUnsupported, "pem"); }

// The numbers of an RSAPrivateKey behind its version, in their order.
constexpr std::array kRsaNumbers{Part::kN, Part::kE,  Part::kD,  Part::kP,
                                 Part::kQ, Part::kDp, Part::kDq, Part::kQi};

// A digest's identifier differs from its neighbours' in the last byte.
constexpr std::string_view kSha2{"\x60\x86\x48\x01\x65\x03\x04\x02", 8};

std::optional<Digest> find_digest(Bytes oid) {
  if (oid.size() != kSha2.size() + 1 || !oid::is(oid.first(kSha2.size()), kSha2))
    return std::nullopt;
  switch (oid.back()) {
    case 1:
      return Digest::kSha256;
    case 2:
      return Digest::kSha384;
    case 3:
      return Digest::kSha512;
    default:
      return std::nullopt;
  }
}

// An AlgorithmIdentifier of a digest: its parameters are NULL or absent (RFC 4055 section 2.1).
std::optional<Digest> read_digest(Reader& parent) {
  Reader reader = parent.inside(Tag::kSequence);
  const Bytes oid = reader.next_of(Tag::kOid);
  if (!reader.at_end() && !reader.next_of(Tag::kNull).empty()) return std::nullopt;
  return reader.at_end() ? find_digest(oid) : std::nullopt;
}

// RSASSA-PSS-params (RFC 4055 section 3.1) that say what RFC 7518 section 3.5 says: one digest in
// all places, and a salt as long as it. The defaults are SHA-1, so everything must be there.
std::optional<Digest> read_pss_params(Reader& params) {
  constexpr auto kContext1 = static_cast<Tag>(0xA1);
  constexpr auto kContext2 = static_cast<Tag>(0xA2);
  Reader hash = params.inside(Tag::kContext0Constructed);
  const std::optional<Digest> digest = read_digest(hash);
  Reader mask = params.inside(kContext1);
  Reader generator = mask.inside(Tag::kSequence);
  const bool is_mgf1 = oid::is(generator.next_of(Tag::kOid), oid::kMgf1);
  const std::optional<Digest> mask_digest = read_digest(generator);
  Reader salt = params.inside(kContext2);
  const Bytes length = salt.number();
  const bool complete = hash.at_end() && mask.at_end() && generator.at_end() && salt.at_end() &&
                        params.at_end() && is_mgf1 && digest && digest == mask_digest;
  if (!complete || length.size() != 1 || length[0] != crypto::digest_size(*digest))
    return std::nullopt;
  return digest;
}

// What an AlgorithmIdentifier says about the key that follows.
Outcome read_algorithm(Reader& parent, EncodedKey& key) {
  Reader reader = parent.inside(Tag::kSequence);
  const Bytes oid = reader.next_of(Tag::kOid);
  if (!reader.ok()) return invalid();
  if (oid::is(oid, oid::kRsa)) {
    const bool null = reader.next_of(Tag::kNull).empty() && reader.at_end();
    return null ? success() : invalid();
  }
  if (oid::is(oid, oid::kRsaPss)) {
    key.pss_only = true;
    if (reader.at_end()) return success();
    Reader params = reader.inside(Tag::kSequence);
    key.pss_digest = read_pss_params(params);
    return key.pss_digest && reader.at_end() ? success() : unsupported();
  }
  if (oid::is(oid, oid::kEcPublicKey)) {
    key.type = KeyType::kEc;
    // Anything but a named curve is a curve that somebody made.
    const der::Element curve = reader.next();
    key.group = curve.tag == Tag::kOid ? oid::find_group(curve.content) : Group::kNone;
    const bool known = key.group != Group::kNone && reader.at_end();
    return known && takes(*algorithm_of_group(key.group), KeyType::kEc, key.group) ? success()
                                                                                   : unsupported();
  }
  key.group = oid::find_group(oid);
  const Algorithm* algorithm = algorithm_of_group(key.group);
  if (algorithm == nullptr || algorithm->key_type == KeyType::kEc) return unsupported();
  key.type = algorithm->key_type;
  return reader.at_end() ? success() : invalid();
}

void set(EncodedKey& key, Part part, Bytes bytes) { key.parts.set(part, SecretBytes(bytes)); }

bool read_point(Bytes point, EncodedKey& key) {
  const std::size_t size = crypto::group_sizes(key.group).public_key;
  if (point.size() != 1 + 2 * size || point[0] != kUncompressed) return false;
  set(key, Part::kX, point.subspan(1, size));
  set(key, Part::kY, point.subspan(1 + size));
  return true;
}

Outcome read_rsa_public(Bytes der, EncodedKey& key) {
  Reader whole(der);
  Reader numbers = whole.inside(Tag::kSequence);
  for (const Part part : {Part::kN, Part::kE}) set(key, part, numbers.number());
  return whole.at_end() && numbers.at_end() ? success() : invalid();
}

Outcome read_rsa_private(Bytes der, EncodedKey& key) {
  Reader whole(der);
  Reader numbers = whole.inside(Tag::kSequence);
  const Bytes version = numbers.number();
  if (!whole.at_end() || version.size() != 1) return invalid();
  if (version[0] != 0) return unsupported();  // more than two primes
  for (const Part part : kRsaNumbers) set(key, part, numbers.number());
  return numbers.at_end() ? success() : invalid();
}

Outcome read_ec_private(Bytes der, EncodedKey& key) {
  Reader whole(der);
  Reader reader = whole.inside(Tag::kSequence);
  const Bytes version = reader.number();
  set(key, Part::kD, reader.next_of(Tag::kOctetString));
  if (version.size() != 1 || version[0] != 1 || !whole.at_end()) return invalid();
  if (const der::Element params = reader.optional(Tag::kContext0Constructed);
      params.tag != Tag::kNone) {
    Reader curve(params.content);
    const Group group = oid::find_group(curve.next_of(Tag::kOid));
    if (!curve.at_end()) return unsupported();
    if (key.group != Group::kNone && key.group != group) return invalid();
    key.group = group;
  }
  if (key.group == Group::kNone) return unsupported();
  if (const der::Element point = reader.optional(Tag::kContext1Constructed);
      point.tag != Tag::kNone) {
    Reader bits(point.content);
    const Bytes content = bits.next_of(Tag::kBitString);
    if (content.empty() || content[0] != 0 || !bits.at_end()) return invalid();
    // A compressed point is not read, but derived again.
    if (content.size() > 1 && content[1] == kUncompressed && !read_point(content.subspan(1), key))
      return invalid();
  }
  return reader.at_end() ? success() : invalid();
}

Outcome read_okp_private(Bytes der, EncodedKey& key) {
  Reader reader(der);
  set(key, Part::kD, reader.next_of(Tag::kOctetString));
  return reader.at_end() ? success() : invalid();
}

// RFC 9881 section 6: the seed, the key that is expanded from it, or both. A JWK needs the seed.
Outcome read_ml_dsa_private(Bytes der, EncodedKey& key) {
  Reader reader(der);
  if (const der::Element seed = reader.optional(Tag::kContext0); seed.tag != Tag::kNone) {
    set(key, Part::kPriv, seed.content);
    return reader.at_end() ? success() : invalid();
  }
  if (reader.optional(Tag::kOctetString).tag != Tag::kNone)
    return reader.at_end() ? unsupported() : invalid();
  Reader both = reader.inside(Tag::kSequence);
  set(key, Part::kPriv, both.next_of(Tag::kOctetString));
  both.next_of(Tag::kOctetString);
  return both.at_end() && reader.at_end() ? success() : invalid();
}

Outcome read_private(Bytes der, EncodedKey& key) {
  switch (key.type) {
    case KeyType::kRsa:
      return read_rsa_private(der, key);
    case KeyType::kEc:
      return read_ec_private(der, key);
    case KeyType::kOkp:
      return read_okp_private(der, key);
    default:
      return read_ml_dsa_private(der, key);
  }
}

Outcome read_public(Bytes bits, EncodedKey& key) {
  switch (key.type) {
    case KeyType::kRsa:
      return read_rsa_public(bits, key);
    case KeyType::kEc:
      return read_point(bits, key) ? success() : unsupported();
    default:
      set(key, key.type == KeyType::kOkp ? Part::kX : Part::kPub, bits);
      return success();
  }
}

Result<EncodedKey> read_spki_from(Reader& parent) {
  Reader spki = parent.inside(Tag::kSequence);
  EncodedKey key;
  if (const Outcome outcome = read_algorithm(spki, key); !outcome.ok()) return outcome;
  const Bytes bits = spki.next_of(Tag::kBitString);
  if (!spki.at_end() || bits.empty() || bits[0] != 0) return invalid();
  if (const Outcome outcome = read_public(bits.subspan(1), key); !outcome.ok()) return outcome;
  return key;
}

template <class Read>
Result<EncodedKey> read_bare(Bytes der, KeyType type, Read read) {
  EncodedKey key;
  key.type = type;
  if (const Outcome outcome = read(der, key); !outcome.ok()) return outcome;
  return key;
}

}  // namespace

Result<EncodedKey> read_spki(Bytes der) {
  Reader whole(der);
  Result<EncodedKey> key = read_spki_from(whole);
  if (key.ok() && !whole.at_end()) return invalid();
  return key;
}

// RFC 5280 section 4.1. Nothing but the key is looked at: whom the certificate is for, who signed
// it and until when it is valid are questions for whoever hands it over.
Result<EncodedKey> read_certificate(Bytes der) {
  Reader whole(der);
  Reader certificate = whole.inside(Tag::kSequence);
  Reader tbs = certificate.inside(Tag::kSequence);
  certificate.next_of(Tag::kSequence);
  certificate.next_of(Tag::kBitString);
  if (!whole.at_end() || !certificate.at_end()) return invalid();
  static_cast<void>(tbs.optional(Tag::kContext0Constructed));  // the version
  tbs.next_of(Tag::kInteger);                                  // the serial number
  for (int i = 0; i < 4; ++i) tbs.next_of(Tag::kSequence);  // signature, issuer, validity, subject
  return read_spki_from(tbs);
}

Result<EncodedKey> read_pkcs8(Bytes der) {
  Reader whole(der);
  Reader info = whole.inside(Tag::kSequence);
  const Bytes version = info.number();
  EncodedKey key;
  if (!whole.at_end() || version.size() != 1 || version[0] > 1) return invalid();
  if (const Outcome outcome = read_algorithm(info, key); !outcome.ok()) return outcome;
  const Bytes content = info.next_of(Tag::kOctetString);
  static_cast<void>(info.optional(Tag::kContext0Constructed));  // attributes
  static_cast<void>(info.optional(Tag::kContext1));             // the public key, to be derived
  if (!info.at_end()) return invalid();
  if (const Outcome outcome = read_private(content, key); !outcome.ok()) return outcome;
  return key;
}

Result<EncodedKey> read_pkcs1_public(Bytes der) {
  return read_bare(der, KeyType::kRsa, read_rsa_public);
}

Result<EncodedKey> read_pkcs1_private(Bytes der) {
  return read_bare(der, KeyType::kRsa, read_rsa_private);
}

Result<EncodedKey> read_sec1(Bytes der) { return read_bare(der, KeyType::kEc, read_ec_private); }

}  // namespace holoband
