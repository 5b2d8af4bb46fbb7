#include "crypto/openssl_memory.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <mutex>

#include "support/secret_watch.h"

namespace holoband::test {
namespace {

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();
constexpr int kNever = -1;

std::mutex mutex;  // some tests sign in several threads
OpensslMemory memory;
int allocations_left = kNever;
bool only_once = true;
std::size_t limit = kNoLimit;
bool failed = false;

// Every block has its size in front of it, and begins as zeros: see heap_scope.cc.
struct alignas(std::max_align_t) Header {
  std::size_t size;
};

Header* header_of(void* block) { return static_cast<Header*>(block) - 1; }

bool must_fail(std::size_t size) {
  const bool now = size > limit || allocations_left == 0;
  if (allocations_left > 0 || (allocations_left == 0 && only_once)) --allocations_left;
  failed = failed || now;
  return now;
}

void* allocate(std::size_t size, const char* /*file*/, int /*line*/) {
  const std::lock_guard lock(mutex);
  if (size == 0 || must_fail(size)) return nullptr;
  auto* header = static_cast<Header*>(std::calloc(1, sizeof(Header) + size));
  if (header == nullptr) return nullptr;
  header->size = size;
  memory.in_use += size;
  memory.largest = std::max(memory.largest, size);
  return header + 1;
}

void release(void* block, const char* /*file*/, int /*line*/) {
  if (block == nullptr) return;
  const std::lock_guard lock(mutex);
  const std::size_t size = header_of(block)->size;
  memory.in_use -= size;
  if (size >= memory.largest_freed) {
    const auto* bytes = static_cast<const unsigned char*>(block);
    memory.largest_freed = size;
    memory.unwiped_bytes =
        size - static_cast<std::size_t>(std::count(bytes, bytes + size, std::uint8_t{0}));
  }
  look_at_freed(block, size);
  std::free(header_of(block));
}

void* reallocate(void* block, std::size_t size, const char* file, int line) {
  void* moved = allocate(size, file, line);
  if (moved == nullptr || block == nullptr) return moved;
  std::memcpy(moved, block, std::min(size, header_of(block)->size));
  release(block, file, line);
  return moved;
}

// Before main, because OpenSSL takes no other allocator once it has used one.
const bool installed = [] {
  if (CRYPTO_set_mem_functions(&allocate, &reallocate, &release) == 1) return true;
  std::abort();
}();

}  // namespace

const OpensslMemory& openssl_memory() {
  static_cast<void>(installed);
  return memory;
}

void forget_openssl_blocks() { memory = {.in_use = memory.in_use}; }

OpensslMemoryFailure OpensslMemoryFailure::nth(int number) {
  failed = false;
  only_once = true;
  allocations_left = number;
  return {};
}

OpensslMemoryFailure OpensslMemoryFailure::from(int number) {
  failed = false;
  only_once = false;
  allocations_left = number;
  return {};
}

OpensslMemoryFailure OpensslMemoryFailure::above(std::size_t size) {
  failed = false;
  limit = size;
  return {};
}

OpensslMemoryFailure::~OpensslMemoryFailure() {
  allocations_left = kNever;
  limit = kNoLimit;
}

bool OpensslMemoryFailure::happened() const { return failed; }

}  // namespace holoband::test
