#include "holoband/session/row.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "session/samples.h"

namespace holoband::session {
namespace {

constexpr NumericDate Row::*kTimes[] = {&Row::rotated_at, &Row::created_at, &Row::idle_expires_at,
                                        &Row::absolute_expires_at};

template <class Field, class Value>
bool is_sound_with(Field Row::*field, const Value& value) {
  Row row = sample_row();
  row.*field = value;
  return is_sound(row);
}

TEST(SoundRow, IsWhatTheLibraryWrites) {
  EXPECT_TRUE(is_sound(sample_row()));
  EXPECT_TRUE(is_sound(start_session("id", "alice", 0, kPolicy).value())) << "in 1970, too";
}

TEST(SoundRow, MayHaveEnded) {
  EXPECT_TRUE(is_sound_with(&Row::status, Status::kEnded));
  EXPECT_TRUE(is_sound_with(&Row::status, Status::kCompromised));
}

TEST(SoundRow, NamesASessionAndASubject) {
  EXPECT_FALSE(is_sound_with(&Row::id, ""));
  EXPECT_FALSE(is_sound_with(&Row::subject, ""));
}

TEST(SoundRow, HasAGenerationThatJsonKeepsExact) {
  EXPECT_TRUE(is_sound_with(&Row::generation, 0));
  EXPECT_EQ(kMaxGeneration, 9007199254740991);
  EXPECT_EQ(kLatestTime, 9007199254740991.0);
  EXPECT_TRUE(is_sound_with(&Row::generation, kMaxGeneration));
  EXPECT_FALSE(is_sound_with(&Row::generation, -1));
  EXPECT_FALSE(is_sound_with(&Row::generation, kMaxGeneration + 1));
  EXPECT_FALSE(is_sound_with(&Row::generation, std::numeric_limits<std::int64_t>::min()));
}

TEST(SoundRow, HasTimesOfWholeSeconds) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const auto field : kTimes) {
    for (const double wrong : {-1.0, -0.5, 0.5, 1767225600.5, std::nan(""), kInfinity, -kInfinity})
      EXPECT_FALSE(is_sound_with(field, wrong)) << wrong;
  }
}

// No integer holds such a time, and no token tells it.
TEST(SoundRow, HasNoTimeThatIsTooLate) {
  Row row = sample_row();
  for (const auto field : kTimes) row.*field = kLatestTime;
  EXPECT_TRUE(is_sound(row));
  for (const auto field : kTimes) {
    Row wrong = row;
    for (const double late : {kLatestTime + 1, 1e19, 1e300}) {
      wrong.*field = late;
      EXPECT_FALSE(is_sound(wrong)) << late;
    }
  }
}

TEST(SoundRow, IsIdleBeforeItsAbsoluteEnd) {
  const NumericDate end = sample_row().absolute_expires_at;
  EXPECT_TRUE(is_sound_with(&Row::idle_expires_at, end));
  EXPECT_FALSE(is_sound_with(&Row::idle_expires_at, end + 1));
}

// Clocks go back; a session that was rotated before it began is not a store's fault.
TEST(SoundRow, MayHaveBeenRotatedBeforeItWasCreated) {
  EXPECT_TRUE(is_sound_with(&Row::rotated_at, sample_row().created_at - 1));
}

TEST(Row, IsOfNoSessionUntilItIsFilled) {
  const Row row;
  EXPECT_EQ(row.generation, 0);
  for (const auto field : kTimes) EXPECT_EQ(row.*field, 0);
  EXPECT_FALSE(is_sound(row));
}

TEST(Row, DiffersInEachOfItsFields) {
  EXPECT_EQ(sample_row(), sample_row());
  const auto differs = [](const auto& change) {
    Row row = sample_row();
    change(row);
    return row != sample_row();
  };
  EXPECT_TRUE(differs([](Row& row) { row.id += "x"; }));
  EXPECT_TRUE(differs([](Row& row) { row.subject += "x"; }));
  EXPECT_TRUE(differs([](Row& row) { row.status = Status::kEnded; }));
  EXPECT_TRUE(differs([](Row& row) { row.generation += 1; }));
  for (const auto field : kTimes) EXPECT_TRUE(differs([field](Row& row) { row.*field += 1; }));
}

}  // namespace
}  // namespace holoband::session
