#include "holoband/rules.h"

#include <array>
#include <cstddef>

namespace holoband {
namespace {

struct Row {
  std::string_view name;
  std::string_view text;
};

constexpr auto kRows = std::to_array<Row>({
#define HOLOBAND_RULE(enumerator, name, text) {name, text},
#include "holoband/rules.def"
#undef HOLOBAND_RULE
});

static_assert(kRows.size() == static_cast<std::size_t>(kLastRule) + 1);

}  // namespace

std::string_view rule_name(Rule rule) { return kRows[static_cast<std::size_t>(rule)].name; }

std::string_view rule_text(Rule rule) { return kRows[static_cast<std::size_t>(rule)].text; }

}  // namespace holoband
