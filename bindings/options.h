// Options: from the JSON text that JavaScript hands over to the structures of the core. What a wrong option is called,
// and what it may hold, is decided here for every language; the core judges what the values mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/error.h"
#include "holoband/json/scanner.h"

namespace holoband::wasm {

// OptionReader reads one object of options. The first fault is kept and everything after it answers with nothing, so
// that a reader can ask for all it wants and look once at the end. It reads where the text stands, which must outlive it:
// building a tree of it would be most of the code that the first key and the first verifier run.
class OptionReader {
 public:
  explicit OptionReader(std::string_view text);

  // outcome returns the first fault; after all options were asked for, an option that nobody asked for is one.
  [[nodiscard]] Outcome outcome();

  [[nodiscard]] std::optional<std::string> text(std::string_view name);
  [[nodiscard]] std::optional<bool> flag(std::string_view name);
  [[nodiscard]] std::optional<double> number(std::string_view name);
  [[nodiscard]] std::optional<std::size_t> size(std::string_view name);

  // names takes a string or an array of strings.
  [[nodiscard]] std::optional<std::vector<std::string>> names(std::string_view name);

  // object returns the text of an object, for a reader of its own.
  [[nodiscard]] std::optional<std::string_view> object(std::string_view name);

  // duration takes seconds or a string such as "15m".
  [[nodiscard]] std::optional<double> duration(std::string_view name);

  // mandatory notes that the option must be there; null is there, and leaves a check out on purpose.
  void mandatory(std::string_view name);

  // null tells whether the option is there and null.
  [[nodiscard]] bool null(std::string_view name);

 private:
  // wanted notes that an option exists, and returns its value where it has one to read.
  const json::Value* wanted(std::string_view name);
  void fault(ErrorCode code, std::string_view name);

  template <class T>
  std::optional<T> typed(std::string_view name, std::optional<T> value) {
    if (!value) fault(ErrorCode::kOptionType, name);
    return value;
  }

  json::Scanner scanner_;
  std::vector<std::string_view> known_;
  Outcome outcome_;
  std::string unknown_;
};

}  // namespace holoband::wasm
