// The low-level SHA-2 calls are public but deprecated, and are used on purpose: an EVP digest would
// cost an allocation and several lookups for every MAC, and would tie the hot path to the provider
// machinery.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "holoband/crypto/hmac.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace holoband::crypto {
namespace {

// One struct per digest, so that the construction below is written once. SHA-384 is SHA-512 with
// other initial values, cut off when it ends (FIPS 180-4 section 5.3.4).
struct Sha256 {
  using State = SHA256_CTX;
  static constexpr std::size_t kBlockSize = SHA256_CBLOCK;
  static void start(State& state) { SHA256_Init(&state); }
  static void absorb(State& state, Bytes data) { SHA256_Update(&state, data.data(), data.size()); }
  static void finish(State& state, std::uint8_t* out) { SHA256_Final(out, &state); }
};

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

template <class T>
void wipe_object(T& object) {
  wipe({reinterpret_cast<std::uint8_t*>(&object), sizeof(object)});
}

// absorb_padded_key leaves in `state` what one block of the key XOR a repeated byte leads to.
template <class Hash>
void absorb_padded_key(typename Hash::State& state,
                       const std::array<std::uint8_t, Hash::kBlockSize>& key, std::uint8_t pad) {
  std::array<std::uint8_t, Hash::kBlockSize> block;
  std::transform(key.begin(), key.end(), block.begin(),
                 [pad](std::uint8_t byte) { return static_cast<std::uint8_t>(byte ^ pad); });
  Hash::start(state);
  Hash::absorb(state, block);
  wipe(block);
}

template <class Hash>
void absorb_key(Bytes secret, typename Hash::State& inner, typename Hash::State& outer) {
  std::array<std::uint8_t, Hash::kBlockSize> key{};
  if (secret.size() > key.size()) {  // RFC 2104 section 2: longer keys are hashed first
    Hash::start(inner);
    Hash::absorb(inner, secret);
    Hash::finish(inner, key.data());
  } else {
    std::copy(secret.begin(), secret.end(), key.begin());
  }
  absorb_padded_key<Hash>(inner, key, 0x36);
  absorb_padded_key<Hash>(outer, key, 0x5c);
  wipe(key);
}

template <class Hash>
void compute(const typename Hash::State& inner, const typename Hash::State& outer, Bytes message,
             MutableBytes mac) {
  typename Hash::State state = inner;
  Hash::absorb(state, message);
  Hash::finish(state, mac.data());
  state = outer;
  Hash::absorb(state, mac);
  Hash::finish(state, mac.data());
  wipe_object(state);
}

}  // namespace

// Only the pair that belongs to the key's digest is in use.
struct HmacKey::States {
  union {
    SHA256_CTX inner256;
    SHA512_CTX inner512;
  };
  union {
    SHA256_CTX outer256;
    SHA512_CTX outer512;
  };
};

HmacKey::HmacKey(Digest digest, Bytes secret)
    : digest_(digest), states_(std::make_unique<States>()) {
  switch (digest_) {
    case Digest::kSha256:
      absorb_key<Sha256>(secret, states_->inner256, states_->outer256);
      break;
    case Digest::kSha384:
      absorb_key<Sha384>(secret, states_->inner512, states_->outer512);
      break;
    case Digest::kSha512:
      absorb_key<Sha512>(secret, states_->inner512, states_->outer512);
      break;
  }
}

HmacKey::~HmacKey() { wipe_object(*states_); }

void HmacKey::sign(Bytes message, MutableBytes mac) const {
  const std::size_t size = digest_size(digest_);
  if (mac.size() < size) __builtin_trap();
  const MutableBytes out = mac.first(size);
  switch (digest_) {
    case Digest::kSha256:
      return compute<Sha256>(states_->inner256, states_->outer256, message, out);
    case Digest::kSha384:
      return compute<Sha384>(states_->inner512, states_->outer512, message, out);
    case Digest::kSha512:
      return compute<Sha512>(states_->inner512, states_->outer512, message, out);
  }
}

bool HmacKey::verify(Bytes message, Bytes mac) const {
  if (mac.size() != digest_size(digest_)) return false;
  std::array<std::uint8_t, kMaxDigestSize> computed;
  const MutableBytes expected = MutableBytes(computed).first(mac.size());
  sign(message, expected);
  const bool equal = constant_time_equal(expected, mac);
  wipe(expected);
  return equal;
}

}  // namespace holoband::crypto
