#include "holoband/key_encoding.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "holoband/encoding/der.h"

namespace holoband {
namespace {

using der::Element;
using der::Tag;

// Whoever bends a key to slip it past this guard may bend its lengths too.
der::Reader reader_of(Bytes bytes) { return der::Reader(bytes, der::Lengths::kAny); }

// AlgorithmIdentifier: an object identifier, and parameters or not.
bool is_algorithm(const Element& element) {
  if (element.tag != Tag::kSequence) return false;
  der::Reader inside = reader_of(element.content);
  if (const Element oid = inside.next(); oid.tag != Tag::kOid || oid.content.empty()) return false;
  if (!inside.at_end()) inside.next();
  return inside.at_end();
}

bool is_natural_number(const Element& element) {
  return element.tag == Tag::kInteger && !element.content.empty() && element.content[0] < 0x80;
}

bool is_version(const Element& element) {
  return element.tag == Tag::kInteger && element.content.size() == 1 && element.content[0] <= 1;
}

// All of these but the public key of PKCS#1 begin with a version.
bool follows_number(const Element& first, der::Reader& inside) {
  const Element second = inside.next();
  if (is_algorithm(second)) {  // PKCS#8
    return is_version(first) && inside.next().tag == Tag::kOctetString;
  }
  if (second.tag == Tag::kOctetString) {  // SEC1
    while (!inside.at_end() && inside.next().tag != Tag::kNone) continue;
    return is_version(first) && inside.at_end();
  }
  bool all_numbers = is_natural_number(second);  // PKCS#1
  while (all_numbers && !inside.at_end()) all_numbers = is_natural_number(inside.next());
  return all_numbers;
}

bool follows_sequence(const Element& first, der::Reader& inside) {
  const Element second = inside.next();
  if (!inside.at_end()) {  // a certificate, a request or a revocation list
    return is_algorithm(second) && inside.next().tag == Tag::kBitString && inside.at_end();
  }
  // SubjectPublicKeyInfo, or an encrypted PKCS#8 key
  return is_algorithm(first) && (second.tag == Tag::kBitString || second.tag == Tag::kOctetString);
}

bool is_white_space(std::uint8_t byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == 0;
}

}  // namespace

bool is_der_key(Bytes bytes) {
  der::Reader outside = reader_of(bytes);
  const Element whole = outside.next();
  const Bytes behind = outside.rest();
  if (whole.tag != Tag::kSequence || !std::all_of(behind.begin(), behind.end(), is_white_space)) {
    return false;
  }
  der::Reader inside = reader_of(whole.content);
  const Element first = inside.next();
  if (is_natural_number(first)) return follows_number(first, inside);
  return first.tag == Tag::kSequence && follows_sequence(first, inside);
}

bool is_openssh_key(Bytes bytes) {
  constexpr std::string_view kPrivateFile{"openssh-key-v1\0", 15};
  constexpr std::array<std::string_view, 4> kTypes{"ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"};
  constexpr std::size_t kMaxTypeName = 64;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with(kPrivateFile)) return true;
  // A public key begins with the name of its type, behind the name's length in four bytes.
  if (text.size() < 4 || !text.starts_with(std::string_view("\0\0\0", 3))) return false;
  if (bytes[3] > kMaxTypeName) return false;
  return std::any_of(kTypes.begin(), kTypes.end(), [&](std::string_view type) {
    return type.size() < bytes[3] && text.substr(4).starts_with(type);
  });
}

}  // namespace holoband
