#include "session/model/machine.h"

#include <algorithm>

#include "session/model/server.h"

namespace holoband::session::model {
namespace {

// Tabs of one browser are alike: worlds that differ only in which of them did what are one world.
void forget_which_tab(World& world, int tabs) {
  std::sort(world.clients.begin(), world.clients.begin() + tabs);
}

}  // namespace

Machine::Machine(const Scenario& scenario, const Rules& rules)
    : scenario_(scenario), rules_(rules), invariants_(scenario, rules) {}

World Machine::start() {
  World world;
  const Row row = start_session("s", "alice", time_of(0), policy_of(scenario_.times)).value();
  put(row, world);
  world.browser = world.history.current = tokens_.current_of(row);
  world.history.has_arrived = 1;
  const int clients = scenario_.tabs + (scenario_.thief ? 1 : 0);
  for (int i = 0; i < clients; ++i)
    world.clients.at(static_cast<std::size_t>(i)).requests_left =
        static_cast<std::uint8_t>(scenario_.requests);
  forget_which_tab(world, scenario_.tabs);
  return world;
}

bool Machine::is_thief(std::size_t client) const {
  return client >= static_cast<std::size_t>(scenario_.tabs);
}

void Machine::for_each_step(const World& world, const Listener& listener) {
  for (std::size_t client = 0; client < kMaxClients; ++client) {
    const bool has_twin =
        !is_thief(client) && client > 0 && world.clients.at(client) == world.clients.at(client - 1);
    if (!has_twin) steps_of_client(world, client, listener);
  }
  steps_of_others(world, listener);
}

// What no rule and no invariant asks for any more is not remembered, so that worlds which go on alike
// are one world.
void Machine::forget_what_matters_no_more(World& world) const {
  History& history = world.history;
  if (history.is_stolen != 0 || history.is_ended != 0) history.was_untimely = 0;
  if (scenario_.answer_within < 0) history.has_arrived = 0;
  const int oldest = world.now - scenario_.times.idle;
  history.changed_at = static_cast<std::uint8_t>(std::max<int>(history.changed_at, oldest));
}

void Machine::tell(Step step, const Listener& listener) const {
  forget_what_matters_no_more(step.after);
  forget_which_tab(step.after, scenario_.tabs);
  listener(step);
}

void Machine::steps_of_client(const World& world, std::size_t client, const Listener& listener) {
  Step step{.client = client, .after = world};
  switch (world.clients.at(client).message.phase) {
    case Phase::kNone:
      if (!may_send(world, client)) return;
      step.what = "sends";
      send(step.after, client);
      break;
    case Phase::kSent:
      step.what = "is judged";
      step.broken = judge(step.after, client);
      break;
    case Phase::kRotating:
      step.what = "rotates";
      step.broken = write_rotation(step.after, client);
      break;
    case Phase::kEnding:
      step.what = "ends the session";
      write_end(step.after, client);
      break;
    case Phase::kGranted:
    case Phase::kRefused:
    case Phase::kUnanswered:
      step.what = "gets the answer";
      deliver(step.after, client);
      return tell(step, listener);
  }
  tell(step, listener);
  // Of an answer that is going to be lost it does not matter when.
  if (step.after.clients.at(client).message.phase < Phase::kGranted) return;
  step.what = "gets no answer";
  step.after.clients.at(client).message = {};
  tell(step, listener);
}

void Machine::steps_of_others(const World& world, const Listener& listener) {
  const auto change = [&](std::string_view what, const auto& how) {
    Step step{.what = what, .after = world};
    how(step.after);
    tell(step, listener);
  };
  const auto end = [](World& after) {
    if (after.status == Status::kActive) after.status = Status::kEnded;
    after.history.is_ended = after.history.is_over = 1;
  };
  if (may_tick(world)) change("a second passes", [](World& after) { after.now += 1; });
  if (scenario_.thief && world.history.is_stolen == 0 && world.browser != 0) {
    change("the cookie is copied", [](World& after) {
      after.thief = after.browser;
      after.history.is_stolen = 1;
    });
  }
  if (!scenario_.ends || world.history.is_ended != 0) return;
  change("ban", end);
  change("logout", [&](World& after) {
    end(after);
    after.browser = 0;
  });
}

bool Machine::may_send(const World& world, std::size_t client) const {
  const TokenId token = is_thief(client) ? world.thief : world.browser;
  if (world.clients.at(client).requests_left == 0 || token == 0) return false;
  const Token& cookie = tokens_[token];
  return cookie.presented.generation == 0 ||
         time_of(world.now) - cookie.issued_at >= scenario_.refresh_after;
}

bool Machine::may_tick(const World& world) const {
  if (world.now >= scenario_.times.horizon) return false;
  return std::none_of(world.clients.begin(), world.clients.end(), [&](const Client& client) {
    return scenario_.answer_within >= 0 && client.message.phase >= Phase::kGranted &&
           world.now - client.message.rotated_at >= scenario_.answer_within;
  });
}

void Machine::send(World& world, std::size_t client) const {
  Client& sender = world.clients.at(client);
  sender.requests_left -= 1;
  sender.message = {.phase = Phase::kSent, .token = is_thief(client) ? world.thief : world.browser};
}

void Machine::answer(World& world, std::size_t client, Phase phase, TokenId token) const {
  const std::uint8_t made_at = scenario_.answer_within >= 0 ? world.now : 0;
  world.clients.at(client).message = {.phase = phase, .token = token, .rotated_at = made_at};
}

Broken Machine::judge(World& world, std::size_t client) {
  Message& message = world.clients.at(client).message;
  const TokenId presented = message.token;
  Decision decision = model::judge(world, tokens_[presented], scenario_.times, rules_);
  if (decision.verdict == Verdict::kReplay && rules_.replay_makes_another)
    decision.next.rotated_at = time_of(world.now);
  const Broken broken =
      invariants_.after_judgement(world, presented, decision, is_thief(client), tokens_);
  const Promise promise = invariants_.promise_for(world, presented);
  if (!is_thief(client) && !(promise.is_timely && promise.is_alive)) world.history.was_untimely = 1;
  switch (decision.verdict) {
    case Verdict::kRotate: {
      World next = world;
      put(decision.next, next);
      message.phase = Phase::kRotating;
      message.generation = next.generation;
      message.rotated_at = next.rotated_at;
      message.idle_end = next.idle_end;
      break;
    }
    case Verdict::kReuse:
      message.phase = Phase::kEnding;
      break;
    case Verdict::kReplay:
      if (rules_.replay_restarts_grace) world.rotated_at = world.now;
      answer(world, client, Phase::kGranted, tokens_.current_of(decision.next));
      break;
    case Verdict::kInconsistent:
      answer(world, client, Phase::kUnanswered, 0);
      break;
    case Verdict::kUnknown:
    case Verdict::kRevoked:
    case Verdict::kExpired:
      answer(world, client, Phase::kRefused, 0);
      break;
  }
  return broken;
}

// One atomic step of the store: where it writes nothing, the request is judged again.
Broken Machine::write_rotation(World& world, std::size_t client) {
  const World before = world;
  const Message message = world.clients.at(client).message;
  const int deadline = message.rotated_at + scenario_.times.store_timeout;
  const bool is_written =
      (!rules_.rotation_needs_active || world.status == Status::kActive) &&
      (!rules_.rotation_needs_generation || world.generation + 1 == message.generation) &&
      (!rules_.rotation_needs_deadline || world.now <= deadline);
  if (!is_written) {
    world.clients.at(client).message = {.phase = Phase::kSent, .token = message.token};
  } else {
    if (rules_.rotation_writes_status) world.status = Status::kActive;
    world.generation = message.generation;
    world.rotated_at = message.rotated_at;
    world.idle_end = message.idle_end;
    world.history.previous = message.token;
    world.history.current = tokens_.current_of(row_of(world, scenario_.times));
    world.history.changed_at = world.now;
    world.history.has_arrived = 0;
    answer(world, client, Phase::kGranted, world.history.current);
  }
  return invariants_.after_rotation(before, message.token, is_written);
}

void Machine::write_end(World& world, std::size_t client) const {
  Message& message = world.clients.at(client).message;
  if (world.status != Status::kActive) {
    message.phase = Phase::kSent;
    return;
  }
  if (rules_.ends_are_written) world.status = Status::kCompromised;
  world.history.is_over = 1;
  answer(world, client, Phase::kRefused, 0);
}

void Machine::deliver(World& world, std::size_t client) const {
  const Message message = world.clients.at(client).message;
  world.clients.at(client).message = {};
  if (message.phase == Phase::kUnanswered) return;
  (is_thief(client) ? world.thief : world.browser) = message.token;
  if (!is_thief(client) && message.token == world.history.current) world.history.has_arrived = 1;
}

}  // namespace holoband::session::model
