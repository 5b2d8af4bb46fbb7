// SecretText: text that may hold a secret, put together in one buffer that is wiped.
#pragma once

#include <cstddef>
#include <string_view>

#include "holoband/secret.h"

namespace holoband {

class SecretText {
 public:
  // The room never grows, because a copy would be left behind. Writing beyond it traps.
  explicit SecretText(std::size_t room) : bytes_(room) {}

  void add(std::string_view text);
  void add_base64url(Bytes bytes);
  void add_base64(Bytes bytes);  // RFC 4648 section 4, with padding

  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes_.bytes().data()), size_};
  }

  // take hands the text over.
  [[nodiscard]] SecretBytes take();

 private:
  // claim returns the next `size` bytes of the room.
  MutableBytes claim(std::size_t size);

  SecretBytes bytes_;
  std::size_t size_ = 0;
};

}  // namespace holoband
