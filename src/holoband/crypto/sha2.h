// SHA-2 as HMAC needs it: a state is the eight words that whole blocks leave, so that going on from
// a saved one copies nothing else. One struct per digest, so that what is built on them is written
// once. For the files of this folder only.
//
// The low-level calls are public but deprecated, and are used on purpose: an EVP digest would cost
// an allocation and several lookups for every token, and would tie the hot path to the provider
// machinery. Whoever includes this defines OPENSSL_SUPPRESS_DEPRECATED before.
#pragma once

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "holoband/bytes.h"
#include "holoband/crypto/digest.h"
#include "holoband/secret.h"

namespace holoband::crypto {

// Sha2 is what the digests have in common.
template <class Context, void (*transform)(Context*, const unsigned char*), std::size_t block_size>
struct Sha2 {
  using Word = std::remove_cvref_t<decltype(Context::h[0])>;
  using State = std::array<Word, 8>;
  static constexpr std::size_t kBlockSize = block_size;

  // compress goes on by `count` whole blocks.
  static void compress(State& state, const std::uint8_t* blocks, std::size_t count) {
    Context context;  // NOLINT(*-member-init): the hash state is all that is read of it
    std::copy(state.begin(), state.end(), context.h);
    for (; count > 0; --count, blocks += kBlockSize) transform(&context, blocks);
    std::copy_n(context.h, state.size(), state.begin());
    wipe({reinterpret_cast<std::uint8_t*>(context.h), sizeof(context.h)});
  }
};

struct Sha256 : Sha2<SHA256_CTX, SHA256_Transform, SHA256_CBLOCK> {
  static constexpr std::size_t kDigestSize = 32;
  static constexpr State kInitial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
};

// SHA-384 is SHA-512 with other initial values, cut off when it ends (FIPS 180-4 section 5.3.4).
struct Sha384 : Sha2<SHA512_CTX, SHA512_Transform, SHA512_CBLOCK> {
  static constexpr std::size_t kDigestSize = 48;
  static constexpr State kInitial{0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17,
                                  0x152fecd8f70e5939, 0x67332667ffc00b31, 0x8eb44a8768581511,
                                  0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};
};

struct Sha512 : Sha2<SHA512_CTX, SHA512_Transform, SHA512_CBLOCK> {
  static constexpr std::size_t kDigestSize = 64;
  static constexpr State kInitial{0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                  0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                  0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
};

// put writes a number with its most significant byte first.
template <class Word>
void put(std::uint8_t* out, Word number) {
  static_assert(std::endian::native == std::endian::little, "the bytes are turned round");
  if constexpr (sizeof(Word) == sizeof(std::uint32_t)) {
    number = __builtin_bswap32(number);
  } else {
    number = __builtin_bswap64(number);
  }
  std::memcpy(out, &number, sizeof(number));
}

// finish takes what is left of a message of `total_size` bytes, whose other bytes the state has seen
// as whole blocks, and writes the digest, which may lie over the message. The digest is in the state
// too, and wiping it is left to the caller.
template <class Hash>
void finish(typename Hash::State& state, Bytes rest, std::uint64_t total_size, std::uint8_t* out) {
  using Word = typename Hash::Word;
  constexpr std::size_t kBlock = Hash::kBlockSize;
  const std::size_t whole = rest.size() / kBlock;
  Hash::compress(state, rest.data(), whole);
  const Bytes tail = rest.subspan(whole * kBlock);

  // A bit that marks the end, zeros, and the number of bits, which has the room of two words.
  alignas(Word) std::array<std::uint8_t, 2 * kBlock> room;  // NOLINT(*-member-init): written
  const std::size_t count = tail.size() + 1 + 2 * sizeof(Word) <= kBlock ? 1 : 2;
  const MutableBytes padded = MutableBytes(room).first(count * kBlock);
  std::fill(std::copy(tail.begin(), tail.end(), padded.begin()), padded.end(), std::uint8_t{0});
  padded[tail.size()] = 0x80;
  put(padded.last(sizeof(total_size)).data(), total_size * 8);
  Hash::compress(state, padded.data(), count);
  wipe(padded);

  for (std::size_t i = 0; i < Hash::kDigestSize / sizeof(Word); ++i) {
    put(out + i * sizeof(Word), state[i]);
  }
}

}  // namespace holoband::crypto
