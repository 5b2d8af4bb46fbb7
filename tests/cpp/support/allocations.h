// How often the program asked for memory with operator new.
#pragma once

#include <cstddef>

namespace holoband::test {

// allocation_count returns the number of calls of operator new since the program started.
[[nodiscard]] std::size_t allocation_count();

}  // namespace holoband::test
