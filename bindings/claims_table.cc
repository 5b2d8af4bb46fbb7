#include "claims_table.h"

#include <emscripten/emscripten.h>

#include <algorithm>
#include <string>

#include "holoband/bytes.h"
#include "holoband/json/number.h"
#include "holoband/text_index.h"

namespace holoband::wasm {
namespace {

using json::Kind;
using json::Member;

struct Table {
  ClaimsTable rows;
  TextIndex shapes;   // of the names of claims; nothing of their values
  std::string names;  // of the last claims
  std::uint32_t serial = 0;
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

bool fits(const json::Scanner& claims) {
  const auto& members = claims.members();
  return claims.is_plain() && !claims.has_nested_values() && members.size() <= ClaimsTable::kRows &&
         std::all_of(members.begin(), members.end(),
                     [](const Member& member) { return is_plain_name(member.name); });
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

std::uint32_t shape_of(const std::vector<Member>& members) {
  Table& known = table();
  if (known.serial != 0 && are_names(known.names, members)) return known.serial;
  known.names.clear();
  for (const Member& member : members) {
    known.names += member.name;
    known.names += kSeparator;
  }
  const std::optional<std::size_t> position = known.shapes.find(known.names);
  known.serial = known.shapes.serial(position ? *position : known.shapes.add(known.names));
  return known.serial;
}

}  // namespace

std::uint32_t table_claims(const json::Scanner& claims, std::string_view payload) {
  if (!fits(claims)) return 0;
  ClaimsTable& rows = table().rows;
  std::size_t row = 0;
  for (const Member& member : claims.members()) {
    const auto& [kind, raw] = member.value;
    const auto start = static_cast<std::uint32_t>(raw.data() - payload.data());
    const bool text = kind == Kind::kString;
    rows.starts[row] = text ? start + 1 : static_cast<std::uint32_t>(kind);
    rows.ends[row] = text ? start + static_cast<std::uint32_t>(raw.size()) - 1 : 0;
    if (kind == Kind::kNumber) rows.numbers[row] = json::to_double(raw);
    ++row;
  }
  return shape_of(claims.members());
}

extern "C" {

// holoband_claims returns where the table is. It never moves.
EMSCRIPTEN_KEEPALIVE ClaimsTable* holoband_claims() { return &table().rows; }

}  // extern "C"

}  // namespace holoband::wasm
