#define OPENSSL_SUPPRESS_DEPRECATED

#include "holoband/crypto/digest.h"

#include "holoband/crypto/sha2.h"

namespace holoband::crypto {
namespace {

template <class Hash>
void hash_with(Bytes message, MutableBytes out) {
  typename Hash::State state = Hash::kInitial;
  finish<Hash>(state, message, message.size(), out.data());
}

}  // namespace

void hash(Digest digest, Bytes message, MutableBytes out) {
  if (out.size() < digest_size(digest)) __builtin_trap();
  switch (digest) {
    case Digest::kSha256:
      return hash_with<Sha256>(message, out);
    case Digest::kSha384:
      return hash_with<Sha384>(message, out);
    case Digest::kSha512:
      return hash_with<Sha512>(message, out);
  }
}

}  // namespace holoband::crypto
