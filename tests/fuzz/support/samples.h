// What fuzzing begins with. All of it is the same in every run, so that a corpus keeps its meaning.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "holoband/key.h"

namespace holoband::fuzz {

// secret_keys and private_keys are what fuzzers sign with. Each key of the second kind is named by its algorithm in small
// letters; the first secret has no name.
[[nodiscard]] const std::vector<Key>& secret_keys();
[[nodiscard]] const std::vector<Key>& private_keys();

// family_keys are private keys, one for each way through the library.
[[nodiscard]] const std::vector<Key>& family_keys();

// sample_claims are good and nearly good ones for test::policy at test::kNow.
[[nodiscard]] const std::vector<std::string>& sample_claims();

// sample_jwks are the family's keys as JWKs, private and public, and a secret.
[[nodiscard]] const std::vector<std::string>& sample_jwks();

}  // namespace holoband::fuzz
