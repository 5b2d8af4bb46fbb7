#include "outcomes.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace holoband::test {
namespace {

constexpr auto kAbout = std::to_array<std::string_view>({
#define HOLOBAND_ERROR(enumerator, code, reason, about, text) #about,
#include "holoband/error_codes.def"
#undef HOLOBAND_ERROR
});

}  // namespace

std::string describe(const Outcome& outcome) {
  std::string text(error_name(outcome.code));
  if (!outcome.detail.empty()) text.append(" ").append(outcome.detail);
  return text;
}

bool has_fitting_detail(const Outcome& outcome) {
  const bool is_about_nothing = kAbout[static_cast<std::size_t>(outcome.code)] == "nothing";
  return outcome.detail.empty() == is_about_nothing;
}

}  // namespace holoband::test
