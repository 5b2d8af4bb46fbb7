// The operators are replaced because memory can only be looked at in the moment when it is given
// back: later nobody may, and earlier proves nothing.
#include "heap_scope.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "support/secret_watch.h"

namespace holoband::test {
namespace {

bool counting = false;
HeapUse use;

// Every block has its size in front of it. It begins as zeros, because what a test left there before would else be found
// again when the block is given back.
struct alignas(std::max_align_t) Header {
  std::size_t size;
};

void* allocate(std::size_t size) {
  auto* header = static_cast<Header*>(std::calloc(1, sizeof(Header) + size));
  if (header == nullptr) std::abort();
  header->size = size;
  if (counting) ++use.allocations;
  return header + 1;
}

void release(void* block) {
  if (block == nullptr) return;
  Header* header = static_cast<Header*>(block) - 1;
  if (counting) {
    const auto* bytes = static_cast<const std::uint8_t*>(block);
    const auto zeros = std::count(bytes, bytes + header->size, std::uint8_t{0});
    ++use.frees;
    use.freed_bytes += header->size;
    use.unwiped_bytes += header->size - static_cast<std::size_t>(zeros);
  }
  look_at_freed(block, header->size);
  std::free(header);
}

}  // namespace

HeapScope::HeapScope() {
  use = {};
  counting = true;
}

HeapScope::~HeapScope() { counting = false; }

HeapUse HeapScope::end() {
  counting = false;
  return use;
}

}  // namespace holoband::test

void* operator new(std::size_t size) { return holoband::test::allocate(size); }
void* operator new[](std::size_t size) { return holoband::test::allocate(size); }
void operator delete(void* block) noexcept { holoband::test::release(block); }
void operator delete[](void* block) noexcept { holoband::test::release(block); }
void operator delete(void* block, std::size_t) noexcept { holoband::test::release(block); }
void operator delete[](void* block, std::size_t) noexcept { holoband::test::release(block); }
