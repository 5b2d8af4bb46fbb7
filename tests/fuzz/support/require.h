// What every target is made of: an input, and promises.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "holoband/error.h"

// libFuzzer's side of a target. A second one is optional: where it is defined, it changes inputs in a way that keeps more
// of them meaningful than changing bytes does.
extern "C" {
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed);
}

namespace holoband::fuzz {

// require ends the run where a promise is broken, so that the input is kept. It prints the promise.
void require(bool kept, std::string_view promise);

// require_plain_refusal holds of every refusal of hostile input: it has a code, names something exactly where the code is
// about something, names nothing out of the input, and is no failure of the platform.
void require_plain_refusal(const Outcome& outcome, std::string_view input);

// Input is a text with bytes behind it that choose among options. An input that is shorter has zeros for them, and no
// text.
struct Input {
  Input(const std::uint8_t* data, std::size_t size, std::size_t count);

  [[nodiscard]] std::size_t option(std::size_t index, std::size_t choices) const;

  std::string_view text;
  std::string_view options;
};

[[nodiscard]] inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace holoband::fuzz
