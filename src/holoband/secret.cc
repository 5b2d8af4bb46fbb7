#include "holoband/secret.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace holoband {
namespace {

constexpr std::size_t kWordSize = sizeof(std::uint64_t);

std::uint64_t load_word(const std::uint8_t* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

}  // namespace

void wipe(MutableBytes bytes) {
  if (bytes.empty()) return;
  std::memset(bytes.data(), 0, bytes.size());
  // The empty instruction claims to read the memory, so the stores above are never dead, not even
  // where the memory is freed next.
  __asm__ __volatile__("" : : "r"(bytes.data()) : "memory");
}

bool constant_time_equal(Bytes left, Bytes right) {
  if (left.size() != right.size()) return false;
  std::uint64_t difference = 0;
  std::size_t i = 0;
  for (; i + kWordSize <= left.size(); i += kWordSize) {
    difference |= load_word(left.data() + i) ^ load_word(right.data() + i);
  }
  for (; i < left.size(); ++i) difference |= static_cast<unsigned>(left[i] ^ right[i]);
  // The exact value is needed here as far as the compiler can tell, so it cannot stop at the first
  // byte that differs.
  __asm__ __volatile__("" : "+r"(difference));
  return difference == 0;
}

SecretBytes::SecretBytes(std::size_t size)
    : data_(size == 0 ? nullptr : std::make_unique<std::uint8_t[]>(size)), size_(size) {}

SecretBytes::SecretBytes(Bytes from) : SecretBytes(from.size()) {
  std::copy(from.begin(), from.end(), data_.get());
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this == &other) return *this;
  wipe(bytes());
  data_ = std::move(other.data_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

SecretBytes::~SecretBytes() { wipe(bytes()); }

void SecretBytes::shrink(std::size_t size) {
  if (size >= size_) return;
  wipe(bytes().subspan(size));
  size_ = size;
}

}  // namespace holoband
