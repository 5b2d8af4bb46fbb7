#include "holoband/json/writer.h"

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

std::string number_text(double value) {
  const bool whole = std::abs(value) <= kMaxExactInteger && std::trunc(value) == value;
  std::array<char, 32> text{};
  char* const end = text.data() + text.size();
  if (whole) {
    return {text.data(), std::to_chars(text.data(), end, static_cast<std::int64_t>(value)).ptr};
  }
  if (!std::isfinite(value)) return "null";
  // Of what nlohmann writes this is the text of a double alone. To dump a value would link everything
  // else too, and printf.
  return {text.data(), nlohmann::detail::to_chars(text.data(), end, value)};
}

void append_text(std::string_view value, std::string& out) {
  if (is_valid_utf8(value)) {
    append_quoted(value, out);
  } else {
    append_quoted(to_valid_utf8(value), out);
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
