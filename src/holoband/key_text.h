// Text that holds a key, told by its marks. For key_material.cc only.
#pragma once

#include <string_view>

#include "holoband/secret.h"

namespace holoband {

// fold writes text the one way in which the functions below read it: what cannot be seen is gone
// (control characters, zero-width characters, byte order marks, the zero bytes of UTF-16), every
// kind of space, dash and quotation mark is the ASCII one, the escapes of a JSON string are undone,
// and any other character that is not ASCII is one byte 0x80.
[[nodiscard]] SecretBytes fold(Bytes text);

// has_armour finds the lines around a PEM or PGP block, the dashes and the spaces in them bent or
// lost or not.
[[nodiscard]] bool has_armour(std::string_view folded);

// has_openssh_line finds the base64 text of an OpenSSH public key, wherever in a line it is.
[[nodiscard]] bool has_openssh_line(std::string_view folded);

// has_jwk finds the member that every JWK has (RFC 7517 section 4.1).
[[nodiscard]] bool has_jwk(std::string_view folded);

// decode_base64 and decode_hex return what the whole text, white space and quotation marks around
// it aside, is the text of; nothing where it is not. Both alphabets of base64 will do.
[[nodiscard]] SecretBytes decode_base64(std::string_view folded);
[[nodiscard]] SecretBytes decode_hex(std::string_view folded);

}  // namespace holoband
