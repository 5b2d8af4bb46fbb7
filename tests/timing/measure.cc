#include "timing/measure.h"

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include <algorithm>
#include <chrono>

namespace holoband::timing {
namespace {

// The instructions before are done when the time is taken, and those after have not begun.
std::uint64_t ticks() {
#if defined(__x86_64__)
  _mm_lfence();
  const std::uint64_t now = __rdtsc();
  _mm_lfence();
  return now;
#else
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
#endif
}

// Inputs are made many at a time, so that making one does not disturb the measurement of the next.
constexpr std::size_t kBatch = 1024;

volatile std::uint32_t sink;

double time_of(const Experiment& experiment, Bytes input) {
  std::uint32_t seen = 0;
  const std::uint64_t start = ticks();
  for (std::size_t i = 0; i < experiment.repetitions; ++i) seen += experiment.run(input);
  const std::uint64_t end = ticks();
  sink = seen;
  return static_cast<double>(end - start);
}

}  // namespace

std::uint64_t Random::next() {
  state_ ^= state_ << 13;
  state_ ^= state_ >> 7;
  state_ ^= state_ << 17;
  return state_ * 0x2545F4914F6CDD1DU;
}

void Random::fill(MutableBytes bytes) {
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(next() >> 56);
}

std::vector<Sample> measure(const Experiment& experiment, std::size_t measurements) {
  Random random(0x9E3779B97F4A7C15U);
  std::vector<Sample> samples;
  samples.reserve(measurements);
  std::vector<std::pair<bool, Input>> batch(kBatch);
  Input place = experiment.make(random, false, experiment.variant);
  for (std::size_t i = 0; i < 100; ++i) time_of(experiment, place);  // until the caches know it
  while (samples.size() < measurements) {
    for (auto& [second, input] : batch) {
      second = (random.next() >> 63) != 0;
      input = experiment.make(random, second, experiment.variant);
    }
    for (const auto& [second, input] : batch) {
      std::copy(input.begin(), input.end(), place.begin());
      samples.push_back({second, time_of(experiment, place)});
    }
  }
  return samples;
}

const char* clock_name() {
#if defined(__x86_64__)
  return "the time stamp counter";
#else
  return "nanoseconds";
#endif
}

}  // namespace holoband::timing
