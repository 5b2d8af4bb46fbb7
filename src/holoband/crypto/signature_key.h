// SignatureKey: an asymmetric key, ready to sign or to verify with one scheme.
#pragma once

#include <cstddef>
#include <memory>

#include "holoband/crypto/key_parts.h"
#include "holoband/crypto/scheme.h"
#include "holoband/error.h"
#include "holoband/result.h"

namespace holoband::crypto {

// SignatureKey is immutable to its users: several threads may use one at a time.
class SignatureKey {
 public:
  // create checks that the parts belong together and are on the curve, and adds the public part to
  // a private key that comes without it (RSA never does). It judges the mathematics, not the
  // strength: how short a modulus may be is for the layer above.
  // Failures: kKeyInvalid with the name of the part at fault, kOutOfMemory, kRandomUnavailable,
  // kCryptoFailed.
  [[nodiscard]] static Result<SignatureKey> create(const Scheme& scheme, KeyParts& parts);

  SignatureKey(SignatureKey&& other) noexcept;
  SignatureKey& operator=(SignatureKey&& other) noexcept;
  SignatureKey(const SignatureKey&) = delete;
  SignatureKey& operator=(const SignatureKey&) = delete;
  ~SignatureKey();

  [[nodiscard]] std::size_t signature_size() const;

  // sign writes signature_size() bytes, for which `signature` must have the room. ECDSA takes its
  // nonces from the key and the message (RFC 6979), and writes R and S (RFC 7518 section 3.4).
  // Failures: kOutOfMemory, kRandomUnavailable, kCryptoFailed; then `signature` is wiped. The key
  // must be a private one.
  [[nodiscard]] Outcome sign(Bytes message, MutableBytes signature) const;

  // verify fails with kSignatureInvalid; a signature of any other length is never right.
  // Failures beside it: kOutOfMemory, kRandomUnavailable, kCryptoFailed. Only kOk means that the
  // signature is right.
  [[nodiscard]] Outcome verify(Bytes message, Bytes signature) const;

 private:
  struct State;
  explicit SignatureKey(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

// generate_parts makes a new private key. `modulus_bits` is for RSA.
// Failures: kRandomUnavailable, kOutOfMemory, kCryptoFailed.
[[nodiscard]] Result<KeyParts> generate_parts(const Scheme& scheme, std::size_t modulus_bits);

}  // namespace holoband::crypto
