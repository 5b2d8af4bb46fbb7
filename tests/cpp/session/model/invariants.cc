#include "session/model/invariants.h"

#include <algorithm>

#include "session/model/server.h"

namespace holoband::session::model {
namespace {

bool is_quiet(const World& world) {
  return std::all_of(world.clients.begin(), world.clients.end(),
                     [](const Client& client) { return client.message.phase == Phase::kNone; });
}

}  // namespace

// Between the moment that a row is read, which is when a rotation dates from, and the moment that it
// is written, as much time may pass as the store is given. What is promised allows for the worst.
Promise Invariants::promise_for(const World& world, TokenId token) const {
  const Times& times = scenario_.times;
  const History& history = world.history;
  const int age = world.now - history.changed_at;
  const bool is_current = token == history.current;
  const bool is_previous = token == history.previous;
  return {.is_timely = is_current || (is_previous && age <= times.grace - times.store_timeout),
          .is_overdue = !is_current && (!is_previous || age > times.grace),
          .is_alive = age < times.idle - times.store_timeout && world.now < times.absolute,
          .is_dead = age >= times.idle || world.now >= times.absolute};
}

Broken Invariants::after_judgement(const World& world, TokenId presented, const Decision& decision,
                                   bool is_thief, Tokens& tokens) {
  count(decision.verdict);
  const History& history = world.history;
  const Promise promise = promise_for(world, presented);
  const bool is_granted = grants(decision.verdict);
  const bool is_replay = decision.verdict == Verdict::kReplay;
  const bool is_successor =
      presented == history.previous && tokens.current_of(decision.next) == history.current;
  const bool is_owed = history.is_peaceful() && !is_thief && promise.is_timely && promise.is_alive;
  const bool goes_unnoticed = promise.is_overdue && decision.verdict != Verdict::kReuse &&
                              history.is_over == 0 && world.now < world.idle_end &&
                              time_of(world.now) < tokens[presented].expires_at;
  Broken broken;
  mark_if(is_replay && !is_successor, Invariant::kOneLineage, broken);
  mark_if(is_owed && !is_granted, Invariant::kHonestStay, broken);
  mark_if(is_granted && promise.is_overdue, Invariant::kThievesAreNoticed, broken);
  mark_if(goes_unnoticed, Invariant::kThievesAreNoticed, broken);
  mark_if(is_replay && history.is_over != 0, Invariant::kEndIsFinal, broken);
  mark_if(is_granted && promise.is_dead, Invariant::kLifetimesHold, broken);
  return broken;
}

Broken Invariants::after_rotation(const World& before, TokenId presented) {
  seen_.rotations += 1;
  Broken broken;
  mark_if(presented != before.history.current, Invariant::kOneLineage, broken);
  mark_if(before.history.is_over != 0, Invariant::kEndIsFinal, broken);
  return broken;
}

Broken Invariants::in_world(const World& world, Tokens& tokens) {
  const History& history = world.history;
  const bool is_active = world.status == Status::kActive;
  Broken broken;
  mark_if(!has_one_lineage(world, tokens), Invariant::kOneLineage, broken);
  mark_if(!is_active && history.is_peaceful(), Invariant::kHonestStay, broken);
  mark_if(is_active && history.is_over != 0, Invariant::kEndIsFinal, broken);
  mark_if(!converges(world, tokens), Invariant::kCookiesConverge, broken);
  return broken;
}

// The row stands for the token that was made current, and no other token that is about would be
// rotated.
bool Invariants::has_one_lineage(const World& world, Tokens& tokens) const {
  const TokenId current = world.history.current;
  if (tokens.current_of(row_of(world, scenario_.times)) != current) return false;
  const auto is_fine = [&](TokenId token) {
    if (token == 0 || token == current) return true;
    return judge(world, tokens[token], scenario_.times, rules_).verdict != Verdict::kRotate;
  };
  return is_fine(world.browser) && is_fine(world.thief) &&
         std::all_of(world.clients.begin(), world.clients.end(),
                     [&](const Client& client) { return is_fine(client.message.token); });
}

// Whatever order the answers came in. Where there are rules for how long an answer may be under way,
// the jar also never goes back once it has the current token; without them it may, and gets on as
// long as the grace lasts.
bool Invariants::converges(const World& world, const Tokens& tokens) {
  const History& history = world.history;
  if (!history.is_peaceful()) return true;
  const bool has_rules = scenario_.answer_within >= 0;
  if (has_rules && history.has_arrived != 0 && world.browser != history.current) return false;
  const Promise promise = promise_for(world, world.browser);
  if (!is_quiet(world) || !promise.is_alive) return true;
  if (world.browser == 0) return false;
  if (!promise.is_timely) return true;
  seen_.quiet_worlds += 1;
  return grants(judge(world, tokens[world.browser], scenario_.times, rules_).verdict);
}

void Invariants::count(Verdict verdict) {
  if (verdict == Verdict::kReplay) seen_.replays += 1;
  if (verdict == Verdict::kReuse) seen_.reuses += 1;
  if (verdict == Verdict::kRevoked || verdict == Verdict::kExpired) seen_.refusals += 1;
}

}  // namespace holoband::session::model
