#include "session/model/explore.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace holoband::session::model {
namespace {

// Visit: a world, and how it was reached first. It fits into a line of the processor's cache, which is
// where the time goes.
struct alignas(64) Visit {
  World world;
  std::uint32_t from = 0;
  const char* what = "";
  std::uint8_t client = 0;
};
static_assert(sizeof(Visit) == 64);

std::uint64_t hash_of(const World& world) {
  const auto bytes = std::bit_cast<std::array<std::uint8_t, sizeof(World)>>(world);
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < bytes.size(); i += sizeof hash) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min(sizeof word, bytes.size() - i));
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    hash = (hash ^ hash >> 32) * 0xD6E8FEB86659FD93U;
  }
  return hash ^ hash >> 32;
}

// Visits keeps the worlds in the order in which they were found, and a table of their places.
class Visits {
 public:
  Visits() : table_(std::size_t{1} << 16) {}

  // add returns whether the world is a new one.
  bool add(const Visit& visit) {
    if (2 * (visits_.size() + 1) > table_.size()) grow();
    const std::uint64_t hash = hash_of(visit.world);
    Place& place = place_of(hash, &visit.world);
    if (place.number != 0) return false;
    visits_.push_back(visit);
    place = {static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(visits_.size())};
    return true;
  }

  [[nodiscard]] const Visit& operator[](std::size_t index) const { return visits_[index]; }
  [[nodiscard]] std::size_t size() const { return visits_.size(); }

 private:
  // Place: part of the hash, so that few worlds have to be looked at, and a number; 0 is a free one.
  struct Place {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;
  };

  // place_of returns the place that a world has or would have. Without a world it is a free one.
  Place& place_of(std::uint64_t hash, const World* world) {
    std::size_t slot = hash >> 32 & (table_.size() - 1);
    const auto is_taken = [&](const Place& place) {
      if (place.number == 0) return false;
      return world == nullptr || place.hash != static_cast<std::uint32_t>(hash) ||
             !(visits_[place.number - 1].world == *world);
    };
    while (is_taken(table_[slot])) slot = (slot + 1) & (table_.size() - 1);
    return table_[slot];
  }

  void grow() {
    table_.assign(table_.size() * 4, {});
    for (std::uint32_t i = 0; i < visits_.size(); ++i) {
      const std::uint64_t hash = hash_of(visits_[i].world);
      place_of(hash, nullptr) = {static_cast<std::uint32_t>(hash), i + 1};
    }
  }

  std::vector<Visit> visits_;
  std::vector<Place> table_;
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
      const Visit visit{step.after, at, step.what, static_cast<std::uint8_t>(step.client)};
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
