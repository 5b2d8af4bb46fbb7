// Every invariant can fail: each rule is broken once, and the checker finds the world that shows it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "session/model/explore.h"

namespace holoband::session::model {
namespace {

using Decided = Result<Decision>;
using MaybeRow = std::optional<Row>;

Decided with_longer_grace(const MaybeRow& row, const Presented& token, NumericDate now,
                          const Policy& policy) {
  Policy other = policy;
  other.grace += 1;
  return decide_refresh(row, token, now, other);
}

Decided with_shorter_grace(const MaybeRow& row, const Presented& token, NumericDate now,
                           const Policy& policy) {
  Policy other = policy;
  other.grace -= 1;
  return decide_refresh(row, token, now, other);
}

Decided without_grace(const MaybeRow& row, const Presented& token, NumericDate now,
                      const Policy& policy) {
  Decided decided = decide_refresh(row, token, now, policy);
  if (decided.value().verdict == Verdict::kReplay) decided.value().verdict = Verdict::kReuse;
  return decided;
}

Decided with_grace_for_grandparents(const MaybeRow& row, const Presented& token, NumericDate now,
                                    const Policy& policy) {
  Presented other = token;
  if (token.generation == row->generation - 2) other.generation += 1;
  return decide_refresh(row, other, now, policy);
}

Decided of_any_generation(const MaybeRow& row, const Presented& token, NumericDate now,
                          const Policy& policy) {
  Presented other = token;
  other.generation = row->generation;
  return decide_refresh(row, other, now, policy);
}

Decided without_reuse_detection(const MaybeRow& row, const Presented& token, NumericDate now,
                                const Policy& policy) {
  Decided decided = decide_refresh(row, token, now, policy);
  if (decided.value().verdict == Verdict::kReuse) decided.value().verdict = Verdict::kRevoked;
  return decided;
}

Decided of_any_status(const MaybeRow& row, const Presented& token, NumericDate now,
                      const Policy& policy) {
  Row other = *row;
  other.status = Status::kActive;
  return decide_refresh(other, token, now, policy);
}

Decided of_any_age(const MaybeRow& row, const Presented& token, NumericDate now,
                   const Policy& policy) {
  return decide_refresh(row, token, std::min(now, row->idle_expires_at - 1), policy);
}

struct Mutant {
  std::string name;
  Rules rules;
  Invariant notices;
};

std::ostream& operator<<(std::ostream& out, const Mutant& mutant) { return out << mutant.name; }

class BrokenRules : public ::testing::TestWithParam<Mutant> {};

constexpr Scenario kEverybody{.tabs = 2, .thief = true, .ends = true};

Broken only(Invariant invariant) {
  Broken broken;
  mark_if(true, invariant, broken);
  return broken;
}

TEST_P(BrokenRules, AreNoticed) {
  const Exploration found = explore(kEverybody, GetParam().rules, only(GetParam().notices));
  ASSERT_TRUE(found.breach) << found.states << " states";
  EXPECT_NE(found.breach->story.find("is judged"), std::string::npos) << found.breach->story;
}

INSTANTIATE_TEST_SUITE_P(
    , BrokenRules,
    ::testing::ValuesIn(std::initializer_list<Mutant>{
        {"AnyGenerationRotates", {.decide = of_any_generation}, Invariant::kOneLineage},
        {"GrandparentsHaveGraceAndASecondSuccessor",
         {.decide = with_grace_for_grandparents},
         Invariant::kOneLineage},
        {"RotationsOverwriteEachOther",
         {.rotation_needs_generation = false},
         Invariant::kOneLineage},
        {"SuccessorsDiffer", {.replay_makes_another = true}, Invariant::kOneLineage},
        {"ReplaysAreRotations", {.replay_restarts_grace = true}, Invariant::kOneLineage},
        {"GraceIsShorter", {.decide = with_shorter_grace}, Invariant::kHonestStay},
        {"ThereIsNoGrace", {.decide = without_grace}, Invariant::kHonestStay},
        {"ExpiryComesBeforeTheRow",
         {.accepts_expired_within_grace = false},
         Invariant::kHonestStay},
        {"RotationsAreWrittenAtAnyTime",
         {.rotation_needs_deadline = false},
         Invariant::kHonestStay},
        {"GraceIsLonger", {.decide = with_longer_grace}, Invariant::kThievesAreNoticed},
        {"GraceSlides", {.replay_restarts_grace = true}, Invariant::kThievesAreNoticed},
        {"GrandparentsHaveGrace",
         {.decide = with_grace_for_grandparents},
         Invariant::kThievesAreNoticed},
        {"ReuseIsForgiven", {.decide = without_reuse_detection}, Invariant::kThievesAreNoticed},
        {"EndedSessionsReplay", {.decide = of_any_status}, Invariant::kEndIsFinal},
        {"RotationsIgnoreTheStatus", {.rotation_needs_active = false}, Invariant::kEndIsFinal},
        {"RotationsReviveSessions",
         {.rotation_needs_active = false, .rotation_writes_status = true},
         Invariant::kEndIsFinal},
        {"EndsAreNotWritten", {.ends_are_written = false}, Invariant::kEndIsFinal},
        {"LifetimesAreIgnored", {.decide = of_any_age}, Invariant::kLifetimesHold},
        {"LostAnswersAreFinal", {.decide = without_grace}, Invariant::kCookiesConverge}}),
    [](const auto& tested) { return tested.param.name; });

// What a browser is asked to keep to is asked for a reason.
TEST(BrokenBrowsers, LoseTheCookieToAnAnswerThatTookForEver) {
  Scenario scenario{.tabs = 3,
                    .times = {.idle = 6, .absolute = 10, .horizon = 10},
                    .answer_within = 1,
                    .refresh_after = 3};
  EXPECT_TRUE(explore(scenario, {}, only(Invariant::kCookiesConverge)).breach);
  scenario.refresh_after = 4;
  scenario.answer_within = 2;
  EXPECT_TRUE(explore(scenario, {}, only(Invariant::kCookiesConverge)).breach);
}

TEST(Explore, TellsTheShortestStory) {
  const Exploration found =
      explore({.requests = 1}, {.decide = of_any_age}, only(Invariant::kLifetimesHold));
  ASSERT_TRUE(found.breach);
  EXPECT_EQ(found.breach->broken, only(Invariant::kLifetimesHold));
  EXPECT_EQ(found.breach->story,
            "client 0 sends, now 0\na second passes, now 1\na second passes, now 2\n"
            "a second passes, now 3\na second passes, now 4\nclient 0 is judged, now 4\n");
}

TEST(Explore, VisitsNothingButTheClockWithoutRequests) {
  const Exploration found = explore({.requests = 0});
  EXPECT_FALSE(found.breach);
  EXPECT_EQ(found.states, static_cast<std::size_t>(Times{}.horizon) + 1);
  EXPECT_EQ(found.transitions, static_cast<std::size_t>(Times{}.horizon));
  EXPECT_EQ(found.seen.rotations, 0U);
}

}  // namespace
}  // namespace holoband::session::model
