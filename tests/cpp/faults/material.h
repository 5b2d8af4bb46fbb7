// A key of each family in every form that it comes in, and what it signs.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/key.h"

namespace holoband::test {

// One algorithm for each way through the library and through OpenSSL.
inline constexpr std::array<std::string_view, 10> kFamilies{
    "HS256", "RS256",  "PS256",   "ES256", "ES384",
    "ES512", "ES256K", "Ed25519", "Ed448", "ML-DSA-44"};

inline constexpr std::string_view kMessage = "header.payload";
inline constexpr std::string_view kPassphrase = "passphrase";

struct Material {
  explicit Material(std::string_view algorithm);

  Key key;
  // Of asymmetric keys only.
  std::string private_jwk;
  std::string public_jwk;
  std::string private_pem;
  std::string public_pem;
  std::string encrypted_pem;  // under kPassphrase

  std::vector<std::uint8_t> signature;                    // of kMessage
  std::vector<std::vector<std::uint8_t>> bad_signatures;  // of anything else

  [[nodiscard]] std::string_view algorithm() const { return key.algorithm().name; }
  [[nodiscard]] bool is_asymmetric() const { return key.kind() == KeyKind::kPrivate; }

  // fresh returns the same key as one that has not done anything yet.
  [[nodiscard]] Key fresh() const;
  [[nodiscard]] Key fresh_public() const;

  // flaw_of tells what is wrong with a key that should be this one, or half of it; empty for
  // nothing.
  [[nodiscard]] std::string flaw_of(const Key& other) const;
};

// material_for makes the material once for the whole run.
[[nodiscard]] const Material& material_for(std::string_view algorithm);

// pair_flaw tells what is wrong with a private key on its own; empty for nothing.
[[nodiscard]] std::string pair_flaw(const Key& key);

// name_of_family makes an algorithm a part of the name of a test.
inline std::string name_of_family(const ::testing::TestParamInfo<std::string_view>& info) {
  std::string name(info.param);
  name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
  return name;
}

}  // namespace holoband::test
