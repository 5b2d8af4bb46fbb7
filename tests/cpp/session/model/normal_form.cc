#include "session/model/normal_form.h"

#include <algorithm>

#include "session/model/server.h"

namespace holoband::session::model {
namespace {

constexpr int kHighest = 2;  // room for a current token, the one before it, and all that are older

// Shift lowers the generations of a world by the same number.
class Shift {
 public:
  Shift(int by, const Scenario& scenario, Tokens& tokens)
      : by_(by), scenario_(scenario), tokens_(tokens) {}

  void apply(World& world) {
    world.generation = static_cast<std::uint8_t>(world.generation - by_);
    for (TokenId* token :
         {&world.browser, &world.thief, &world.history.current, &world.history.previous})
      lower(*token);
    for (Client& client : world.clients) {
      Message& message = client.message;
      lower(message.token);
      message.generation = static_cast<std::uint8_t>(std::max(message.generation - by_, 0));
    }
  }

 private:
  void lower(TokenId& token) {
    if (token == 0) return;
    const Token& known = tokens_[token];
    Row row{.id = known.presented.id, .subject = known.presented.subject};
    row.generation = std::max<std::int64_t>(known.presented.generation - by_, 0);
    row.rotated_at = row.generation == 0 ? time_of(0) : known.issued_at;
    row.idle_expires_at = known.expires_at;
    row.absolute_expires_at = time_of(scenario_.times.absolute);
    token = tokens_.current_of(row);
  }

  int by_;
  const Scenario& scenario_;
  Tokens& tokens_;
};

bool is_over_for_good(const World& world) {
  const bool is_over = world.history.is_over != 0 || world.now >= world.idle_end;
  return is_over &&
         std::none_of(world.clients.begin(), world.clients.end(), [](const Client& client) {
           return client.message.phase == Phase::kRotating;
         });
}

void forget_history(World& world, const Scenario& scenario) {
  History& history = world.history;
  if (history.is_stolen != 0 || history.is_ended != 0) history.was_untimely = 0;
  if (scenario.answer_within < 0) history.has_arrived = 0;
  const int oldest = world.now - scenario.times.idle;
  history.changed_at = static_cast<std::uint8_t>(std::max<int>(history.changed_at, oldest));
}

}  // namespace

void to_normal_form(World& world, const Scenario& scenario, Tokens& tokens) {
  forget_history(world, scenario);
  if (is_over_for_good(world)) {
    for (Client& client : world.clients)
      client.requests_left = std::min<std::uint8_t>(client.requests_left, 1);
  }
  if (world.generation > kHighest)
    Shift(world.generation - kHighest, scenario, tokens).apply(world);
  std::sort(world.clients.begin(), world.clients.begin() + scenario.tabs);
}

}  // namespace holoband::session::model
