// HMAC (RFC 2104) with SHA-2, as HS256, HS384 and HS512 use it (RFC 7518 section 3.2).
#pragma once

#include <cstddef>
#include <memory>

#include "holoband/crypto/digest.h"
#include "holoband/crypto/mac_prefix.h"
#include "holoband/secret.h"

namespace holoband::crypto {

// HmacKey keeps the hash state after the inner and the outer padded key, not the secret: a MAC
// costs neither of the two blocks again, and the secret itself can be wiped at once. The states are
// wiped by the destructor.
class HmacKey {
 public:
  HmacKey(Digest digest, Bytes secret);
  HmacKey(HmacKey&&) = delete;
  HmacKey(const HmacKey&) = delete;
  HmacKey& operator=(const HmacKey&) = delete;
  HmacKey& operator=(HmacKey&&) = delete;
  ~HmacKey();

  [[nodiscard]] Digest digest() const { return digest_; }

  // sign writes digest_size(digest()) bytes to `mac`, which must have the room. Where the messages of a caller begin
  // alike it keeps a `prefix` for them.
  void sign(Bytes message, MutableBytes mac, MacPrefix* prefix = nullptr) const;

  // verify compares in constant time. A MAC of another length than the digest's is never right. The prefix learns from
  // messages whose MAC is right, so that nobody else can spoil it.
  [[nodiscard]] bool verify(Bytes message, Bytes mac, MacPrefix* prefix = nullptr) const;

 private:
  struct States;
  Digest digest_;
  std::unique_ptr<States> states_;
};

}  // namespace holoband::crypto
