#include "holoband/encoding/secret_text.h"

#include <algorithm>
#include <utility>

#include "holoband/encoding/base64url.h"

namespace holoband {

void SecretText::add(std::string_view text) {
  std::copy(text.begin(), text.end(), claim(text.size()).begin());
}

void SecretText::add_base64url(Bytes bytes) {
  const MutableBytes room = claim(base64url_encoded_size(bytes.size()));
  base64url_encode(bytes, reinterpret_cast<char*>(room.data()));
}

void SecretText::add_base64(Bytes bytes) {
  const std::size_t start = size_;
  add_base64url(bytes);
  for (std::uint8_t& character : bytes_.bytes().subspan(start, size_ - start)) {
    if (character == '-') character = '+';
    if (character == '_') character = '/';
  }
  while ((size_ - start) % 4 != 0) add("=");
}

SecretBytes SecretText::take() {
  bytes_.shrink(size_);
  size_ = 0;
  return std::move(bytes_);
}

MutableBytes SecretText::claim(std::size_t size) {
  if (size > bytes_.size() - size_) __builtin_trap();
  const MutableBytes room = bytes_.bytes().subspan(size_, size);
  size_ += size;
  return room;
}

}  // namespace holoband
