// Scanner: the strict gate that every JSON text passes before anything in it is used.
//
// RFC 8259 grammar, and beyond it: valid UTF-8, no byte order mark, no lone surrogate escapes, no two members
// of one name in any object at any depth (names compared after unescaping), every number finite as a double,
// nesting no deeper than a limit. It builds no tree: it reports the members of the outermost object as views.
// Time is linear in the size of the text (n log n in the number of members of one object), whatever the input;
// recursion is bounded by the depth limit. A Scanner keeps its buffers, so scanning in a loop allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/error.h"

namespace holoband::json {

enum class Kind : std::uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

// Value is one scanned value: its kind and its exact text, a string's quotes included.
struct Value {
  Kind kind = Kind::kNull;
  std::string_view raw;
};

struct Member {
  std::string_view name;  // unescaped
  Value value;
};

inline constexpr std::uint32_t kMaxDepth = 32;  // the outermost object counts as 1

class Scanner {
 public:
  explicit Scanner(std::uint32_t max_depth = kMaxDepth) : max_depth_(max_depth) {}

  // scan_object checks the whole text and collects the members of the object that it must be.
  // Failures: kUtf8Invalid, kJsonSyntax, kJsonNotObject, kJsonTooDeep, kJsonDuplicateMember, kJsonNumberRange.
  [[nodiscard]] Outcome scan_object(std::string_view text);

  // members and find show what the last successful scan_object found. The views live as long as the text
  // that was scanned, and no longer than the next scan.
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] const Value* find(std::string_view name) const;

  // has_nested_values: some member of the outermost object is an object or an array.
  [[nodiscard]] bool has_nested_values() const;

 private:
  std::uint32_t max_depth_;
  std::vector<Member> members_;
};

// number_value returns the value of a scanned number; nothing for any other kind.
[[nodiscard]] std::optional<double> number_value(const Value& value);

// plain_string returns the contents of a scanned string that has no escapes, without a copy; else nothing.
[[nodiscard]] std::optional<std::string_view> plain_string(const Value& value);

// decode_string appends the contents of a scanned string to `out`; false for any other kind.
[[nodiscard]] bool decode_string(const Value& value, std::string& out);

// elements returns the elements of a scanned array; nothing for any other kind.
[[nodiscard]] std::optional<std::vector<Value>> elements(const Value& value);

}  // namespace holoband::json
