#include "holoband/crypto/roca.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace holoband::crypto {
namespace {

// The primes that divide the number which the broken generator took all its primes modulo, for the
// shortest keys; longer ones take more of them.
constexpr std::array<std::uint32_t, 38> kPrimes{
    3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71,
    73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};

std::uint32_t remainder(Bytes number, std::uint32_t divisor) {
  std::uint32_t rest = 0;
  for (const std::uint8_t byte : number) rest = (rest << 8 | byte) % divisor;
  return rest;
}

bool is_power_of_65537(std::uint32_t value, std::uint32_t prime) {
  std::uint32_t power = 1;
  do {
    if (power == value) return true;
    power = power * (65537 % prime) % prime;
  } while (power != 1);
  return false;
}

}  // namespace

bool has_roca_fingerprint(Bytes modulus) {
  return std::all_of(kPrimes.begin(), kPrimes.end(), [modulus](std::uint32_t prime) {
    return is_power_of_65537(remainder(modulus, prime), prime);
  });
}

}  // namespace holoband::crypto
