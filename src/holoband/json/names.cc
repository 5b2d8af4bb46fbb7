#include "holoband/json/names.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "holoband/json/string.h"

namespace holoband::json {
namespace {

using Names = std::span<std::string_view>;

// Up to this many names, comparing each with each is cheaper than sorting.
constexpr std::size_t kFewNames = 16;

// trait returns one bit of 64. Two names of different traits are different names.
std::uint64_t trait(std::string_view name) {
  if (name.empty()) return 1;
  const std::size_t first = static_cast<std::uint8_t>(name.front());
  const std::size_t last = static_cast<std::uint8_t>(name.back());
  return std::uint64_t{1} << ((first * 5 + last * 3 + name.size()) % 64);
}

bool few_are_distinct(Names names) {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::uint64_t bit = trait(names[i]);
    const Names earlier = names.first((seen & bit) == 0 ? 0 : i);
    if (std::find(earlier.begin(), earlier.end(), names[i]) != earlier.end()) return false;
    seen |= bit;
  }
  return true;
}

bool by_size_then_bytes(std::string_view left, std::string_view right) {
  return left.size() != right.size() ? left.size() < right.size() : left < right;
}

// Heap sort, and not std::sort: libc++ before 14 has one whose time an attacker can make quadratic.
bool many_are_distinct(Names names) {
  std::make_heap(names.begin(), names.end(), by_size_then_bytes);
  std::sort_heap(names.begin(), names.end(), by_size_then_bytes);
  return std::adjacent_find(names.begin(), names.end()) == names.end();
}

}  // namespace

void NameStack::reset(std::size_t text_size) {
  names_.clear();
  unescaped_.clear();
  text_size_ = text_size;
}

std::string_view NameStack::push(std::string_view body, bool escaped) {
  if (!escaped) return names_.emplace_back(body);
  // All names together are shorter than the text, escaped or not, so this reserves once and for the
  // whole text.
  unescaped_.reserve(text_size_);
  const std::size_t before = unescaped_.size();
  unescaped_.resize(before + body.size());
  char* const out = unescaped_.data() + before;
  const std::size_t size = unescape(body, out);
  unescaped_.resize(before + size);
  return names_.emplace_back(out, size);
}

bool NameStack::close(std::size_t mark) {
  const Names names{names_.data() + mark, names_.size() - mark};
  const bool distinct =
      names.size() <= kFewNames ? few_are_distinct(names) : many_are_distinct(names);
  names_.resize(mark);
  return distinct;
}

}  // namespace holoband::json
