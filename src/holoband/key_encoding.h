// Encoded keys, told by their outer shape. For key_material.cc only.
#pragma once

#include "holoband/secret.h"

namespace holoband {

// is_der_key tells whether bytes are one DER SEQUENCE, with white space behind it at most, whose
// elements are those of a SubjectPublicKeyInfo, an X.509 certificate or request (RFC 5280), a
// PKCS#1 key (RFC 8017), a PKCS#8 key, plain or encrypted (RFC 5958), or a SEC1 key (RFC 5915).
[[nodiscard]] bool is_der_key(Bytes bytes);

// is_openssh_key tells whether bytes begin like an OpenSSH public key (RFC 4253 section 6.6) or
// private key file.
[[nodiscard]] bool is_openssh_key(Bytes bytes);

}  // namespace holoband
