// Writer: builds the text of a JSON object from typed pieces, for reports that people and
// JavaScript read.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>

namespace holoband::json {

// Writer keeps its members in the order in which they were first set; setting a name again replaces
// its value. Bytes that are not valid UTF-8 are written as U+FFFD, and a number that is not finite
// as null.
class Writer {
 public:
  Writer();
  Writer(Writer&& other) noexcept;
  Writer& operator=(Writer&& other) noexcept;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();

  Writer& set(std::string_view name, std::string_view value);
  Writer& set(std::string_view name, double value);

  // set takes a bool only as a bool: a string literal would otherwise become `true`.
  template <std::same_as<bool> Bool>
  Writer& set(std::string_view name, Bool value) {
    return set_boolean(name, value);
  }
  Writer& set(std::string_view name, const char* value) {
    return set(name, std::string_view(value));
  }

  // set copies an object in as a member.
  Writer& set(std::string_view name, const Writer& object);

  // append copies an object in as the last element of the array `name`, which it makes where there
  // is none.
  Writer& append(std::string_view name, const Writer& object);

  // append adds a string to the array `name` in the same way.
  Writer& append(std::string_view name, std::string_view value);

  // text returns the object, without white space.
  [[nodiscard]] std::string text() const;

 private:
  struct Tree;
  Writer& set_boolean(std::string_view name, bool value);

  std::unique_ptr<Tree> tree_;
};

}  // namespace holoband::json
