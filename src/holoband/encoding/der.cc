#include "holoband/encoding/der.h"

#include <algorithm>
#include <array>

namespace holoband::der {

Element Reader::next() {
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

Bytes Reader::next_of(Tag tag) {
  const Element element = next();
  return element.tag == tag ? element.content : fault().content;
}

Element Reader::optional(Tag tag) {
  const bool there = !rest_.empty() && rest_[0] == static_cast<std::uint8_t>(tag);
  return there ? next() : Element{};
}

Reader Reader::inside(Tag tag) {
  const Bytes content = next_of(tag);
  Reader reader(content, lengths_);
  if (!ok()) reader.fault();
  return reader;
}

Bytes Reader::number() {
  const Bytes content = next_of(Tag::kInteger);
  if (content.empty() || content[0] >= 0x80) return fault().content;
  if (content[0] != 0 || content.size() == 1) return content;
  // A zero that no sign asks for is a second way to write the number.
  return content[1] >= 0x80 ? content.subspan(1) : fault().content;
}

Element Reader::fault() {
  faulty_ = true;
  rest_ = {};
  return {};
}

bool Reader::read_long_length(std::size_t count, std::size_t& length) {
  if (count == 0 || count > 4 || count > rest_.size()) return false;
  const bool padded = rest_[0] == 0;
  length = 0;
  for (const std::uint8_t byte : rest_.first(count)) length = length << 8 | byte;
  rest_ = rest_.subspan(count);
  return lengths_ == Lengths::kAny || (!padded && length >= 0x80);
}

namespace {

// Header is a tag and a length.
class Header {
 public:
  Header(Tag tag, std::size_t length) {
    put(static_cast<std::size_t>(tag));
    if (length < 0x80) {
      put(length);
      return;
    }
    std::size_t count = 0;
    for (std::size_t rest = length; rest > 0; rest >>= 8) ++count;
    put(0x80 | count);
    for (; count > 0; --count) put(length >> (8 * (count - 1)));
  }
  [[nodiscard]] Bytes bytes() const { return Bytes(bytes_).first(size_); }

 private:
  void put(std::size_t byte) { bytes_[size_++] = static_cast<std::uint8_t>(byte); }

  std::array<std::uint8_t, 2 + sizeof(std::size_t)> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace

SecretBytes element(Tag tag, std::initializer_list<Bytes> pieces) {
  std::size_t length = 0;
  for (const Bytes piece : pieces) length += piece.size();
  const Header header(tag, length);
  SecretBytes out(header.bytes().size() + length);
  const Bytes start = header.bytes();
  auto end = std::copy(start.begin(), start.end(), out.bytes().begin());
  for (const Bytes piece : pieces) end = std::copy(piece.begin(), piece.end(), end);
  return out;
}

SecretBytes number(Bytes big_endian) {
  constexpr std::array<std::uint8_t, 1> kZero{0};
  const bool needs_zero = big_endian.empty() || big_endian[0] >= 0x80;
  return element(Tag::kInteger, {needs_zero ? Bytes(kZero) : Bytes(), big_endian});
}

SecretBytes bit_string(Bytes content) {
  constexpr std::array<std::uint8_t, 1> kNoUnusedBits{0};
  return element(Tag::kBitString, {kNoUnusedBits, content});
}

}  // namespace holoband::der
