// The heap of C++, watched.
#pragma once

#include <cstddef>

namespace holoband::test {

struct HeapUse {
  std::size_t allocations = 0;
  std::size_t frees = 0;
  std::size_t freed_bytes = 0;
  std::size_t unwiped_bytes = 0;  // of the freed ones, those that were not zero at that moment
};

// HeapScope counts what operator new and operator delete do from its construction on. Only one may
// live at a time.
class HeapScope {
 public:
  HeapScope();
  HeapScope(const HeapScope&) = delete;
  HeapScope& operator=(const HeapScope&) = delete;
  ~HeapScope();

  // end returns what happened, and stops counting: the assertions about it need the heap too.
  HeapUse end();
};

}  // namespace holoband::test
