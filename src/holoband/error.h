// ErrorCode: one enumerator per outcome, made from error_codes.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace holoband {

enum class ErrorCode : std::uint8_t {
#define HOLOBAND_ERROR(enumerator, code, reason, about, text) enumerator,
#include "holoband/error_codes.def"
#undef HOLOBAND_ERROR
};

// error_name returns the stable code of an outcome, such as "ERR_TOKEN_EXPIRED".
[[nodiscard]] std::string_view error_name(ErrorCode code);

// error_text returns the sentence for people. It holds no byte of a token, a key or a payload.
[[nodiscard]] std::string_view error_text(ErrorCode code);

// Outcome is success, or a failure with the thing that it is about: a claim, an option, a segment.
// `detail` points at text that the program or the policy owns, never at text from a token.
struct [[nodiscard]] Outcome {
  ErrorCode code = ErrorCode::kOk;
  std::string_view detail;

  [[nodiscard]] constexpr bool ok() const { return code == ErrorCode::kOk; }
};

[[nodiscard]] constexpr Outcome success() { return {}; }

[[nodiscard]] constexpr Outcome failure(ErrorCode code, std::string_view detail = {}) {
  return {code, detail};
}

}  // namespace holoband
