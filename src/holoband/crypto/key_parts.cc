#include "holoband/crypto/key_parts.h"

namespace holoband::crypto {

// Wiping thirteen parts is not for every place that has a key to repeat.
[[gnu::noinline]] KeyParts::~KeyParts() = default;

}  // namespace holoband::crypto
