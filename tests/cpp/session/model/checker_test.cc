// The model checker: every order in which requests, answers, seconds, a thief and a logout can follow
// each other, over the real decisions. That each invariant can fail is in breaking_test.cc.
#include <gtest/gtest.h>

#include <iostream>
#include <string>

#include "session/model/explore.h"

namespace holoband::session::model {
namespace {

// Three clients and the finer clock are too much at once. This clock has still one moment for each
// of: at once, exactly at the end of the grace, past it, past the idle end, past the absolute one.
constexpr Times kCoarse{.grace = 1, .store_timeout = 0, .idle = 3, .absolute = 5, .horizon = 5};

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kIsSanitized = true;
#elif defined(__has_feature)
constexpr bool kIsSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kIsSanitized = false;
#endif

// Sanitizers take five times as long: the largest scenarios are then explored less deeply.
constexpr int kRequestsBesideAThief = kIsSanitized ? 2 : 3;

void report(const std::string& name, const Scenario& scenario, const Exploration& found) {
  ::testing::Test::RecordProperty("states", std::to_string(found.states));
  ::testing::Test::RecordProperty("transitions", std::to_string(found.transitions));
  const Seen& seen = found.seen;
  std::cout << "figures: model, " << name << ", " << scenario.requests
            << " requests each: " << found.states << " states, " << found.transitions
            << " transitions (" << seen.rotations << " rotations, " << seen.lost_writes
            << " lost races, " << seen.replays << " replays, " << seen.reuses << " reuses)\n";
}

// holds explores a scenario, and expects that everything happened that a rule could be wrong about.
void holds(const std::string& name, const Scenario& scenario) {
  const Exploration found = explore(scenario);
  report(name, scenario, found);
  EXPECT_FALSE(found.breach) << found.breach->broken << "\n" << found.breach->story;
  EXPECT_GT(found.seen.rotations, 0U);
  EXPECT_GT(found.seen.lost_writes, 0U);
  EXPECT_GT(found.seen.replays, 0U);
  EXPECT_GT(found.seen.reuses, 0U);
  EXPECT_GT(found.seen.refusals, 0U);
  EXPECT_GT(found.seen.quiet_worlds, 0U);
}

TEST(SessionModel, HoldsForOneBrowserWithThreeTabs) {
  holds("three tabs", {.tabs = 3, .times = kCoarse});
}

TEST(SessionModel, HoldsForOneBrowserWithThreeTabsAndALogoutOrABan) {
  holds("three tabs, end", {.tabs = 3, .ends = true, .times = kCoarse});
}

TEST(SessionModel, HoldsForOneBrowserWithThreeTabsOnAStoreThatIsSlow) {
  holds("three tabs, slow store", {.tabs = 3, .requests = 2});
}

TEST(SessionModel, HoldsForAVictimAndAThief) {
  holds("victim, thief, slow store", {.tabs = 1, .thief = true});
}

TEST(SessionModel, HoldsForAVictimAndAThiefAndALogoutOrABan) {
  holds("victim, thief, end, slow store", {.tabs = 1, .thief = true, .ends = true});
}

TEST(SessionModel, HoldsForAVictimWithTwoTabsAndAThief) {
  holds("two tabs, thief",
        {.tabs = 2, .thief = true, .requests = kRequestsBesideAThief, .times = kCoarse});
}

TEST(SessionModel, HoldsForAVictimWithTwoTabsAndAThiefAndALogoutOrABan) {
  holds("two tabs, thief, end", {.tabs = 2,
                                 .thief = true,
                                 .ends = true,
                                 .requests = kRequestsBesideAThief,
                                 .times = kCoarse});
}

// Where answers do not take for ever and a token is not replaced as soon as it is made, the jar never
// goes back, in whatever order the answers come.
TEST(SessionModel, HoldsForTabsWhoseAnswersTakeATimeThatIsLimited) {
  holds("three tabs, answers in time", {.tabs = 3,
                                        .times = {.idle = 6, .absolute = 10, .horizon = 10},
                                        .answer_within = 1,
                                        .refresh_after = 4});
}

}  // namespace
}  // namespace holoband::session::model
