#include "claims_table.h"

#include <emscripten/emscripten.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "holoband/bytes.h"
#include "holoband/json/number.h"
#include "holoband/text_index.h"

namespace holoband::wasm {
namespace {

using json::Kind;
using json::Member;

// Shape is the names of the claims of one kind of tokens, each with a separator behind it.
struct Shape {
  std::string names;
  std::uint32_t serial = 0;
};

// Table has the last two shapes at hand, because tokens of two kinds may come in turn.
struct Table {
  ClaimsTable rows{};
  TextIndex shapes;  // of the names of claims; nothing of their values
  std::array<Shape, 2> recent;
};

Table& table() {
  static Table instance;
  return instance;
}

// JavaScript puts names that are numbers before all others, and takes __proto__ for something else.
bool is_plain_name(std::string_view name) {
  const bool numeric = !name.empty() && json::is_digit(name.front());
  return !numeric && name != "__proto__";
}

// A plain name has no quote, which therefore can stand between two.
constexpr char kSeparator = '"';

// are_names tells whether the names of the members are these, each with a separator behind it.
bool are_names(std::string_view names, const std::vector<Member>& members) {
  for (const Member& member : members) {
    const std::size_t size = member.name.size();
    if (names.size() <= size || names[size] != kSeparator) return false;
    if (!equal_words(names.substr(0, size), member.name)) return false;
    names.remove_prefix(size + 1);
  }
  return names.empty();
}

std::string joined_names(const std::vector<Member>& members) {
  std::string names;
  for (const Member& member : members) {
    names += member.name;
    names += kSeparator;
  }
  return names;
}

std::uint32_t serial_of(const std::string& names, const std::vector<Member>& members) {
  const bool plain = std::all_of(members.begin(), members.end(),
                                 [](const Member& member) { return is_plain_name(member.name); });
  if (!plain) return 0;
  TextIndex& shapes = table().shapes;
  const std::optional<std::size_t> position = shapes.find(names);
  return shapes.serial(position ? *position : shapes.add(names));
}

std::uint32_t shape_of(const std::vector<Member>& members) {
  auto& [latest, other] = table().recent;
  if (are_names(latest.names, members)) return latest.serial;
  std::swap(latest, other);
  if (are_names(latest.names, members)) return latest.serial;
  latest.names = joined_names(members);
  latest.serial = serial_of(latest.names, members);
  return latest.serial;
}

// fill puts one claim into its row; it tells whether it could.
bool fill(ClaimsTable& rows, std::size_t row, const json::Value& value, const char* payload) {
  if (value.kind == Kind::kObject || value.kind == Kind::kArray) return false;
  const auto start = static_cast<std::uint32_t>(value.raw.data() - payload);
  const bool text = value.kind == Kind::kString;
  rows.starts[row] = text ? start + 1 : static_cast<std::uint32_t>(value.kind);
  rows.ends[row] = text ? start + static_cast<std::uint32_t>(value.raw.size()) - 1 : 0;
  if (const std::optional<double> number = json::number_value(value)) rows.numbers[row] = *number;
  return true;
}

}  // namespace

std::uint32_t table_claims(const json::Scanner& claims, std::string_view payload) {
  const auto& members = claims.members();
  if (!claims.is_plain() || members.size() > ClaimsTable::kRows) return 0;
  const std::uint32_t shape = shape_of(members);
  if (shape == 0) return 0;
  std::size_t row = 0;
  for (const Member& member : members) {
    if (!fill(table().rows, row++, member.value, payload.data())) return 0;
  }
  return shape;
}

extern "C" {

// holoband_claims returns where the table is. It never moves.
EMSCRIPTEN_KEEPALIVE ClaimsTable* holoband_claims() { return &table().rows; }

}  // extern "C"

}  // namespace holoband::wasm
