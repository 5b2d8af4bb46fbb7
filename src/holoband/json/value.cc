#include "holoband/json/value.h"

#include <cstddef>

#include "holoband/json/number.h"
#include "holoband/json/space.h"
#include "holoband/json/string.h"

namespace holoband::json {
namespace {

std::string_view string_body(const Value& value) {
  return value.raw.substr(1, value.raw.size() - 2);
}

Kind kind_at(const char* pos) {
  switch (*pos) {
    case 'n':
      return Kind::kNull;
    case 'f':
      return Kind::kFalse;
    case 't':
      return Kind::kTrue;
    case '"':
      return Kind::kString;
    case '[':
      return Kind::kArray;
    case '{':
      return Kind::kObject;
    default:
      return Kind::kNumber;
  }
}

// string_end takes the position after the opening quote.
const char* string_end(const char* pos, const char* end) {
  const StringSpan span = scan_string(pos, end);
  return span.end == nullptr ? end : span.end;
}

// container_end counts brackets only: that they match each other was checked when the text was
// scanned.
const char* container_end(const char* pos, const char* end) {
  std::size_t open = 0;
  while (pos != end) {
    const char character = *pos++;
    if (character == '"') pos = string_end(pos, end);
    if (character == '[' || character == '{') ++open;
    if ((character == ']' || character == '}') && --open == 0) break;
  }
  return pos;
}

const char* scalar_end(const char* pos, const char* end) {
  while (pos != end && *pos != ',' && *pos != ']' && !is_space(*pos)) ++pos;
  return pos;
}

const char* value_end(Kind kind, const char* pos, const char* end) {
  if (kind == Kind::kString) return string_end(pos + 1, end);
  if (kind == Kind::kArray || kind == Kind::kObject) return container_end(pos, end);
  return scalar_end(pos, end);
}

}  // namespace

std::optional<double> number_value(const Value& value) {
  if (value.kind != Kind::kNumber) return std::nullopt;
  return value.whole >= 0 ? value.whole : to_double(value.raw);
}

std::optional<std::string_view> plain_string(const Value& value) {
  if (value.kind != Kind::kString) return std::nullopt;
  const std::string_view body = string_body(value);
  if (body.find('\\') != std::string_view::npos) return std::nullopt;
  return body;
}

bool decode_string(const Value& value, std::string& out) {
  if (value.kind != Kind::kString) return false;
  const std::string_view body = string_body(value);
  const std::size_t before = out.size();
  out.resize(before + body.size());  // an escape is never shorter than what it stands for
  out.resize(before + unescape(body, out.data() + before));
  return true;
}

Elements::Elements(const Value& array)
    : pos_(array.raw.data() + 1), end_(array.raw.data() + array.raw.size() - 1) {
  pos_ = skip_space(pos_, end_);
}

const Value* Elements::next() {
  if (pos_ == end_) return nullptr;
  const Kind kind = kind_at(pos_);
  const char* const after = value_end(kind, pos_, end_);
  element_ = {.kind = kind, .raw = {pos_, static_cast<std::size_t>(after - pos_)}};
  pos_ = skip_space(after, end_);
  if (pos_ != end_) pos_ = skip_space(pos_ + 1, end_);  // past the comma
  return &element_;
}

std::optional<std::vector<Value>> elements(const Value& value, std::size_t most) {
  if (value.kind != Kind::kArray) return std::nullopt;
  std::vector<Value> found;
  Elements elements(value);
  while (const Value* one = elements.next()) {
    if (found.size() == most) return std::nullopt;
    found.push_back(*one);
  }
  return found;
}

}  // namespace holoband::json
