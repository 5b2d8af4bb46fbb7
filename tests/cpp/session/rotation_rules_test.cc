// The state machine against another telling of its rules, over rows and tokens of every kind, the
// same in every run.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "session/samples.h"

namespace holoband::session {
namespace {

using test::kNow;

struct Case {
  Row row;
  Presented token;
  NumericDate now = kNow;
  Policy policy = kPolicy;
};

// Generator stays near the limits of the rules, where the faults are.
class Generator {
 public:
  Case next() {
    Case made;
    made.row = sample_row();
    Row& row = made.row;
    made.policy.grace = pick<double>({0, 1, 2, 30, 300, 1.5});
    row.generation = pick<std::int64_t>({0, 1, 2, 5, kMaxGeneration - 1, kMaxGeneration});
    row.status = pick<Status>(
        {Status::kActive, Status::kActive, Status::kActive, Status::kEnded, Status::kCompromised});
    row.idle_expires_at = row.rotated_at + pick<double>({1, 5, 1000});
    row.absolute_expires_at = row.idle_expires_at + pick<double>({0, 0, 1, 500, 4000});
    made.token = {row.id, row.subject,
                  row.generation + pick<std::int64_t>({0, 0, -1, -1, -2, -3, 1})};
    if (one_in(20)) made.token.id = "other";
    if (one_in(20)) made.token.subject = "other";
    if (one_in(20)) spoil(row);
    const NumericDate near =
        pick<double>({row.rotated_at, row.rotated_at + std::floor(made.policy.grace),
                      row.idle_expires_at, row.absolute_expires_at});
    made.now = near + pick<double>({-1, -0.5, 0, 0.5, 0.999, 1});
    return made;
  }

 private:
  template <class T>
  T pick(const std::vector<T>& choices) {
    return choices[random_() % choices.size()];
  }

  bool one_in(std::uint32_t number) { return random_() % number == 0; }

  void spoil(Row& row) {
    switch (random_() % 4) {
      case 0:
        row.created_at = -1;
        return;
      case 1:
        row.rotated_at += 0.5;
        return;
      case 2:
        row.absolute_expires_at = row.idle_expires_at - 1;
        return;
      default:
        row.generation = -1;
    }
  }

  std::mt19937 random_{4};
};

bool is_odd(const Row& row) {
  return row.created_at < 0 || row.rotated_at != std::floor(row.rotated_at) ||
         row.absolute_expires_at < row.idle_expires_at || row.generation < 0;
}

// expected tells the rules as the design does, one after the other.
std::string expected(const Case& tried) {
  const auto& [row, token, now, policy] = tried;
  if (token.id != row.id || token.subject != row.subject) return "unknown";
  if (is_odd(row)) return "inconsistent";
  if (row.status != Status::kActive) return "revoked";
  if (now >= row.idle_expires_at || now >= row.absolute_expires_at) return "expired";
  const std::int64_t behind = row.generation - token.generation;
  if (behind < 0 || token.generation < 0) return "inconsistent";
  if (behind == 0) return row.generation < 9007199254740991 ? "rotate" : "inconsistent";
  const double age = std::floor(now) - row.rotated_at;
  return behind == 1 && age <= std::floor(policy.grace) ? "replay" : "reuse";
}

Row expected_next(const Case& tried, const std::string& verdict) {
  Row next = verdict == "unknown" ? Row{} : tried.row;
  if (verdict == "reuse") next.status = Status::kCompromised;
  if (verdict != "rotate") return next;
  const double second = std::floor(tried.now);
  const double idle_end = second + std::floor(tried.policy.idle_ttl);
  const double end = idle_end < next.absolute_expires_at ? idle_end : next.absolute_expires_at;
  const bool went_back = second < next.rotated_at;
  if (!went_back || end > next.idle_expires_at) next.idle_expires_at = end;
  next.generation += 1;
  next.rotated_at = second;
  return next;
}

TEST(RotationRules, DecideAsTheDesignSays) {
  Generator generator;
  std::map<std::string, int> seen;
  for (int i = 0; i < 200000; ++i) {
    const Case tried = generator.next();
    const Decision decision =
        decide_refresh(tried.row, tried.token, tried.now, tried.policy).value();
    const std::string verdict(verdict_name(decision.verdict));
    ASSERT_EQ(verdict, expected(tried)) << "case " << i;
    ASSERT_EQ(decision.next, expected_next(tried, verdict)) << "case " << i << ", " << verdict;
    seen[verdict] += 1;
  }
  EXPECT_EQ(seen.size(), 7U) << "every verdict was met";
  for (const auto& [verdict, times] : seen) EXPECT_GT(times, 1000) << verdict;
}

TEST(RotationRules, NeverMakeARowThatIsNotSound) {
  Generator generator;
  for (int i = 0; i < 50000; ++i) {
    const Case tried = generator.next();
    const Decision decision =
        decide_refresh(tried.row, tried.token, tried.now, tried.policy).value();
    const bool writes = decision.verdict == Verdict::kRotate || decision.verdict == Verdict::kReuse;
    ASSERT_TRUE(!writes || is_sound(decision.next)) << "case " << i;
  }
}

// The model checker relies on this: only the difference of the generations counts, and not how much
// older an old token is.
TEST(RotationRules, CountGenerationsByTheirDifferenceAlone) {
  for (const std::int64_t behind : {-1, 0, 1, 2, 3, 9}) {
    for (const NumericDate now : {kNow - 10, kNow + 20, kNow + 21, kNow + 990}) {
      std::vector<Decision> decisions;
      for (const std::int64_t shift :
           {std::int64_t{0}, std::int64_t{1}, std::int64_t{1000000}, kMaxGeneration - 20}) {
        Row row = sample_row();
        row.generation = 10 + shift;
        const Presented token{row.id, row.subject, row.generation - behind};
        decisions.push_back(decide_refresh(row, token, now, kPolicy).value());
        decisions.back().next.generation -= shift;
      }
      for (const Decision& decision : decisions) {
        EXPECT_EQ(decision.verdict, decisions[0].verdict) << behind;
        EXPECT_EQ(decision.next, decisions[0].next) << behind;
      }
    }
  }
}

TEST(RotationRules, TreatAllTokensOlderThanTheOneBeforeAlike) {
  Row row = sample_row();
  row.generation = 1000;
  for (const NumericDate now : {kNow - 10, kNow + 20, kNow + 21, kNow + 989, kNow + 990}) {
    const Decision first = decide_refresh(row, {row.id, row.subject, 998}, now, kPolicy).value();
    for (std::int64_t generation = 0; generation < 998; ++generation) {
      const Decision decision =
          decide_refresh(row, {row.id, row.subject, generation}, now, kPolicy).value();
      ASSERT_EQ(decision.verdict, first.verdict) << generation;
      ASSERT_EQ(decision.next, first.next) << generation;
    }
  }
}

}  // namespace
}  // namespace holoband::session
