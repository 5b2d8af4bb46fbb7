// The JWK thumbprint with SHA-256 (RFC 7638).
#pragma once

#include <string>

#include "holoband/algorithm.h"
#include "holoband/crypto/key_parts.h"

namespace holoband {

// thumbprint returns 43 characters of base64url that name the public key, whatever else its JWK
// says. That of a secret is a hash of the secret (section 7): it must not leave the library.
[[nodiscard]] std::string thumbprint(const Algorithm& algorithm, crypto::Group group,
                                     const crypto::KeyParts& parts);

}  // namespace holoband
