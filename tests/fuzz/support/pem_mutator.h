// Changes PEM texts by what is in them: elements of DER, whose lengths are mended, or the label.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace holoband::fuzz {

// decode_pem returns what is between the first two lines of dashes, whatever it is, and nothing where it is no base64.
[[nodiscard]] std::string decode_pem(std::string_view pem);

[[nodiscard]] std::string encode_pem(std::string_view label, std::string_view der);

// mutate_pem_input is a whole LLVMFuzzerCustomMutator, like mutate_json_input.
std::size_t mutate_pem_input(std::uint8_t* data, std::size_t size, std::size_t max_size,
                             unsigned int seed, std::span<const std::string_view> samples,
                             std::size_t options);

}  // namespace holoband::fuzz
