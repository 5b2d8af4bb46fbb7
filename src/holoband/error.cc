#include "holoband/error.h"

#include <array>
#include <cstddef>

namespace holoband {
namespace {

constexpr auto kNames = std::to_array<std::string_view>({
#define HOLOBAND_ERROR(enumerator, code, reason, about, text) code,
#include "holoband/error_codes.def"
#undef HOLOBAND_ERROR
});

// A table of its own, so that a program which has these sentences elsewhere does not link them.
constexpr auto kTexts = std::to_array<std::string_view>({
#define HOLOBAND_ERROR(enumerator, code, reason, about, text) text,
#include "holoband/error_codes.def"
#undef HOLOBAND_ERROR
});

}  // namespace

std::string_view error_name(ErrorCode code) { return kNames[static_cast<std::size_t>(code)]; }

std::string_view error_text(ErrorCode code) { return kTexts[static_cast<std::size_t>(code)]; }

}  // namespace holoband
