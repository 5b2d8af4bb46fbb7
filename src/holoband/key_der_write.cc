#include <array>

#include "holoband/encoding/der.h"
#include "holoband/key_der.h"
#include "holoband/key_oid.h"

namespace holoband {
namespace {

using crypto::Part;
using der::element;
using der::Tag;

constexpr std::array<std::uint8_t, 3> kVersion0{0x02, 0x01, 0x00};
constexpr std::array<std::uint8_t, 3> kVersion1{0x02, 0x01, 0x01};
constexpr std::array<std::uint8_t, 2> kNull{0x05, 0x00};

SecretBytes oid_of(std::string_view oid) { return element(Tag::kOid, {as_bytes(oid)}); }

SecretBytes algorithm_of(const Key& key) {
  const KeyType type = key.algorithm().key_type;
  if (type == KeyType::kRsa) {
    return element(Tag::kSequence, {oid_of(oid::kRsa).bytes(), kNull});
  }
  const SecretBytes group = oid_of(oid::of_group(key.group()));
  if (type != KeyType::kEc) return element(Tag::kSequence, {group.bytes()});
  return element(Tag::kSequence, {oid_of(oid::kEcPublicKey).bytes(), group.bytes()});
}

SecretBytes point_of(const Key& key) {
  constexpr std::array<std::uint8_t, 1> kUncompressed{0x04};
  const auto& parts = key.parts();
  // Without a tag of its own: the content of a BIT STRING.
  SecretBytes joined =
      element(Tag::kNull, {kUncompressed, parts.get(Part::kX), parts.get(Part::kY)});
  der::Reader reader(joined.bytes());
  return SecretBytes(reader.next().content);
}

SecretBytes number_of(const Key& key, Part part) { return der::number(key.parts().get(part)); }

SecretBytes public_bits(const Key& key) {
  switch (key.algorithm().key_type) {
    case KeyType::kRsa:
      return element(Tag::kSequence,
                     {number_of(key, Part::kN).bytes(), number_of(key, Part::kE).bytes()});
    case KeyType::kEc:
      return point_of(key);
    case KeyType::kOkp:
      return SecretBytes(key.parts().get(Part::kX));
    default:
      return SecretBytes(key.parts().get(Part::kPub));
  }
}

SecretBytes rsa_private(const Key& key) {
  return element(Tag::kSequence,
                 {kVersion0, number_of(key, Part::kN).bytes(), number_of(key, Part::kE).bytes(),
                  number_of(key, Part::kD).bytes(), number_of(key, Part::kP).bytes(),
                  number_of(key, Part::kQ).bytes(), number_of(key, Part::kDp).bytes(),
                  number_of(key, Part::kDq).bytes(), number_of(key, Part::kQi).bytes()});
}

SecretBytes ec_private(const Key& key) {
  const SecretBytes bits = der::bit_string(point_of(key).bytes());
  return element(Tag::kSequence,
                 {kVersion1, element(Tag::kOctetString, {key.parts().get(Part::kD)}).bytes(),
                  element(Tag::kContext1Constructed, {bits.bytes()}).bytes()});
}

SecretBytes private_content(const Key& key) {
  switch (key.algorithm().key_type) {
    case KeyType::kRsa:
      return rsa_private(key);
    case KeyType::kEc:
      return ec_private(key);
    case KeyType::kOkp:
      return element(Tag::kOctetString, {key.parts().get(Part::kD)});
    default:
      return element(Tag::kContext0, {key.parts().get(Part::kPriv)});
  }
}

}  // namespace

SecretBytes write_spki(const Key& key) {
  const SecretBytes bits = der::bit_string(public_bits(key).bytes());
  return element(Tag::kSequence, {algorithm_of(key).bytes(), bits.bytes()});
}

SecretBytes write_pkcs8(const Key& key) {
  const SecretBytes content = element(Tag::kOctetString, {private_content(key).bytes()});
  return element(Tag::kSequence, {kVersion0, algorithm_of(key).bytes(), content.bytes()});
}

}  // namespace holoband
