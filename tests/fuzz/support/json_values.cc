#include "support/json_values.h"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "holoband/json/value.h"
#include "support/nlohmann.h"
#include "support/require.h"

namespace holoband::fuzz {
namespace {

using json::Kind;
using json::Scanner;
using json::Value;

void require_same_value(const Value& value, const Json& expected);

void require_same_members_as(const Scanner& scanner, const Json& expected) {
  require(scanner.members().size() == expected.size(), "an object has the members that it has");
  auto next = expected.begin();
  for (const json::Member& member : scanner.members()) {
    require(member.name == next.key(), "members have their names, in their order");
    require(scanner.find(member.name) == &member.value, "a member is found by its name");
    require_same_value(member.value, next.value());
    ++next;
  }
}

Kind kind_of(const Json& value) {
  if (value.is_null()) return Kind::kNull;
  if (value.is_boolean()) return value.get<bool>() ? Kind::kTrue : Kind::kFalse;
  if (value.is_number()) return Kind::kNumber;
  if (value.is_string()) return Kind::kString;
  return value.is_array() ? Kind::kArray : Kind::kObject;
}

void require_same_number(const Value& value, const Json& expected) {
  const std::optional<double> number = json::number_value(value);
  require(number && *number == expected.get<double>(), "a number is what nlohmann reads");
  const double nearest = std::strtod(std::string(value.raw).c_str(), nullptr);
  // That integer zero has no sign is all that a NumericDate loses.
  require(
      std::bit_cast<std::uint64_t>(*number + 0.0) == std::bit_cast<std::uint64_t>(nearest + 0.0),
      "a number is the nearest double, to the last bit");
  require(value.whole < 0 || value.whole == *number, "a number that was noted is the number");
}

void require_same_string(const Value& value, const Json& expected) {
  const std::string& text = *expected.get_ptr<const Json::string_t*>();
  std::string decoded;
  require(json::decode_string(value, decoded) && decoded == text, "a string says what it says");
  const auto plain = json::plain_string(value);
  require(plain.has_value() == (value.raw.find('\\') == std::string_view::npos),
          "a string without escapes is plain, and no other");
  require(!plain || *plain == text, "a plain string says what it says");
}

void require_same_elements(const Value& value, const Json& expected) {
  const auto all = json::elements(value);
  require(all && all->size() == expected.size(), "an array has the elements that it has");
  json::Elements one_by_one(value);
  auto next = expected.begin();
  for (const Value& element : *all) {
    const Value* same = one_by_one.next();
    require(same != nullptr && same->raw.data() == element.raw.data(),
            "the elements are the same one by one");
    require_same_value(element, *next);
    ++next;
  }
  require(one_by_one.next() == nullptr, "the elements come to an end");
}

void require_same_value(const Value& value, const Json& expected) {
  require(value.kind == kind_of(expected), "a value is of its kind");
  require(json::number_value(value).has_value() == (value.kind == Kind::kNumber),
          "only numbers are numbers");
  switch (value.kind) {
    case Kind::kNumber:
      return require_same_number(value, expected);
    case Kind::kString:
      return require_same_string(value, expected);
    case Kind::kArray:
      return require_same_elements(value, expected);
    case Kind::kObject: {
      Scanner inner;
      require(inner.scan_object(value.raw).ok(), "an object inside an object is one by itself");
      return require_same_members_as(inner, expected);
    }
    default:
      return;
  }
}

}  // namespace

void require_same_members(const Scanner& scanner, std::string_view text) {
  const Json expected = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  require(expected.is_object(), "what was scanned is an object");
  require_same_members_as(scanner, expected);
}

}  // namespace holoband::fuzz
