#include "timing/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace holoband::timing {
namespace {

std::vector<Sample> samples_of(const std::vector<double>& first,
                               const std::vector<double>& second) {
  std::vector<Sample> samples;
  samples.reserve(first.size() + second.size());
  for (const double ticks : first) samples.push_back({false, ticks});
  for (const double ticks : second) samples.push_back({true, ticks});
  return samples;
}

// Noise is the same in every run.
class Noise {
 public:
  // Less than `limit`, evenly.
  double below(std::uint64_t limit) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>((state_ >> 33) % limit);
  }

  // A time that varies a little and, once in a hundred times, is interrupted.
  double time(double base) {
    const bool interrupted = below(100) == 0;
    return base + below(256) + (interrupted ? below(1U << 20) : 0);
  }

 private:
  std::uint64_t state_ = 1;
};

// Means 4 and 8, variances 2.5 and 2.5: t = -4 / sqrt(2.5 / 5 + 2.5 / 5).
TEST(WelchT, IsWhatTheFormulaSays) {
  EXPECT_DOUBLE_EQ(welch_t(samples_of({2, 3, 4, 5, 6}, {6, 7, 8, 9, 10})), -4.0);
  EXPECT_DOUBLE_EQ(welch_t(samples_of({6, 7, 8, 9, 10}, {2, 3, 4, 5, 6})), 4.0);
}

// Variances 1 and 100 / 3, of three and four samples: t = 20 / sqrt(1 / 3 + 25 / 3).
TEST(WelchT, TakesClassesOfUnequalSizeAndSpread) {
  const double expected = 20 / std::sqrt(1.0 / 3 + 100.0 / 12);
  EXPECT_DOUBLE_EQ(welch_t(samples_of({29, 30, 31}, {5, 5, 15, 15})), expected);
}

TEST(WelchT, IsZeroWhereNothingCanBeSaid) {
  EXPECT_EQ(welch_t({}), 0);
  EXPECT_EQ(welch_t(samples_of({1, 2}, {5})), 0);
  EXPECT_EQ(welch_t(samples_of({3, 3}, {3, 3})), 0);
}

TEST(Judge, FindsASmallDifferenceUnderLargeOutliers) {
  Noise noise;
  std::vector<Sample> samples;
  for (int i = 0; i < 20000; ++i) {
    const bool second = i % 2 == 1;
    samples.push_back({second, noise.time(second ? 1010 : 1000)});
  }
  EXPECT_LT(std::abs(welch_t(samples)), 5);  // what all samples together hide
  const Verdict verdict = judge(samples);
  EXPECT_LT(verdict.t, -5);
  EXPECT_GT(verdict.difference, 1);
  EXPECT_LT(verdict.measurements, samples.size());
}

TEST(Judge, FindsNothingInOneDistribution) {
  Noise noise;
  std::vector<Sample> samples(20000);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = {i % 2 == 1, noise.time(1000)};
  }
  EXPECT_LT(std::abs(judge(samples).t), 4.5);
  EXPECT_EQ(judge({}).measurements, 0U);
}

}  // namespace
}  // namespace holoband::timing
