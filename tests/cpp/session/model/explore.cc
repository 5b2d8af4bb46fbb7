#include "session/model/explore.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace holoband::session::model {
namespace {

// Visit: a world, and how it was reached first.
struct Visit {
  World world;
  std::uint32_t from = 0;
  std::uint32_t client = 0;
  std::string_view what;
};

std::uint64_t hash_of(const World& world) {
  const auto bytes = std::bit_cast<std::array<std::uint8_t, sizeof(World)>>(world);
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < bytes.size(); i += sizeof hash) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min(sizeof word, bytes.size() - i));
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 32;
  }
  return hash;
}

// Visits keeps the worlds in the order in which they were found, and a table of their places.
class Visits {
 public:
  Visits() : table_(std::size_t{1} << 16) {}

  // add returns whether the world is a new one.
  bool add(const Visit& visit) {
    if (2 * (visits_.size() + 1) > table_.size()) grow();
    std::uint32_t& place = place_of(visit.world);
    if (place != 0) return false;
    visits_.push_back(visit);
    place = static_cast<std::uint32_t>(visits_.size());
    return true;
  }

  [[nodiscard]] const Visit& operator[](std::size_t index) const { return visits_[index]; }
  [[nodiscard]] std::size_t size() const { return visits_.size(); }

 private:
  // place_of returns the place that a world has or would have; 0 is a free one.
  std::uint32_t& place_of(const World& world) {
    std::size_t slot = hash_of(world) & (table_.size() - 1);
    while (table_[slot] != 0 && !(visits_[table_[slot] - 1].world == world))
      slot = (slot + 1) & (table_.size() - 1);
    return table_[slot];
  }

  void grow() {
    table_.assign(table_.size() * 4, 0);
    for (std::uint32_t i = 0; i < visits_.size(); ++i) place_of(visits_[i].world) = i + 1;
  }

  std::vector<Visit> visits_;
  std::vector<std::uint32_t> table_;
};

void append_line(const Visit& visit, std::string& story) {
  if (visit.client < kMaxClients)
    story.append("client ").append(std::to_string(visit.client)).append(" ");
  story.append(visit.what).append(", now ").append(std::to_string(visit.world.now)).append("\n");
}

std::string story_of(const Visits& visits, const Visit& last) {
  std::vector<Visit> way{last};
  for (std::size_t at = last.from; at != 0; at = visits[at].from) way.push_back(visits[at]);
  std::string story;
  for (std::size_t i = way.size(); i-- > 0;) append_line(way[i], story);
  return story;
}

}  // namespace

Exploration explore(const Scenario& scenario, const Rules& rules, Broken watched) {
  Machine machine(scenario, rules);
  Visits visits;
  visits.add({.world = machine.start(), .what = "begins"});
  Exploration found;
  for (std::uint32_t at = 0; at < visits.size() && !found.breach; ++at) {
    const World world = visits[at].world;
    machine.for_each_step(world, [&](const Step& step) {
      found.transitions += 1;
      const Visit visit{step.after, at, static_cast<std::uint32_t>(step.client), step.what};
      Broken broken = step.broken;
      if (visits.add(visit)) broken |= machine.broken_in(step.after);
      broken &= watched;
      if (broken.any() && !found.breach) found.breach = {broken, story_of(visits, visit)};
    });
  }
  found.states = visits.size();
  found.seen = machine.seen();
  return found;
}

}  // namespace holoband::session::model
