#include "holoband/json/object.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "holoband/json/scanner.h"

namespace holoband::json {
namespace {

using Json = nlohmann::ordered_json;

Kind kind_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean:
      return *value.get_ptr<const Json::boolean_t*>() ? Kind::kTrue : Kind::kFalse;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return Kind::kNumber;
    case Json::value_t::string:
      return Kind::kString;
    case Json::value_t::array:
      return Kind::kArray;
    case Json::value_t::object:
      return Kind::kObject;
    case Json::value_t::null:
    case Json::value_t::binary:  // no JSON text gives these two
    case Json::value_t::discarded:
    default:
      return Kind::kNull;
  }
}

double number_of(const Json& value) {
  // An unsigned number is also reachable as an integer, which would wrap: it goes first.
  if (value.is_number_unsigned()) {
    return static_cast<double>(*value.get_ptr<const Json::number_unsigned_t*>());
  }
  if (value.is_number_integer()) {
    return static_cast<double>(*value.get_ptr<const Json::number_integer_t*>());
  }
  return *value.get_ptr<const Json::number_float_t*>();
}

}  // namespace

// get_ptr gives null for a value of another type, where get would throw: without exceptions, abort.
struct Object::Tree {
  Json::object_t members;

  [[nodiscard]] const Json* find(std::string_view name) const {
    for (const auto& [key, value] : members) {
      if (key == name) return &value;
    }
    return nullptr;
  }
};

Object::Object(std::unique_ptr<const Tree> tree) : tree_(std::move(tree)) {}
Object::Object(Object&& other) noexcept = default;
Object& Object::operator=(Object&& other) noexcept = default;
Object::~Object() = default;

Result<Object> Object::parse(std::string_view text) {
  Scanner scanner;
  if (const Outcome scanned = scanner.scan_object(text); !scanned.ok()) return scanned;
  Json root = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  auto* const members = root.get_ptr<Json::object_t*>();
  if (members == nullptr) return failure(ErrorCode::kJsonSyntax);
  return Object(std::make_unique<const Tree>(Tree{std::move(*members)}));
}

std::vector<std::string> Object::names() const {
  std::vector<std::string> names;
  names.reserve(tree_->members.size());
  for (const auto& [name, value] : tree_->members) names.push_back(name);
  return names;
}

bool Object::has(std::string_view name) const { return tree_->find(name) != nullptr; }

std::optional<Kind> Object::kind(std::string_view name) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr) return std::nullopt;
  return kind_of(*value);
}

std::optional<std::string> Object::string(std::string_view name) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return *value->get_ptr<const Json::string_t*>();
}

std::optional<double> Object::number(std::string_view name) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return number_of(*value);
}

std::optional<bool> Object::boolean(std::string_view name) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr || !value->is_boolean()) return std::nullopt;
  return *value->get_ptr<const Json::boolean_t*>();
}

std::optional<std::vector<std::string>> Object::strings(std::string_view name) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr || !value->is_array()) return std::nullopt;
  std::vector<std::string> strings;
  for (const Json& element : *value->get_ptr<const Json::array_t*>()) {
    if (!element.is_string()) return std::nullopt;
    strings.push_back(*element.get_ptr<const Json::string_t*>());
  }
  return strings;
}

}  // namespace holoband::json
