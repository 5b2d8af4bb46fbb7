#include "session/model/server.h"

namespace holoband::session::model {
namespace {

std::uint8_t second_of(NumericDate time) { return static_cast<std::uint8_t>(time - kEpoch); }

}  // namespace

Row row_of(const World& world, const Times& times) {
  return {.id = "s",
          .subject = "alice",
          .status = world.status,
          .generation = world.generation,
          .rotated_at = time_of(world.rotated_at),
          .created_at = time_of(0),
          .idle_expires_at = time_of(world.idle_end),
          .absolute_expires_at = time_of(times.absolute)};
}

void put(const Row& row, World& world) {
  world.generation = static_cast<std::uint8_t>(row.generation);
  world.rotated_at = second_of(row.rotated_at);
  world.idle_end = second_of(row.idle_expires_at);
}

Decision judge(const World& world, const Token& token, const Times& times, const Rules& rules) {
  const Policy policy = policy_of(times);
  const NumericDate now = time_of(world.now);
  const double tolerance = rules.accepts_expired_within_grace ? policy.grace : 0;
  const Row row = row_of(world, times);
  if (now >= token.expires_at + tolerance) return {Verdict::kExpired, row};
  return rules.decide(row, token.presented, now, policy).value();
}

}  // namespace holoband::session::model
