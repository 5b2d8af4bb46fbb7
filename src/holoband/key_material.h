// A guard against the oldest confusion of this field: text of a public key used as an HMAC secret.
#pragma once

#include "holoband/secret.h"

namespace holoband {

// is_key_material tells whether bytes that somebody wants to use as a secret are really the text or
// the encoding of a key or a certificate: PEM (whatever surrounds or bends its armour), an OpenSSH
// public key line, PGP armour, DER (SPKI, PKCS#1, PKCS#8, SEC1, X.509), a JWK, a JWK Set or a list
// of JWKs as JSON, or the hexadecimal, base64 or base64url text of one of them. Random bytes and
// passphrases are not. Its time is linear in the size.
[[nodiscard]] bool is_key_material(Bytes bytes);

}  // namespace holoband
