#include "holoband/error.h"

#include <array>
#include <cstddef>

namespace holoband {
namespace {

struct Row {
  std::string_view name;
  std::string_view text;
};

constexpr auto kRows = std::to_array<Row>({
#define HOLOBAND_ERROR(enumerator, code, reason, about, text) {code, text},
#include "holoband/error_codes.def"
#undef HOLOBAND_ERROR
});

}  // namespace

std::string_view error_name(ErrorCode code) { return kRows[static_cast<std::size_t>(code)].name; }

std::string_view error_text(ErrorCode code) { return kRows[static_cast<std::size_t>(code)].text; }

}  // namespace holoband
