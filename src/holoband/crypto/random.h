// Randomness from the platform's cryptographic generator, and from nowhere else.
#pragma once

#include "holoband/secret.h"

namespace holoband::crypto {

// random_bytes fills `out`, or returns false where the platform has no secure generator; then `out`
// is wiped.
[[nodiscard]] bool random_bytes(MutableBytes out);

}  // namespace holoband::crypto
