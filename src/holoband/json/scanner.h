// Scanner: the strict gate that every JSON text passes before anything in it is used.
//
// RFC 8259 grammar, and beyond it: valid UTF-8, no byte order mark, no lone surrogate escapes, no
// two members of one name in any object at any depth (names compared after unescaping), every
// number finite as a double, nesting no deeper than a limit. It builds no tree: it reports the
// members of the outermost object as views. Time is linear in the size of the text (n log n in the
// number of members of one object), whatever the input; nothing recurses. A Scanner keeps its
// buffers, so scanning in a loop allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "holoband/error.h"
#include "holoband/json/names.h"
#include "holoband/json/value.h"

namespace holoband::json {

// Member is one member of the outermost object, its name unescaped.
struct Member {
  std::string_view name;
  Value value;
};

inline constexpr std::uint32_t kMaxDepth = 32;  // the outermost object counts as 1

class Scanner {
 public:
  explicit Scanner(std::uint32_t max_depth = kMaxDepth) : max_depth_(max_depth) {}
  Scanner(Scanner&&) noexcept = default;
  Scanner& operator=(Scanner&&) noexcept = default;
  Scanner(const Scanner&) = delete;  // the members of a copy would point into the original
  Scanner& operator=(const Scanner&) = delete;
  ~Scanner() = default;

  // scan_object checks the whole text and collects the members of the object that it must be.
  // Failures: kUtf8Invalid, kJsonSyntax, kJsonNotObject, kJsonTooDeep, kJsonDuplicateMember,
  // kJsonNumberRange. Invalid UTF-8 is found before all else, and a root of another kind after all
  // else. In between, the first fault of the text wins; two members of one name are found where
  // their object ends.
  [[nodiscard]] Outcome scan_object(std::string_view text);

  // has_plain_names: no name of a member has an escape, so that all of them are in the text itself.
  [[nodiscard]] bool has_plain_names(std::string_view text) const;

  // adopt makes this the scan of `copy`, a copy of the `text` that `other` has scanned, without
  // reading it again. The names in it must be plain. It makes room for `capacity` members.
  void adopt(const Scanner& other, std::string_view text, std::string_view copy,
             std::size_t capacity);

  // members and find show what the last scan_object found: nothing where it failed. The views live
  // as long as the text that was scanned, and no longer than the next scan.
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] const Value* find(std::string_view name) const;

  // has_nested_values: some member of the outermost object is an object or an array.
  [[nodiscard]] bool has_nested_values() const;

  // is_plain: the text is ASCII without escapes, so that what its strings say stands there as it is.
  [[nodiscard]] bool is_plain() const { return ascii_ && !escaped_; }

 private:
  class Walk;

  // Container is an object or an array that is open.
  struct Container {
    const char* start;
    std::size_t names;  // the NameStack's mark when it opened
    Kind kind;
    bool empty;
  };

  std::uint32_t max_depth_;
  std::vector<Member> members_;
  std::vector<Container> open_;
  NameStack names_;
  bool ascii_ = false;
  bool escaped_ = false;
};

}  // namespace holoband::json
