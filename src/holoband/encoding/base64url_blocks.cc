#include "holoband/encoding/base64url_blocks.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

// The vectors of WebAssembly are asked for by name, function by function: with -msimd128 the compiler makes some of its
// own, and clang 14 gets some of these wrong.
#if defined(__wasm__)
#define HOLOBAND_VECTORS __attribute__((target("simd128")))
#else
#define HOLOBAND_VECTORS
#endif

namespace holoband {
namespace {

static_assert(std::endian::native == std::endian::little, "lanes are taken apart from below");

constexpr std::size_t kVector = 16;
constexpr std::size_t kBlockBytes = 12;

// Casts between vectors of one size change the number of lanes, and no bit.
using Octets = std::uint8_t __attribute__((vector_size(kVector)));
using Pairs = std::uint16_t __attribute__((vector_size(kVector)));
using Quads = std::uint32_t __attribute__((vector_size(kVector)));
using Halves = std::uint64_t __attribute__((vector_size(kVector)));

// decode_block decodes sixteen characters to twelve bytes, and writes four more; it tells whether it knew them all.
HOLOBAND_VECTORS inline bool decode_block(const char* text, std::uint8_t* out) {
  Octets characters;
  std::memcpy(&characters, text, kVector);
  const auto upper = reinterpret_cast<Octets>(characters - 'A' < 26);
  const auto lower = reinterpret_cast<Octets>(characters - 'a' < 26);
  const auto digit = reinterpret_cast<Octets>(characters - '0' < 10);
  const auto dash = reinterpret_cast<Octets>(characters == '-');
  const auto line = reinterpret_cast<Octets>(characters == '_');
  const auto known = reinterpret_cast<Halves>(upper | lower | digit | dash | line);
  if ((known[0] & known[1]) != ~std::uint64_t{0}) return false;

  const Octets values = (upper & (characters - 'A')) | (lower & (characters - 'a' + 26)) |
                        (digit & (characters - '0' + 52)) | (dash & 62) | (line & 63);
  const auto single = reinterpret_cast<Pairs>(values);
  const auto twelve_bits = reinterpret_cast<Quads>(((single & 0x3F) << 6) | (single >> 8));
  const auto bits = reinterpret_cast<Octets>(((twelve_bits & 0xFFF) << 12) | (twelve_bits >> 16));
  const Octets bytes =
      __builtin_shufflevector(bits, bits, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 7, 11, 15);
  std::memcpy(out, &bytes, kVector);
  return true;
}

// encode_block encodes twelve bytes, and reads four more.
HOLOBAND_VECTORS inline void encode_block(const std::uint8_t* bytes, char* out) {
  Octets block;
  std::memcpy(&block, bytes, kVector);
  const auto bits = reinterpret_cast<Quads>(
      __builtin_shufflevector(block, block, 2, 1, 0, 15, 5, 4, 3, 15, 8, 7, 6, 15, 11, 10, 9, 15));
  const auto values =
      reinterpret_cast<Octets>(((bits >> 18) & 0x3F) | ((bits >> 4) & 0x3F00) |
                               ((bits << 10) & 0x3F0000) | ((bits << 24) & 0x3F000000));
  const Octets characters =
      values + 'A' + (reinterpret_cast<Octets>(values > 25) & ('a' - 'A' - 26)) +
      (reinterpret_cast<Octets>(values > 51) & 181) +
      (reinterpret_cast<Octets>(values > 61) & 243) + (reinterpret_cast<Octets>(values > 62) & 49);
  std::memcpy(out, &characters, kVector);
}

}  // namespace

// The last block goes through a vector of its own, where there is no room for four bytes more.
HOLOBAND_VECTORS std::size_t decode_blocks(std::string_view text, MutableBytes out) {
  const std::size_t blocks = text.size() / kVector;
  for (std::size_t i = 0; i < blocks; ++i) {
    const char* const from = text.data() + i * kVector;
    const MutableBytes to = out.subspan(i * kBlockBytes);
    if (to.size() >= kVector) {
      if (!decode_block(from, to.data())) return i * kVector;
    } else {
      std::array<std::uint8_t, kVector> last;  // NOLINT(*-member-init): written
      if (!decode_block(from, last.data())) return i * kVector;
      std::memcpy(to.data(), last.data(), kBlockBytes);
    }
  }
  return blocks * kVector;
}

HOLOBAND_VECTORS std::size_t encode_blocks(Bytes bytes, char* out) {
  const std::size_t blocks = bytes.size() / kBlockBytes;
  for (std::size_t i = 0; i < blocks; ++i) {
    const Bytes from = bytes.subspan(i * kBlockBytes);
    if (from.size() >= kVector) {
      encode_block(from.data(), out + i * kVector);
    } else {
      std::array<std::uint8_t, kVector> last{};
      std::memcpy(last.data(), from.data(), kBlockBytes);
      encode_block(last.data(), out + i * kVector);
    }
  }
  return blocks * kBlockBytes;
}

}  // namespace holoband
