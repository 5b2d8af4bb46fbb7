// Changes tokens and signs them again: without that no fuzzer would ever get past the signature.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "holoband/key.h"

namespace holoband::fuzz {

// mutate_token_input is a whole LLVMFuzzerCustomMutator. It changes the header, the payload or the segments, and signs with
// the key whose algorithm the header names, or with any of them; now and then it changes bytes and signs nothing.
std::size_t mutate_token_input(std::uint8_t* data, std::size_t size, std::size_t max_size,
                               unsigned int seed, std::span<const Key> keys);

}  // namespace holoband::fuzz
