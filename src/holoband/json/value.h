// Value: one value in a text that a Scanner has accepted, and the ways to read it.
//
// A Value is a view. The functions below rely on its text being exactly what a Scanner accepted.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holoband::json {

enum class Kind : std::uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

// Value is one scanned value: its kind and its exact text, a string's quotes included. Of a whole number that is a member
// of the outermost object the Scanner has noted the value, because it is asked for again and again.
struct Value {
  Kind kind = Kind::kNull;
  std::string_view raw;
  double whole = -1;  // below zero: not noted
};

// number_value returns the value of a scanned number, correctly rounded; nothing for any other
// kind.
[[nodiscard]] std::optional<double> number_value(const Value& value);

// plain_string returns the contents of a scanned string that has no escapes, without a copy; else
// nothing.
[[nodiscard]] std::optional<std::string_view> plain_string(const Value& value);

// decode_string appends the contents of a scanned string to `out`; false for any other kind.
[[nodiscard]] bool decode_string(const Value& value, std::string& out);

// Elements goes through a scanned array, which its value must be.
class Elements {
 public:
  explicit Elements(const Value& array);

  // next returns the next element, until the call after; nullptr behind the last.
  [[nodiscard]] const Value* next();

 private:
  const char* pos_;
  const char* end_;
  Value element_;
};

// elements returns the elements of a scanned array; nothing for any other kind, and where there are more than `most`.
[[nodiscard]] std::optional<std::vector<Value>> elements(
    const Value& value, std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace holoband::json
