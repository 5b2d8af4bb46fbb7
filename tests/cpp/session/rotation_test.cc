#include "holoband/session/rotation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "session/samples.h"
#include "support/outcomes.h"

namespace holoband::session {
namespace {

using test::describe;
using test::kNow;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Presented presented(std::int64_t generation) { return {"session", "alice", generation}; }

Decision decided(const Row& row, std::int64_t generation, NumericDate now = kNow,
                 const Policy& policy = kPolicy) {
  return decide_refresh(row, presented(generation), now, policy).value();
}

std::string verdict(const Row& row, std::int64_t generation, NumericDate now = kNow,
                    const Policy& policy = kPolicy) {
  return std::string(verdict_name(decided(row, generation, now, policy).verdict));
}

Policy with_grace(double grace) {
  Policy policy = kPolicy;
  policy.grace = grace;
  return policy;
}

std::string started(const std::string& subject, NumericDate now = kNow) {
  return describe(start_session("id", subject, now, kPolicy));
}

TEST(StartSession, BeginsWithGenerationZero) {
  const Row row = start_session("id", "alice", kNow + 0.75, kPolicy).value();
  EXPECT_EQ(row, (Row{.id = "id",
                      .subject = "alice",
                      .status = Status::kActive,
                      .generation = 0,
                      .rotated_at = kNow,
                      .created_at = kNow,
                      .idle_expires_at = kNow + 1000,
                      .absolute_expires_at = kNow + 5000}));
}

TEST(StartSession, CutsOffFractionsOfLifetimes) {
  const Policy policy{.idle_ttl = 10.9, .absolute_ttl = 10.99};
  const Row row = start_session("id", "alice", kNow + 0.999, policy).value();
  EXPECT_EQ(row.idle_expires_at, kNow + 10);
  EXPECT_EQ(row.absolute_expires_at, kNow + 10);
  EXPECT_TRUE(is_sound(row));
}

TEST(StartSession, WantsASubjectThatEveryStoreCanHold) {
  EXPECT_EQ(started(""), "ERR_OPTION_EMPTY subject");
  EXPECT_EQ(started(std::string(256, 'a')), "OK");
  EXPECT_EQ(started(std::string(257, 'a')), "ERR_OPTION_RANGE subject");
  EXPECT_EQ(started("\xFF"), "ERR_OPTION_RANGE subject");
  EXPECT_EQ(started("a\xC0\x80"), "ERR_OPTION_RANGE subject");
  EXPECT_EQ(started("\xED\xA0\x80"), "ERR_OPTION_RANGE subject") << "half a surrogate pair";
  EXPECT_EQ(started(std::string("a\0b", 3)), "ERR_OPTION_RANGE subject");
  EXPECT_EQ(started("\xF0\x9F\x98\x80\n\"\\"), "OK");
}

TEST(StartSession, WantsAClockThatTellsATime) {
  for (const double wrong : {-1.0, std::nan(""), kInfinity, -kInfinity, kLatestTime, 1e300})
    EXPECT_EQ(started("alice", wrong), "ERR_CLOCK_INVALID") << wrong;
  EXPECT_EQ(started("alice", kLatestTime - kPolicy.absolute_ttl), "OK");
  EXPECT_EQ(started("alice", kLatestTime - kPolicy.absolute_ttl + 1), "ERR_CLOCK_INVALID");
}

TEST(VerdictName, IsWhatJavaScriptCallsIt) {
  EXPECT_EQ(verdict_name(Verdict::kRotate), "rotate");
  EXPECT_EQ(verdict_name(Verdict::kReplay), "replay");
  EXPECT_EQ(verdict_name(Verdict::kReuse), "reuse");
  EXPECT_EQ(verdict_name(Verdict::kUnknown), "unknown");
  EXPECT_EQ(verdict_name(Verdict::kRevoked), "revoked");
  EXPECT_EQ(verdict_name(Verdict::kExpired), "expired");
  EXPECT_EQ(verdict_name(Verdict::kInconsistent), "inconsistent");
}

TEST(DecideRefresh, RotatesTheCurrentToken) {
  const Decision decision = decided(sample_row(), 5, kNow + 0.9);
  Row next = sample_row();
  next.generation = 6;
  next.rotated_at = kNow;
  next.idle_expires_at = kNow + 1000;
  EXPECT_EQ(decision.verdict, Verdict::kRotate);
  EXPECT_EQ(decision.next, next);
}

TEST(DecideRefresh, RotatesTheFirstToken) {
  const Row row = start_session("session", "alice", kNow, kPolicy).value();
  const Decision decision = decided(row, 0, kNow);
  EXPECT_EQ(decision.verdict, Verdict::kRotate) << "at once, if need be";
  EXPECT_EQ(decision.next.generation, 1);
  EXPECT_EQ(decision.next.created_at, kNow);
}

TEST(DecideRefresh, ExtendsASessionUpToItsAbsoluteEnd) {
  Row row = sample_row();
  row.absolute_expires_at = kNow + 995;
  EXPECT_EQ(decided(row, 5).next.idle_expires_at, kNow + 995);
  row.absolute_expires_at = kNow + 1000;
  EXPECT_EQ(decided(row, 5).next.idle_expires_at, kNow + 1000);
  row.absolute_expires_at = kNow + 1001;
  EXPECT_EQ(decided(row, 5).next.idle_expires_at, kNow + 1000);
}

TEST(DecideRefresh, ReplaysTheTokenBeforeUpToTheEndOfTheGrace) {
  const NumericDate rotated_at = sample_row().rotated_at;
  for (const double grace : {0.0, 1.0, 30.0, 300.0}) {
    const Policy policy = with_grace(grace);
    for (const double age : {0.0, grace, grace + 0.999}) {
      const Decision decision = decided(sample_row(), 4, rotated_at + age, policy);
      EXPECT_EQ(decision.verdict, Verdict::kReplay) << grace << ", " << age;
      EXPECT_EQ(decision.next, sample_row()) << "nothing is written";
    }
    EXPECT_EQ(verdict(sample_row(), 4, rotated_at + grace + 1, policy), "reuse") << grace;
  }
  EXPECT_EQ(verdict(sample_row(), 4, rotated_at + 1, with_grace(0.999)), "reuse");
  EXPECT_EQ(verdict(sample_row(), 4, rotated_at + 1, with_grace(1.5)), "replay");
}

TEST(DecideRefresh, TakesAnOldTokenForReuseGraceOrNoGrace) {
  for (const std::int64_t old : {0, 1, 3}) {
    for (const NumericDate now : {sample_row().rotated_at, kNow, kNow + 500}) {
      const Decision decision = decided(sample_row(), old, now, with_grace(300));
      Row next = sample_row();
      next.status = Status::kCompromised;
      EXPECT_EQ(decision.verdict, Verdict::kReuse) << old;
      EXPECT_EQ(decision.next, next) << "and changes nothing but the status";
    }
  }
}

TEST(DecideRefresh, TakesAShorterIdleLifetimeWhileTheClockGoesOnOrStands) {
  Row row = sample_row();
  row.idle_expires_at = row.rotated_at + 2000;
  EXPECT_EQ(decided(row, 5, row.rotated_at).next.idle_expires_at, row.rotated_at + 1000);
  EXPECT_EQ(decided(row, 5, row.rotated_at + 1).next.idle_expires_at, row.rotated_at + 1001);
}

TEST(DecideRefresh, ForgivesAClockThatWentBack) {
  const NumericDate before = sample_row().created_at - 50;
  EXPECT_EQ(verdict(sample_row(), 4, before), "replay");
  EXPECT_EQ(verdict(sample_row(), 3, before), "reuse");
  const Row next = decided(sample_row(), 5, before).next;
  EXPECT_EQ(next.rotated_at, before);
  EXPECT_EQ(next.idle_expires_at, sample_row().idle_expires_at) << "the end comes no nearer";
  EXPECT_TRUE(is_sound(next));
}

TEST(DecideRefresh, FindsATokenFromTheFutureInconsistent) {
  for (const std::int64_t newer : {std::int64_t{6}, std::int64_t{7}, kMaxGeneration}) {
    const Decision decision = decided(sample_row(), newer);
    EXPECT_EQ(decision.verdict, Verdict::kInconsistent) << newer;
    EXPECT_EQ(decision.next, sample_row());
  }
}

TEST(DecideRefresh, FindsAGenerationThatNoTokenHasInconsistent) {
  const Row first = start_session("session", "alice", kNow, kPolicy).value();
  for (const std::int64_t wrong : {std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_EQ(verdict(first, wrong), "inconsistent") << wrong;
    EXPECT_EQ(verdict(sample_row(), wrong), "inconsistent") << wrong;
  }
}

TEST(DecideRefresh, DoesNotGoBeyondTheLastGeneration) {
  Row row = sample_row();
  row.generation = kMaxGeneration - 1;
  EXPECT_EQ(decided(row, kMaxGeneration - 1).next.generation, kMaxGeneration);
  row.generation = kMaxGeneration;
  EXPECT_EQ(verdict(row, kMaxGeneration), "inconsistent");
  EXPECT_EQ(verdict(row, kMaxGeneration - 1), "replay");
  EXPECT_EQ(verdict(row, kMaxGeneration - 2), "reuse");
}

TEST(DecideRefresh, EndsExactlyAtTheIdleEnd) {
  const NumericDate end = sample_row().idle_expires_at;
  EXPECT_EQ(verdict(sample_row(), 5, end - 0.001), "rotate");
  for (const NumericDate now : {end, end + 0.5, end + 1, end + 1e9}) {
    const Decision decision = decided(sample_row(), 5, now);
    EXPECT_EQ(decision.verdict, Verdict::kExpired);
    EXPECT_EQ(decision.next, sample_row());
  }
}

TEST(DecideRefresh, EndsExactlyAtTheAbsoluteEnd) {
  Row row = sample_row();
  row.idle_expires_at = row.absolute_expires_at;
  EXPECT_EQ(verdict(row, 5, row.absolute_expires_at - 1), "rotate");
  EXPECT_EQ(verdict(row, 5, row.absolute_expires_at), "expired");
}

TEST(DecideRefresh, DoesNotReplayPastTheEnd) {
  Row row = sample_row();
  row.idle_expires_at = row.rotated_at + 5;
  EXPECT_EQ(verdict(row, 4, row.rotated_at + 4), "replay");
  EXPECT_EQ(verdict(row, 4, row.rotated_at + 5), "expired");
}

TEST(DecideRefresh, RefusesAnEndedSessionWhateverIsPresented) {
  for (const Status status : {Status::kEnded, Status::kCompromised}) {
    Row row = sample_row();
    row.status = status;
    for (const std::int64_t generation : {0, 4, 5, 6}) {
      EXPECT_EQ(verdict(row, generation), "revoked");
      EXPECT_EQ(decided(row, generation).next, row);
      EXPECT_EQ(verdict(row, generation, row.idle_expires_at), "revoked") << "before expired";
    }
  }
}

TEST(DecideRefresh, FindsExpiredBeforeItLooksAtTheGeneration) {
  for (const std::int64_t generation : {0, 3, 4, 5, 6})
    EXPECT_EQ(verdict(sample_row(), generation, sample_row().idle_expires_at), "expired");
}

// Nothing is revoked for a session that is not there: an outsider must not log anybody out.
TEST(DecideRefresh, KnowsNoSessionButThePresentedOne) {
  const Row row = sample_row();
  for (const Presented& other :
       {Presented{"other", "alice", 5}, Presented{"session", "bob", 5}, Presented{"", "alice", 5},
        Presented{"session", "", 5}, Presented{"Session", "alice", 5}}) {
    const Decision decision = decide_refresh(row, other, kNow, kPolicy).value();
    EXPECT_EQ(decision.verdict, Verdict::kUnknown);
    EXPECT_EQ(decision.next, Row{}) << "and tells nothing of it";
  }
  EXPECT_EQ(decide_refresh({}, presented(5), kNow, kPolicy).value().verdict, Verdict::kUnknown);
}

TEST(DecideRefresh, TrustsNoRowThatIsNotSound) {
  Row row = sample_row();
  row.absolute_expires_at = row.idle_expires_at - 1;
  for (const Status status : {Status::kActive, Status::kEnded}) {
    row.status = status;
    EXPECT_EQ(verdict(row, 5), "inconsistent");
    EXPECT_EQ(verdict(row, 0), "inconsistent") << "which ends nothing";
    EXPECT_EQ(decided(row, 5).next, row);
  }
  row.subject = "bob";
  EXPECT_EQ(verdict(row, 5), "unknown") << "it is not that session's row";
}

TEST(DecideRefresh, WantsAClockThatTellsATime) {
  for (const double wrong : {-1.0, -0.001, std::nan(""), kInfinity, -kInfinity}) {
    EXPECT_EQ(describe(decide_refresh(sample_row(), presented(5), wrong, kPolicy)),
              "ERR_CLOCK_INVALID");
    EXPECT_EQ(describe(decide_refresh({}, presented(5), wrong, kPolicy)), "ERR_CLOCK_INVALID");
  }
  EXPECT_EQ(verdict(sample_row(), 5, 1e300), "expired");
  EXPECT_EQ(verdict(sample_row(), 5, 0), "rotate");
}

// Of a row that was rotated just now, what becomes of a token whose own time is over.
std::string verdict_of_expired(std::int64_t generation, Row row) {
  const Presented token{"session", "alice", generation, kNow};
  return std::string(verdict_name(decide_refresh(row, token, kNow, kPolicy).value().verdict));
}

TEST(DecideRefresh, GivesATokenThatHasExpiredNothingButAReplay) {
  Row row = sample_row();
  row.rotated_at = kNow - kPolicy.grace;
  EXPECT_EQ(verdict_of_expired(4, row), "replay") << "it was rotated in its last seconds";
  row.rotated_at -= 1;
  EXPECT_EQ(verdict_of_expired(4, row), "expired") << "and costs nobody the session";
  EXPECT_EQ(verdict_of_expired(3, row), "expired");
  EXPECT_EQ(verdict_of_expired(5, row), "expired") << "whatever the row says of its own end";
  EXPECT_EQ(verdict_of_expired(6, row), "inconsistent");
  row.status = Status::kEnded;
  EXPECT_EQ(verdict_of_expired(4, row), "revoked");
  row.subject = "bob";
  EXPECT_EQ(verdict_of_expired(4, row), "expired") << "and not unknown";
}

TEST(DecideRefresh, JudgesATokenByItsRowUpToTheLastSecond) {
  Row row = sample_row();
  row.rotated_at = kNow - 1000;
  const Presented token{"session", "alice", 4, kNow + 1};
  EXPECT_EQ(decide_refresh(row, token, kNow + 0.9, kPolicy).value().verdict, Verdict::kReuse);
  EXPECT_EQ(decide_refresh(row, token, kNow + 1, kPolicy).value().verdict, Verdict::kExpired);
}

}  // namespace
}  // namespace holoband::session
