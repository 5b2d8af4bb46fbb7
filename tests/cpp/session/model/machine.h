// Machine: what can happen next in a world. Reading the row and writing it are two steps, and the
// steps of everybody else may come in between; each of the two is atomic, as a store's are.
//
// A request that never arrives, or a server that stops before it writes, needs no step of its own:
// that is a client with one request less, and whoever has more left can do all that it could.
#pragma once

#include <cstddef>
#include <functional>

#include "session/model/invariants.h"
#include "session/model/rules.h"
#include "session/model/world.h"

namespace holoband::session::model {

// Step: what happened, to whom, and what came of it.
struct Step {
  const char* what = "";
  std::size_t client = kMaxClients;  // of nobody in particular
  World after;
  Broken broken = {};
};

class Machine {
 public:
  Machine(const Scenario& scenario, const Rules& rules);

  [[nodiscard]] World start();

  // for_each_step tells of every step that is possible in a world.
  using Listener = std::function<void(const Step&)>;
  void for_each_step(const World& world, const Listener& listener);

  // broken_in tells what does not hold in a world, however it was reached.
  [[nodiscard]] Broken broken_in(const World& world) {
    return invariants_.in_world(world, tokens_);
  }

  [[nodiscard]] const Seen& seen() const { return invariants_.seen(); }

 private:
  [[nodiscard]] bool is_thief(std::size_t client) const;
  [[nodiscard]] bool may_send(const World& world, std::size_t client) const;
  [[nodiscard]] bool may_tick(const World& world) const;

  void steps_of_client(const World& world, std::size_t client, const Listener& listener);
  void steps_of_others(const World& world, const Listener& listener);
  void tell(Step step, const Listener& listener);

  // can_write is the condition of the store's atomic step.
  [[nodiscard]] bool can_write(const World& world, const Message& message) const;
  void give_up_lost_writes(World& world);

  void send(World& world, std::size_t client) const;
  Broken judge(World& world, std::size_t client);
  Broken write_rotation(World& world, std::size_t client);
  void write_end(World& world, std::size_t client) const;
  void deliver(World& world, std::size_t client) const;
  void answer(World& world, std::size_t client, Phase phase, TokenId token) const;

  Scenario scenario_;
  Rules rules_;
  Tokens tokens_;
  Invariants invariants_;
};

}  // namespace holoband::session::model
