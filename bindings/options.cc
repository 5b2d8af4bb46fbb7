#include "options.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "holoband/duration.h"

namespace holoband::wasm {

using json::Kind;
using json::Value;

namespace {

std::optional<std::string> string_of(const Value& value) {
  std::string text;
  if (!json::decode_string(value, text)) return std::nullopt;
  return text;
}

std::optional<std::vector<std::string>> strings_of(const Value& value) {
  const std::optional<std::vector<Value>> elements = json::elements(value);
  if (!elements) return std::nullopt;
  std::vector<std::string> strings;
  for (const Value& element : *elements) {
    std::optional<std::string> text = string_of(element);
    if (!text) return std::nullopt;
    strings.push_back(*std::move(text));
  }
  return strings;
}

}  // namespace

OptionReader::OptionReader(std::string_view text) : outcome_(scanner_.scan_object(text)) {}

Outcome OptionReader::outcome() {
  if (!outcome_.ok()) return outcome_;
  for (const json::Member& member : scanner_.members()) {
    if (std::find(known_.begin(), known_.end(), member.name) != known_.end()) continue;
    unknown_ = member.name;
    return failure(ErrorCode::kOptionUnknown, unknown_);
  }
  return success();
}

const Value* OptionReader::wanted(std::string_view name) {
  known_.push_back(name);
  const Value* value = outcome_.ok() ? scanner_.find(name) : nullptr;
  return value == nullptr || value->kind == Kind::kNull ? nullptr : value;
}

bool OptionReader::null(std::string_view name) {
  const Value* value = scanner_.find(name);
  return value != nullptr && value->kind == Kind::kNull;
}

void OptionReader::fault(ErrorCode code, std::string_view name) {
  if (outcome_.ok()) outcome_ = failure(code, name);
}

void OptionReader::mandatory(std::string_view name) {
  if (scanner_.find(name) == nullptr) fault(ErrorCode::kOptionMissing, name);
}

std::optional<std::string> OptionReader::text(std::string_view name) {
  const Value* value = wanted(name);
  if (value == nullptr) return {};
  return typed(name, string_of(*value));
}

std::optional<bool> OptionReader::flag(std::string_view name) {
  const Value* value = wanted(name);
  if (value == nullptr) return {};
  const bool boolean = value->kind == Kind::kTrue || value->kind == Kind::kFalse;
  return typed(name, boolean ? std::optional<bool>(value->kind == Kind::kTrue) : std::nullopt);
}

std::optional<double> OptionReader::number(std::string_view name) {
  const Value* value = wanted(name);
  if (value == nullptr) return {};
  return typed(name, json::number_value(*value));
}

std::optional<std::size_t> OptionReader::size(std::string_view name) {
  const std::optional<double> value = number(name);
  if (!value) return {};
  constexpr double kLargest = 4294967295.0;
  if (*value < 0 || *value > kLargest || std::floor(*value) != *value) {
    fault(ErrorCode::kOptionRange, name);
    return {};
  }
  return static_cast<std::size_t>(*value);
}

std::optional<std::vector<std::string>> OptionReader::names(std::string_view name) {
  const Value* value = wanted(name);
  if (value == nullptr) return {};
  if (value->kind == Kind::kArray) return typed(name, strings_of(*value));
  std::optional<std::string> one = typed(name, string_of(*value));
  if (!one) return {};
  return std::vector<std::string>{*std::move(one)};
}

std::optional<std::string_view> OptionReader::object(std::string_view name) {
  const Value* value = wanted(name);
  if (value == nullptr) return {};
  const bool object = value->kind == Kind::kObject;
  return typed(name, object ? std::optional<std::string_view>(value->raw) : std::nullopt);
}

std::optional<double> OptionReader::duration(std::string_view name) {
  const Value* value = wanted(name);
  if (value == nullptr) return {};
  std::optional<double> seconds = json::number_value(*value);
  if (const auto written = string_of(*value)) seconds = parse_duration(*written);
  if (!seconds || !std::isfinite(*seconds) || *seconds < 0) {
    fault(ErrorCode::kDurationInvalid, name);
    return {};
  }
  return seconds;
}

}  // namespace holoband::wasm
