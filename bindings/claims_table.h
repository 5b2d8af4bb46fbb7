// ClaimsTable: the claims of a good token as JavaScript can take them without reading their JSON a second time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "holoband/json/scanner.h"

namespace holoband::wasm {

// ClaimsTable has a row for each claim: a string is where its text begins and ends in the payload, a number is itself.
// js/core/claims.js reads it by position.
struct ClaimsTable {
  static constexpr std::size_t kRows = 32;

  std::array<double, kRows> numbers;
  std::array<std::uint32_t, kRows> starts;  // or the Kind, where `ends` is 0
  std::array<std::uint32_t, kRows> ends;
};

// table_claims fills the table, and returns the serial of the claims' names: the same for the same names in the same
// order. It returns 0 for claims that are not for the table, because they are nested, have escapes or other characters
// than ASCII, are too many, or have names to which JavaScript gives an order or a meaning of its own.
[[nodiscard]] std::uint32_t table_claims(const json::Scanner& claims, std::string_view payload);

}  // namespace holoband::wasm
