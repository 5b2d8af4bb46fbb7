#include "session/model/machine.h"

#include <algorithm>

#include "session/model/normal_form.h"
#include "session/model/server.h"

namespace holoband::session::model {
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
  to_normal_form(world, scenario_, tokens_);
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

void Machine::tell(Step step, const Listener& listener) {
  give_up_lost_writes(step.after);
  to_normal_form(step.after, scenario_, tokens_);
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
  const auto change = [&](const char* what, const auto& how) {
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

bool Machine::can_write(const World& world, const Message& message) const {
  const bool is_active = world.status == Status::kActive;
  if (message.phase == Phase::kEnding) return is_active;
  const int deadline = message.rotated_at + scenario_.times.store_timeout;
  return (!rules_.rotation_needs_active || is_active) &&
         (!rules_.rotation_needs_generation || world.generation + 1 == message.generation) &&
         (!rules_.rotation_needs_deadline || world.now <= deadline);
}

// Where the store would not write any more it never will: a generation, a status and a clock do not
// go back. The request is then judged again.
void Machine::give_up_lost_writes(World& world) {
  for (Client& client : world.clients) {
    Message& message = client.message;
    const bool is_about_to_write =
        message.phase == Phase::kRotating || message.phase == Phase::kEnding;
    if (!is_about_to_write || can_write(world, message)) continue;
    message = {.phase = Phase::kSent, .token = message.token};
    invariants_.count_lost_write();
  }
}

// One atomic step of the store.
Broken Machine::write_rotation(World& world, std::size_t client) {
  const World before = world;
  const Message message = world.clients.at(client).message;
  if (rules_.rotation_writes_status) world.status = Status::kActive;
  world.generation = message.generation;
  world.rotated_at = message.rotated_at;
  world.idle_end = message.idle_end;
  world.history.previous = message.token;
  world.history.current = tokens_.current_of(row_of(world, scenario_.times));
  world.history.changed_at = world.now;
  world.history.has_arrived = 0;
  answer(world, client, Phase::kGranted, world.history.current);
  return invariants_.after_rotation(before, message.token);
}

void Machine::write_end(World& world, std::size_t client) const {
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
