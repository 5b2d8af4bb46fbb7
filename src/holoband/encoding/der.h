// DER (ITU-T X.690), as far as keys and certificates need it.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "holoband/secret.h"

namespace holoband::der {

enum class Tag : std::uint8_t {
  kInteger = 0x02,
  kBitString = 0x03,
  kOctetString = 0x04,
  kNull = 0x05,
  kOid = 0x06,
  kSequence = 0x30,
  kContext0 = 0x80,             // [0] in the place of a primitive type
  kContext0Constructed = 0xA0,  // [0] around something
  kContext1 = 0x81,
  kContext1Constructed = 0xA1,
  kContext3Constructed = 0xA3,
  kNone = 0xFF,  // the end, or something that is no DER
};

struct Element {
  Tag tag = Tag::kNone;
  Bytes content;
};

// Lengths: DER has one way to write a length. A guard that looks for keys in strange places takes
// the other ways of BER as well.
enum class Lengths : std::uint8_t { kShortest, kAny };

// Reader takes one element after the other. After the first fault it only gives kNone.
class Reader {
 public:
  explicit Reader(Bytes bytes, Lengths lengths = Lengths::kShortest)
      : rest_(bytes), lengths_(lengths) {}

  Element next();

  // next_of takes an element of this tag and returns its content. Any other one is a fault.
  Bytes next_of(Tag tag);

  // optional takes an element only where it has this tag; else it is left for later.
  [[nodiscard]] Element optional(Tag tag);

  // inside reads the contents of the next element, which must have this tag.
  Reader inside(Tag tag);

  // number takes an INTEGER that is not negative, without its leading zero.
  Bytes number();

  [[nodiscard]] bool ok() const { return !faulty_; }
  [[nodiscard]] bool at_end() const { return !faulty_ && rest_.empty(); }
  [[nodiscard]] Bytes rest() const { return rest_; }

 private:
  Element fault();
  bool read_long_length(std::size_t count, std::size_t& length);

  Bytes rest_;
  Lengths lengths_;
  bool faulty_ = false;
};

// element writes a tag, a length, and the pieces one behind the other. The result is wiped with
// whoever owns it, as all of it may be part of a private key.
[[nodiscard]] SecretBytes element(Tag tag, std::initializer_list<Bytes> pieces);

// number writes an INTEGER that is not negative.
[[nodiscard]] SecretBytes number(Bytes big_endian);

// bit_string writes a BIT STRING of whole bytes.
[[nodiscard]] SecretBytes bit_string(Bytes content);

}  // namespace holoband::der
