#include "claims_table.h"

#include <emscripten/emscripten.h>

#include <algorithm>
#include <string>

#include "holoband/json/number.h"
#include "holoband/text_index.h"

namespace holoband::wasm {
namespace {

using json::Kind;
using json::Member;

struct Table {
  ClaimsTable rows;
  TextIndex shapes;  // of the names of claims; nothing of their values
  std::string names;
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
std::uint32_t shape_of(const std::vector<Member>& members) {
  std::string& names = table().names;
  names.clear();
  for (const Member& member : members) {
    names += member.name;
    names += '"';
  }
  TextIndex& shapes = table().shapes;
  const std::optional<std::size_t> known = shapes.find(names);
  return shapes.serial(known ? *known : shapes.add(names));
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
