// Reading one JWK that was scanned. For jwk.cc and jwk_set.cc only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "holoband/json/scanner.h"
#include "holoband/key.h"
#include "holoband/key_shape.h"

namespace holoband {

// AlgorithmChoice says what a JWK without "alg" is for, and what one with "alg" must agree with.
struct AlgorithmChoice {
  std::string_view required;
  std::span<const std::string> defaults;
};

// read_shape fails with kJwkInvalid, kJwkMember or kKeyTypeUnsupported.
[[nodiscard]] Result<const KeyShape*> read_shape(const json::Scanner& jwk);

// import_scanned has the failures of import_jwk.
[[nodiscard]] Result<Key> import_scanned(const json::Scanner& jwk, const AlgorithmChoice& choice);

}  // namespace holoband
