// The normal form of a world. Worlds that go on alike are one world, or there would be too many.
#pragma once

#include "session/model/world.h"

namespace holoband::session::model {

// to_normal_form forgets what nothing that comes can depend on:
//
//   * which of the tabs of a browser did what: they are alike
//   * how high the generations are: only their differences count, and tokens that are older than the
//     one before the current one differ only in when they expire (rotation_rules_test.cc holds the state
//     machine to both)
//   * how long ago things happened that are longer ago than anybody asks for
//   * requests beyond the next one of a client whose session is over: no answer makes a difference
//     to what the next request finds
void to_normal_form(World& world, const Scenario& scenario, Tokens& tokens);

}  // namespace holoband::session::model
