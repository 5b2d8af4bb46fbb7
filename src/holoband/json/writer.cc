#include "holoband/json/writer.h"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

namespace holoband::json {
namespace {

using Json = nlohmann::ordered_json;

// Whole numbers up to here are exact, and are written without the ".0" that a double would get.
constexpr double kMaxExactInteger = 9007199254740992;

Json number_json(double value) {
  const bool whole = std::abs(value) <= kMaxExactInteger && std::trunc(value) == value;
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

}  // namespace

struct Writer::Tree {
  Json object = Json::object();

  Json& member(std::string_view name) { return object[std::string(name)]; }

  // array returns the member as an array. It replaces a member of another kind, as set does.
  Json& array(std::string_view name) {
    Json& value = member(name);
    if (!value.is_array()) value = Json::array();
    return value;
  }
};

Writer::Writer() : tree_(std::make_unique<Tree>()) {}
Writer::Writer(Writer&& other) noexcept = default;
Writer& Writer::operator=(Writer&& other) noexcept = default;
Writer::~Writer() = default;

Writer& Writer::set(std::string_view name, std::string_view value) {
  tree_->member(name) = Json(std::string(value));
  return *this;
}

Writer& Writer::set(std::string_view name, double value) {
  tree_->member(name) = number_json(value);
  return *this;
}

Writer& Writer::set_boolean(std::string_view name, bool value) {
  tree_->member(name) = Json(value);
  return *this;
}

Writer& Writer::set(std::string_view name, const Writer& object) {
  Json copy = object.tree_->object;  // made first: the object may be this one
  tree_->member(name) = std::move(copy);
  return *this;
}

Writer& Writer::append(std::string_view name, const Writer& object) {
  Json copy = object.tree_->object;
  tree_->array(name).push_back(std::move(copy));
  return *this;
}

Writer& Writer::append(std::string_view name, std::string_view value) {
  tree_->array(name).push_back(Json(std::string(value)));
  return *this;
}

std::string Writer::text() const {
  return tree_->object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace holoband::json
