// Passwords as Argon2id PHC strings: $argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>.
#pragma once

#include <string>
#include <string_view>

#include "holoband/crypto/argon2.h"
#include "holoband/result.h"

namespace holoband {

// The default follows the OWASP password storage recommendation: 19 MiB, two passes, one lane.
inline constexpr crypto::Argon2Cost kDefaultPasswordCost{
    .memory_kib = 19456, .passes = 2, .lanes = 1};
inline constexpr std::size_t kMaxPasswordBytes = 4096;

// hash_password returns a PHC string with a fresh random salt of 16 bytes and a tag of 32 bytes.
// Failures: kPasswordTooLong, kPasswordHashCost, kRandomUnavailable, kOutOfMemory, kCryptoFailed.
[[nodiscard]] Result<std::string> hash_password(
    Bytes password, const crypto::Argon2Cost& cost = kDefaultPasswordCost);

// verify_password compares in constant time, at the cost that the PHC string names, up to a
// ceiling: a hash that asks for more than 256 MiB, 16 passes or 4 lanes is refused rather than
// obeyed. Failures: kPasswordTooLong, kPasswordHashMalformed, kPasswordHashCost, kOutOfMemory,
// kCryptoFailed.
[[nodiscard]] Result<bool> verify_password(Bytes password, std::string_view phc);

// password_needs_rehash tells whether a hash was made with another cost, salt or tag length than
// hash_password would use with `cost` today. Failures: kPasswordHashMalformed, kPasswordHashCost.
[[nodiscard]] Result<bool> password_needs_rehash(
    std::string_view phc, const crypto::Argon2Cost& cost = kDefaultPasswordCost);

}  // namespace holoband
