#include "timing/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace holoband::timing {
namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

// Moments gathers a mean and a variance without keeping the numbers (Welford).
class Moments {
 public:
  void add(double value) {
    ++count_;
    const double from_old_mean = value - mean_;
    mean_ += from_old_mean / static_cast<double>(count_);
    squares_ += from_old_mean * (value - mean_);
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }
  // The square of the standard error of the mean.
  [[nodiscard]] double error() const {
    return squares_ / static_cast<double>(count_ - 1) / static_cast<double>(count_);
  }

 private:
  std::size_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

struct Classes {
  Moments first;
  Moments second;

  Classes(const std::vector<Sample>& samples, double limit) {
    for (const Sample& sample : samples) {
      if (sample.ticks <= limit) (sample.second ? second : first).add(sample.ticks);
    }
  }

  [[nodiscard]] double t() const {
    if (first.count() < 2 || second.count() < 2) return 0;
    const double error = std::sqrt(first.error() + second.error());
    return error > 0 ? (first.mean() - second.mean()) / error : 0;
  }

  [[nodiscard]] Verdict verdict() const {
    return {.t = t(),
            .difference = second.mean() - first.mean(),
            .measurements = first.count() + second.count()};
  }
};

double percentile(const std::vector<double>& sorted, double part) {
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(part * last)];
}

}  // namespace

double welch_t(const std::vector<Sample>& samples) { return Classes(samples, kNoLimit).t(); }

Verdict judge(const std::vector<Sample>& samples) {
  Verdict worst = Classes(samples, kNoLimit).verdict();
  if (samples.empty()) return worst;
  std::vector<double> sorted;
  sorted.reserve(samples.size());
  for (const Sample& sample : samples) sorted.push_back(sample.ticks);
  std::sort(sorted.begin(), sorted.end());
  for (const double part : std::array{0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999}) {
    const Verdict cropped = Classes(samples, percentile(sorted, part)).verdict();
    if (std::abs(cropped.t) > std::abs(worst.t)) worst = cropped;
  }
  return worst;
}

}  // namespace holoband::timing
