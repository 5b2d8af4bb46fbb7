#include "holoband/json/names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

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

// Group is names that are alike up to `depth`.
struct Group {
  Names names;
  std::size_t depth;
};

// alike returns how far all names of a group are alike, the end of the shortest at most.
std::size_t alike(const Group& group) {
  const std::string_view first = group.names.front();
  std::size_t end = first.size();
  for (const std::string_view name : group.names) {
    const std::size_t most = std::min(end, name.size());
    end = group.depth;
    while (end < most && name[end] == first[end]) ++end;
  }
  return end;
}

constexpr std::size_t kBuckets = 257;  // one for names that end, and one for each byte

std::size_t bucket_of(std::string_view name, std::size_t depth) {
  return depth == name.size() ? 0 : std::size_t{1} + static_cast<std::uint8_t>(name[depth]);
}

// split puts the names of a group in the order of the byte at its depth, and adds the groups that they fall into. It
// returns false where two names end there, because then they are the same.
bool split(const Group& group, std::vector<Group>& groups) {
  const auto& [names, depth] = group;
  std::array<std::size_t, kBuckets> sizes{};
  for (const std::string_view name : names) ++sizes[bucket_of(name, depth)];
  if (sizes[0] > 1) return false;

  std::array<std::size_t, kBuckets> next{};
  std::exclusive_scan(sizes.begin(), sizes.end(), next.begin(), std::size_t{0});
  std::size_t end = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    if (sizes[bucket] > 1) groups.push_back({names.subspan(end, sizes[bucket]), depth + 1});
    end += sizes[bucket];
    while (next[bucket] < end) {
      std::string_view& name = names[next[bucket]];
      std::swap(name, names[next[bucket_of(name, depth)]++]);
    }
  }
  return true;
}

// A sort that compares whole names would take a little more than twice as long for twice as many, and libc++ before 14
// has one whose time an attacker can make quadratic. Here every byte is looked at a few times, whatever the names are.
bool many_are_distinct(Names all) {
  std::vector<Group> groups{{all, 0}};
  while (!groups.empty()) {
    Group group = groups.back();
    groups.pop_back();
    if (group.names.size() <= kFewNames) {
      if (!few_are_distinct(group.names)) return false;
      continue;
    }
    group.depth = alike(group);
    if (!split(group, groups)) return false;
  }
  return true;
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
