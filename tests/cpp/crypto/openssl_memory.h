// OpenSSL's allocations, watched and made to fail.
#pragma once

#include <cstddef>

namespace holoband::test {

// OpensslMemory is what OpenSSL allocated and freed.
struct OpensslMemory {
  std::size_t in_use = 0;
  std::size_t largest = 0;        // of the blocks that were allocated
  std::size_t largest_freed = 0;  // of the blocks that were freed
  std::size_t unwiped_bytes = 0;  // in freed blocks of that size
};

[[nodiscard]] const OpensslMemory& openssl_memory();

// forget_openssl_blocks sets everything but `in_use` to zero.
void forget_openssl_blocks();

// OpensslMemoryFailure makes allocations fail for as long as it lives.
class OpensslMemoryFailure {
 public:
  // nth lets one allocation fail: the first for 0.
  [[nodiscard]] static OpensslMemoryFailure nth(int number);

  // from lets that allocation fail and every one after it.
  [[nodiscard]] static OpensslMemoryFailure from(int number);

  // above lets every allocation fail that is larger.
  [[nodiscard]] static OpensslMemoryFailure above(std::size_t size);

  OpensslMemoryFailure(const OpensslMemoryFailure&) = delete;
  OpensslMemoryFailure& operator=(const OpensslMemoryFailure&) = delete;
  ~OpensslMemoryFailure();

  // happened tells whether there was an allocation to fail.
  [[nodiscard]] bool happened() const;

 private:
  OpensslMemoryFailure() = default;
};

}  // namespace holoband::test
