// Rule: one enumerator per rule of verification, made from rules.def.
#pragma once

#include <cstdint>
#include <string_view>

#include "holoband/error.h"

namespace holoband {

enum class Rule : std::uint8_t {
#define HOLOBAND_RULE(enumerator, name, text) enumerator,
#include "holoband/rules.def"
#undef HOLOBAND_RULE
};

inline constexpr Rule kLastRule = Rule::kRequiredClaims;

// rule_name returns how reports call a rule, and rule_text what it means that the rule holds.
[[nodiscard]] std::string_view rule_name(Rule rule);
[[nodiscard]] std::string_view rule_text(Rule rule);

// Finding is what one rule said of one token.
struct Finding {
  Rule rule = Rule::kSize;
  // skipped: the rule was not applied, because what it looks at is missing or cannot be trusted.
  bool skipped = false;
  Outcome outcome;
};

}  // namespace holoband
