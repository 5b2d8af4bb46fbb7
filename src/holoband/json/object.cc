#include "holoband/json/object.h"

#include <utility>

namespace holoband::json {

Object::Object(std::string_view text) : text_(std::make_unique<const std::string>(text)) {}

Result<Object> Object::parse(std::string_view text) {
  Object object(text);
  if (const Outcome scanned = object.scanner_.scan_object(*object.text_); !scanned.ok()) {
    return scanned;
  }
  return object;
}

std::vector<std::string> Object::names() const {
  std::vector<std::string> names;
  names.reserve(scanner_.members().size());
  for (const Member& member : scanner_.members()) names.emplace_back(member.name);
  return names;
}

bool Object::has(std::string_view name) const { return scanner_.find(name) != nullptr; }

std::optional<Kind> Object::kind(std::string_view name) const {
  const Value* const value = scanner_.find(name);
  if (value == nullptr) return std::nullopt;
  return value->kind;
}

std::optional<std::string> Object::string(std::string_view name) const {
  const Value* const value = scanner_.find(name);
  std::string text;
  if (value == nullptr || !decode_string(*value, text)) return std::nullopt;
  return text;
}

std::optional<double> Object::number(std::string_view name) const {
  const Value* const value = scanner_.find(name);
  if (value == nullptr) return std::nullopt;
  return number_value(*value);
}

std::optional<bool> Object::boolean(std::string_view name) const {
  const std::optional<Kind> found = kind(name);
  if (found != Kind::kTrue && found != Kind::kFalse) return std::nullopt;
  return found == Kind::kTrue;
}

std::optional<std::vector<std::string>> Object::strings(std::string_view name) const {
  const Value* const value = scanner_.find(name);
  if (value == nullptr) return std::nullopt;
  const std::optional<std::vector<Value>> found = elements(*value);
  if (!found) return std::nullopt;
  std::vector<std::string> strings(found->size());
  for (std::size_t i = 0; i < strings.size(); ++i) {
    if (!decode_string((*found)[i], strings[i])) return std::nullopt;
  }
  return strings;
}

}  // namespace holoband::json
