// base64url without padding, exactly as RFC 7515 section 2 and appendix C write it: one spelling
// per value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "holoband/error.h"
#include "holoband/secret.h"

namespace holoband {

// base64url_encoded_size returns the number of characters for `size` bytes.
[[nodiscard]] constexpr std::size_t base64url_encoded_size(std::size_t size) {
  return size / 3 * 4 + (size % 3 == 0 ? 0 : size % 3 + 1);
}

// base64url_decoded_size returns the number of bytes that `length` characters decode to.
// A length that base64url cannot produce (4n + 1) rounds down; decoding refuses it.
[[nodiscard]] constexpr std::size_t base64url_decoded_size(std::size_t length) {
  return length / 4 * 3 + (length % 4 < 2 ? 0 : length % 4 - 1);
}

// base64url_encode writes base64url_encoded_size(bytes.size()) characters to `out`, which must have
// the room.
void base64url_encode(Bytes bytes, char* out);
[[nodiscard]] std::string base64url_encode(Bytes bytes);

// append_base64url appends what base64url_encode returns.
void append_base64url(Bytes bytes, std::string& text);

// Base64urlDecoded is what decoding gives: kOk with the size, or the first fault and where it is.
// The order of faults is: alphabet (padding, white space and the standard alphabet included),
// length, trailing bits.
struct [[nodiscard]] Base64urlDecoded {
  ErrorCode code = ErrorCode::kOk;
  std::size_t size = 0;      // bytes written
  std::size_t position = 0;  // of the first character at fault

  [[nodiscard]] constexpr bool ok() const { return code == ErrorCode::kOk; }
};

// base64url_decode writes to `out`, which must have room for base64url_decoded_size(text.size())
// bytes. On failure the contents of `out` are unspecified and must not be used. Input may be
// secret: it is not copied.
Base64urlDecoded base64url_decode(std::string_view text, MutableBytes out);

}  // namespace holoband
