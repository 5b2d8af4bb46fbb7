// Object: an immutable JSON object, for options that reach the core as JSON text. Never for
// secrets: it copies.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/json/scanner.h"
#include "holoband/json/value.h"
#include "holoband/result.h"

namespace holoband::json {

class Object {
 public:
  // parse passes the text through a Scanner first, whose failures it returns.
  [[nodiscard]] static Result<Object> parse(std::string_view text);

  // names returns the members' names in the order of the text.
  [[nodiscard]] std::vector<std::string> names() const;

  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::optional<Kind> kind(std::string_view name) const;

  // The typed accessors give nothing where the member is missing or of another kind; kind tells
  // which.
  [[nodiscard]] std::optional<std::string> string(std::string_view name) const;
  [[nodiscard]] std::optional<double> number(std::string_view name) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;

  // strings returns an array of which every element is a string; nothing for any other array.
  [[nodiscard]] std::optional<std::vector<std::string>> strings(std::string_view name) const;

 private:
  explicit Object(std::string_view text);

  // The scanner's members are views of the text, which must stay where it is when the Object moves.
  std::unique_ptr<const std::string> text_;
  Scanner scanner_;
};

}  // namespace holoband::json
