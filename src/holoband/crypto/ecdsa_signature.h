// The two ways to write an ECDSA signature: R and S, each of the order's length, one behind the
// other (RFC 7518 section 3.4), and the DER of OpenSSL and of most hosts (RFC 3279 section
// 2.2.3).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "holoband/bytes.h"

namespace holoband::crypto {

// Room for the longest one: a SEQUENCE of two numbers of 67 bytes, for P-521.
using EcdsaDer = std::array<std::uint8_t, 144>;

// ecdsa_to_der writes R and S, of one length, as DER. The result is a view of `out`.
[[nodiscard]] Bytes ecdsa_to_der(Bytes signature, EcdsaDer& out);

// ecdsa_from_der fills `out` with R and S; false where they do not fit or it is not their DER.
[[nodiscard]] bool ecdsa_from_der(Bytes der, MutableBytes out);

}  // namespace holoband::crypto
