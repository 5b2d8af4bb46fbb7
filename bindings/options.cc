#include "options.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "holoband/duration.h"

namespace holoband::wasm {

using json::Kind;

OptionReader::OptionReader(std::string_view text) {
  Result<json::Object> object = json::Object::parse(text);
  if (object.ok()) {
    object_.emplace(std::move(object).value());
  } else {
    outcome_ = object.outcome();
  }
}

Outcome OptionReader::outcome() {
  if (!outcome_.ok() || !object_) return outcome_;
  for (const std::string& name : object_->names()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    unknown_ = name;
    return failure(ErrorCode::kOptionUnknown, unknown_);
  }
  return success();
}

bool OptionReader::wants(std::string_view name) {
  known_.push_back(name);
  return outcome_.ok() && object_ && object_->has(name) && object_->kind(name) != Kind::kNull;
}

bool OptionReader::null(std::string_view name) {
  return object_ && object_->kind(name) == Kind::kNull;
}

void OptionReader::fault(ErrorCode code, std::string_view name) {
  if (outcome_.ok()) outcome_ = failure(code, name);
}

void OptionReader::mandatory(std::string_view name) {
  if (object_ && !object_->has(name)) fault(ErrorCode::kOptionMissing, name);
}

std::optional<std::string> OptionReader::text(std::string_view name) {
  if (!wants(name)) return {};
  return typed(name, object_->string(name));
}

std::optional<bool> OptionReader::flag(std::string_view name) {
  if (!wants(name)) return {};
  return typed(name, object_->boolean(name));
}

std::optional<double> OptionReader::number(std::string_view name) {
  if (!wants(name)) return {};
  return typed(name, object_->number(name));
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
  if (!wants(name)) return {};
  if (object_->kind(name) == Kind::kArray) return typed(name, object_->strings(name));
  const std::optional<std::string> one = typed(name, object_->string(name));
  if (!one) return {};
  return std::vector<std::string>{*one};
}

std::optional<double> OptionReader::duration(std::string_view name) {
  if (!wants(name)) return {};
  std::optional<double> seconds = object_->number(name);
  if (const auto written = object_->string(name)) seconds = parse_duration(*written);
  if (!seconds || !std::isfinite(*seconds) || *seconds < 0) {
    fault(ErrorCode::kDurationInvalid, name);
    return {};
  }
  return seconds;
}

}  // namespace holoband::wasm
