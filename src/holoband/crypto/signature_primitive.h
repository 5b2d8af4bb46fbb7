// SignaturePrimitive: a key's arithmetic where somebody else has it, for example the host of a
// WebAssembly module.
#pragma once

#include "holoband/bytes.h"
#include "holoband/error.h"

namespace holoband::crypto {

// A Key that was given one asks it when everything else has been decided. Where several threads use
// the key, several threads ask.
class SignaturePrimitive {
 public:
  SignaturePrimitive() = default;
  SignaturePrimitive(const SignaturePrimitive&) = delete;
  SignaturePrimitive& operator=(const SignaturePrimitive&) = delete;
  SignaturePrimitive(SignaturePrimitive&&) = delete;
  SignaturePrimitive& operator=(SignaturePrimitive&&) = delete;
  virtual ~SignaturePrimitive() = default;

  // sign fills `signature`, which has the algorithm's length, as the algorithm writes it: ECDSA as R
  // and S (RFC 7518 section 3.4). Only kOk means that it did.
  [[nodiscard]] virtual Outcome sign(Bytes message, MutableBytes signature) const = 0;

  // verify fails with kSignatureInvalid for a signature that is wrong, and with another code where it
  // cannot tell. Only kOk means that it is right. The signature has the algorithm's length.
  [[nodiscard]] virtual Outcome verify(Bytes message, Bytes signature) const = 0;

  // is_deterministic tells whether the same message always gets the same signature.
  [[nodiscard]] virtual bool is_deterministic() const = 0;
};

}  // namespace holoband::crypto
