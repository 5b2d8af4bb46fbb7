// RSA keys of a broken generator (CVE-2017-15361), whose private halves can be computed.
#pragma once

#include "holoband/bytes.h"

namespace holoband::crypto {

// has_roca_fingerprint tells whether a modulus has the form that only that generator gives: modulo
// each of many small primes it is a power of 65537. One good key in a hundred million has it too.
[[nodiscard]] bool has_roca_fingerprint(Bytes modulus);

}  // namespace holoband::crypto
