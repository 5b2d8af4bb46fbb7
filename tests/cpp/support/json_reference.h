// What the Scanner has to say of a text, by another implementation: nlohmann/json, and what is stricter than it.
#pragma once

#include <string_view>

#include "holoband/error.h"

namespace holoband::test {

struct JsonExpectation {
  ErrorCode code = ErrorCode::kOk;
  bool open = false;  // several faults, and which of them comes first is not known here
};

[[nodiscard]] JsonExpectation json_expectation(std::string_view text);

}  // namespace holoband::test
