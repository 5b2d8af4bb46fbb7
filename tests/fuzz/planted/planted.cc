// A target with bugs in it, to show that each kind of them is found.
#include <cstdlib>
#include <vector>

#include "support/require.h"

namespace holoband::fuzz {
namespace {

void read_behind(std::size_t size) {
  const std::vector<std::uint8_t> bytes(size);
  volatile std::uint8_t seen = *(bytes.data() + size);
  (void)seen;
}

void leak(std::size_t size) {
  void* volatile lost = std::malloc(size);
  lost = nullptr;
  (void)lost;
}

int overflow(int value) {
  volatile int most = value;
  return most + 1;
}

void check(std::string_view text) {
  require(text != "promise", "nobody says promise");
  if (text == "behind") read_behind(text.size());
  if (text == "leak") leak(text.size());
  if (text == "overflow") (void)overflow(2147483647);
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  holoband::fuzz::check(holoband::fuzz::text_of(data, size));
  return 0;
}
