// One struct per digest, so that what is built on them is written once. For the files of this
// folder only.
//
// The low-level calls are public but deprecated, and are used on purpose: an EVP digest would cost
// an allocation and several lookups for every token, and would tie the hot path to the provider
// machinery. Whoever includes this defines OPENSSL_SUPPRESS_DEPRECATED before.
#pragma once

#include <openssl/sha.h>

#include <cstddef>
#include <cstdint>

#include "holoband/bytes.h"
#include "holoband/crypto/digest.h"

namespace holoband::crypto {

struct Sha256 {
  using State = SHA256_CTX;
  static constexpr std::size_t kBlockSize = SHA256_CBLOCK;
  static void start(State& state) { SHA256_Init(&state); }
  static void absorb(State& state, Bytes data) { SHA256_Update(&state, data.data(), data.size()); }
  static void finish(State& state, std::uint8_t* out) { SHA256_Final(out, &state); }
};

// SHA-384 is SHA-512 with other initial values, cut off when it ends (FIPS 180-4 section 5.3.4).
struct Sha384 {
  using State = SHA512_CTX;
  static constexpr std::size_t kBlockSize = SHA512_CBLOCK;
  static void start(State& state) { SHA384_Init(&state); }
  static void absorb(State& state, Bytes data) { SHA384_Update(&state, data.data(), data.size()); }
  static void finish(State& state, std::uint8_t* out) { SHA384_Final(out, &state); }
};

struct Sha512 {
  using State = SHA512_CTX;
  static constexpr std::size_t kBlockSize = SHA512_CBLOCK;
  static void start(State& state) { SHA512_Init(&state); }
  static void absorb(State& state, Bytes data) { SHA512_Update(&state, data.data(), data.size()); }
  static void finish(State& state, std::uint8_t* out) { SHA512_Final(out, &state); }
};

}  // namespace holoband::crypto
