// Changes JSON texts so that most of them go on being JSON: what is behind the parser is reached too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace holoband::fuzz {

using Random = std::minstd_rand;

// below returns a number from 0 to `limit` - 1.
[[nodiscard]] std::size_t below(std::size_t limit, Random& random);

// mutate_bytes lets libFuzzer change a text, which may grow by `room`.
[[nodiscard]] std::string mutate_bytes(std::string text, std::size_t room);

// mutate_json changes one value, member or name of a JSON text, or, now and then and where it is none, bytes.
[[nodiscard]] std::string mutate_json(std::string text, Random& random);

// replace_input writes the text in the place of an input, as far as there is room, and returns its length.
std::size_t replace_input(std::string_view text, std::uint8_t* data, std::size_t max_size);

// mutate_json_input is a whole LLVMFuzzerCustomMutator for inputs that are a JSON text with `options` bytes behind it. An
// input of less than two bytes more becomes one of the samples, from which everything begins.
std::size_t mutate_json_input(std::uint8_t* data, std::size_t size, std::size_t max_size,
                              unsigned int seed, std::span<const std::string> samples,
                              std::size_t options = 0);

// random_bytes is for the options.
[[nodiscard]] std::string random_bytes(std::size_t size, Random& random);

}  // namespace holoband::fuzz
