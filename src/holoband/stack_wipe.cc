#include "holoband/stack_wipe.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "holoband/secret.h"

namespace holoband {

[[gnu::noinline]] void wipe_stack() {
  // Key generation with P-521 takes 27 KB in WebAssembly; tests/secrets/stack.test.js sees whether it is enough.
  constexpr std::size_t kDepth = std::size_t{32} * 1024;
  std::array<std::uint8_t, kDepth> room;  // NOLINT(*-member-init): written
  wipe(room);
}

}  // namespace holoband
