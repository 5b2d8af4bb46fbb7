// The DER of keys: SubjectPublicKeyInfo (RFC 5280), PKCS #8 (RFC 5958), PKCS #1 (RFC 8017), SEC 1
// (RFC 5915), and the key in an X.509 certificate. For pem.cc only.
//
// Read here and not by OpenSSL's decoders, which guess among formats, take several encodings for
// one key, and would be a third of the module.
#pragma once

#include <optional>

#include "holoband/algorithm.h"
#include "holoband/crypto/key_parts.h"
#include "holoband/key.h"
#include "holoband/result.h"

namespace holoband {

// EncodedKey is what was read: not yet checked to be a key.
struct EncodedKey {
  KeyType type = KeyType::kRsa;
  crypto::Group group = crypto::Group::kNone;
  crypto::KeyParts parts;
  bool pss_only = false;                     // id-RSASSA-PSS: not for PKCS #1 v1.5 (RFC 4055)
  std::optional<crypto::Digest> pss_digest;  // and with this digest only
};

// All of these fail with kPemInvalid for what is not their structure in DER, and with
// kPemUnsupported for key types, curves and parameters that no JWS algorithm has.
[[nodiscard]] Result<EncodedKey> read_spki(Bytes der);
[[nodiscard]] Result<EncodedKey> read_certificate(Bytes der);
[[nodiscard]] Result<EncodedKey> read_pkcs8(Bytes der);
[[nodiscard]] Result<EncodedKey> read_pkcs1_public(Bytes der);
[[nodiscard]] Result<EncodedKey> read_pkcs1_private(Bytes der);
[[nodiscard]] Result<EncodedKey> read_sec1(Bytes der);

// write_spki and write_pkcs8 write what the readers above read. The key is asymmetric, and for
// write_pkcs8 a private one.
[[nodiscard]] SecretBytes write_spki(const Key& key);
[[nodiscard]] SecretBytes write_pkcs8(const Key& key);

}  // namespace holoband
