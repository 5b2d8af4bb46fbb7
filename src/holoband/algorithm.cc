#include "holoband/algorithm.h"

#include <array>

namespace holoband {
namespace {

using crypto::Digest;

// RFC 7518 section 3.2: a key of the same size as the hash output or larger must be used.
constexpr std::array kAlgorithms{
    Algorithm{"HS256", KeyType::kSecret, Digest::kSha256, 32, 256},
    Algorithm{"HS384", KeyType::kSecret, Digest::kSha384, 48, 384},
    Algorithm{"HS512", KeyType::kSecret, Digest::kSha512, 64, 512},
};

}  // namespace

std::span<const Algorithm> algorithms() { return kAlgorithms; }

const Algorithm* find_algorithm(std::string_view name) {
  for (const Algorithm& algorithm : kAlgorithms) {
    if (algorithm.name == name) return &algorithm;
  }
  return nullptr;
}

}  // namespace holoband
