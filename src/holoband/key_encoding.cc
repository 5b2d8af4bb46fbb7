#include "holoband/key_encoding.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace holoband {
namespace {

enum class Tag : std::uint8_t {
  kInteger = 0x02,
  kBitString = 0x03,
  kOctetString = 0x04,
  kOid = 0x06,
  kSequence = 0x30,
  kNone = 0xFF,  // the end, or something that is no DER
};

struct Element {
  Tag tag = Tag::kNone;
  Bytes content;
};

// DerReader takes one element after the other. After the first fault it only gives kNone.
class DerReader {
 public:
  explicit DerReader(Bytes bytes) : rest_(bytes) {}

  Element next() {
    if (rest_.size() < 2) return fault();
    const auto tag = static_cast<Tag>(rest_[0]);
    std::size_t length = rest_[1];
    rest_ = rest_.subspan(2);
    if (length >= 0x80 && !read_long_length(length - 0x80, length)) return fault();
    if (length > rest_.size()) return fault();
    const Element element{tag, rest_.first(length)};
    rest_ = rest_.subspan(length);
    return element;
  }

  [[nodiscard]] bool at_end() const { return !faulty_ && rest_.empty(); }
  [[nodiscard]] Bytes rest() const { return rest_; }

 private:
  Element fault() {
    faulty_ = true;
    rest_ = {};
    return {};
  }

  bool read_long_length(std::size_t count, std::size_t& length) {
    if (count == 0 || count > 4 || count > rest_.size()) return false;
    length = 0;
    for (const std::uint8_t byte : rest_.first(count)) length = length << 8 | byte;
    rest_ = rest_.subspan(count);
    return true;
  }

  Bytes rest_;
  bool faulty_ = false;
};

// AlgorithmIdentifier: an object identifier, and parameters or not.
bool is_algorithm(const Element& element) {
  if (element.tag != Tag::kSequence) return false;
  DerReader inside(element.content);
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
bool follows_number(const Element& first, DerReader& inside) {
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

bool follows_sequence(const Element& first, DerReader& inside) {
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
  DerReader outside(bytes);
  const Element whole = outside.next();
  const Bytes behind = outside.rest();
  if (whole.tag != Tag::kSequence || !std::all_of(behind.begin(), behind.end(), is_white_space)) {
    return false;
  }
  DerReader inside(whole.content);
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
