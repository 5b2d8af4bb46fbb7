#include "holoband/json/writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "holoband/encoding/utf8.h"
#include "holoband/json/quote.h"

namespace holoband::json {
namespace {

// Whole numbers up to here are exact, and are written without the ".0" that a double would get.
constexpr double kMaxExactInteger = 9007199254740992;

// What takes more than writing it down, and hardly ever comes, is nlohmann's to write: fractions,
// control characters, and bytes that are not valid UTF-8. The names and identifiers of which nearly
// everything consists need none of its code, which runs late or never.
std::string dump(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string number_text(double value) {
  const bool whole = std::abs(value) <= kMaxExactInteger && std::trunc(value) == value;
  if (!whole) return dump(value);
  std::array<char, 20> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<std::int64_t>(value));
  return {digits.data(), end.ptr};
}

bool is_control(char character) { return static_cast<unsigned char>(character) < 0x20; }

void append_text(std::string_view value, std::string& out) {
  if (is_valid_utf8(value) && std::none_of(value.begin(), value.end(), is_control)) {
    append_quoted(value, out);
  } else {
    out += dump(value);
  }
}

std::string quoted(std::string_view value) {
  std::string text;
  append_text(value, text);
  return text;
}

}  // namespace

struct Writer::Tree {
  // The text of a value, or, of an array, that of its elements with commas between them.
  struct Entry {
    std::string name;
    std::string text;
    bool is_array = false;
  };

  std::vector<Entry> entries;

  Entry& entry(std::string_view name) {
    for (Entry& entry : entries) {
      if (entry.name == name) return entry;
    }
    return entries.emplace_back(Entry{.name = std::string(name), .text = {}});
  }

  void set(std::string_view name, std::string text) {
    Entry& target = entry(name);
    target.text = std::move(text);
    target.is_array = false;
  }

  // append makes the member an array. It replaces a member of another kind, as set does.
  void append(std::string_view name, std::string_view text) {
    Entry& target = entry(name);
    if (!target.is_array) target.text.clear();
    target.is_array = true;
    if (!target.text.empty()) target.text += ',';
    target.text += text;
  }
};

Writer::Writer() : tree_(std::make_unique<Tree>()) {}
Writer::Writer(Writer&& other) noexcept = default;
Writer& Writer::operator=(Writer&& other) noexcept = default;
Writer::~Writer() = default;

Writer& Writer::set(std::string_view name, std::string_view value) {
  tree_->set(name, quoted(value));
  return *this;
}

Writer& Writer::set(std::string_view name, double value) {
  tree_->set(name, number_text(value));
  return *this;
}

Writer& Writer::set_boolean(std::string_view name, bool value) {
  tree_->set(name, value ? "true" : "false");
  return *this;
}

Writer& Writer::set(std::string_view name, const Writer& object) {
  tree_->set(name, object.text());
  return *this;
}

Writer& Writer::append(std::string_view name, const Writer& object) {
  tree_->append(name, object.text());
  return *this;
}

Writer& Writer::append(std::string_view name, std::string_view value) {
  tree_->append(name, quoted(value));
  return *this;
}

std::string Writer::text() const {
  std::string text = "{";
  for (const Tree::Entry& entry : tree_->entries) {
    if (text.size() > 1) text += ',';
    append_text(entry.name, text);
    text += ':';
    if (entry.is_array) text += '[';
    text += entry.text;
    if (entry.is_array) text += ']';
  }
  text += '}';
  return text;
}

}  // namespace holoband::json
