// Whether what the Scanner reads in a text is what nlohmann/json reads there.
#pragma once

#include <string_view>

#include "holoband/json/scanner.h"

namespace holoband::fuzz {

// require_same_members holds of every scan that succeeded: names, kinds, numbers to the last bit, and texts.
void require_same_members(const json::Scanner& scanner, std::string_view text);

}  // namespace holoband::fuzz
