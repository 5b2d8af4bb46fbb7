// Settings: the environment, read once at the start.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "holoband/secret.h"

namespace gate {

// SettingError is a setting that cannot be followed; what() is a sentence for whoever started the program.
struct SettingError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Settings {
  std::string issuer;
  std::string audience;
  std::vector<std::string> algorithms;
  double ttl = 0;  // seconds
  holoband::SecretBytes
      jwks;  // a JWK Set; it may hold private keys, and is wiped when it is not needed any more
};

// read_settings reads the environment, or throws a SettingError.
[[nodiscard]] Settings read_settings();

}  // namespace gate
