// The other implementation, as the library is compiled with it: its sources would otherwise see another one.
#pragma once

#define JSON_NO_IO 1
#define JSON_USE_IMPLICIT_CONVERSIONS 0
#include <nlohmann/json.hpp>

namespace holoband::fuzz {

using Json = nlohmann::ordered_json;

}  // namespace holoband::fuzz
