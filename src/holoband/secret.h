// SecretBytes: bytes that are wiped before their memory is given back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "holoband/bytes.h"

namespace holoband {

// wipe overwrites memory in a way that no compiler may leave out.
void wipe(MutableBytes bytes);

// constant_time_equal compares without letting the time tell where the first difference is.
// Only the lengths, which are public, decide early.
[[nodiscard]] bool constant_time_equal(Bytes left, Bytes right);

// SecretBytes owns a fixed number of bytes. It can be moved but not copied, and it never
// reallocates, so there is only ever one copy to wipe.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::size_t size);
  explicit SecretBytes(Bytes from);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] MutableBytes bytes() { return {data_.get(), size_}; }
  [[nodiscard]] Bytes bytes() const { return {data_.get(), size_}; }

  // shrink keeps the first `size` bytes and wipes the others.
  void shrink(std::size_t size);

 private:
  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t size_ = 0;
};

}  // namespace holoband
