// Welch's t-test on two classes of measured times, as it is used to find code whose time depends on what it may not
// depend on: were the classes of one distribution, |t| would hardly ever be above four or five, however many there are.
#pragma once

#include <cstddef>
#include <vector>

namespace holoband::timing {

// Sample is one measurement: its class, and its time in ticks of the clock.
struct Sample {
  bool second;
  double ticks;
};

// welch_t returns (mean of the first class - mean of the second) / standard error, or 0 where a class has less than two
// samples or neither varies.
[[nodiscard]] double welch_t(const std::vector<Sample>& samples);

// Verdict is the largest of the tests that were made on one set of samples.
struct Verdict {
  double t = 0;           // with its sign: negative where the second class takes longer
  double difference = 0;  // of the means in ticks, the second class less the first, in that test
  std::size_t measurements = 0;  // that it looked at
};

// judge makes the test on all samples, and on those below each of a row of percentiles: what an interrupt or another
// process adds makes the slow ones useless, and nobody knows beforehand where that begins.
[[nodiscard]] Verdict judge(const std::vector<Sample>& samples);

}  // namespace holoband::timing
