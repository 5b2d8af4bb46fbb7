// Measuring: two classes of inputs in random order, each in the same place of the memory when its time is taken.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "holoband/bytes.h"
#include "timing/statistics.h"

namespace holoband::timing {

// Random is for choosing inputs: fast, and the same in every run.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  void fill(MutableBytes bytes);

 private:
  std::uint64_t state_;
};

using Input = std::vector<std::uint8_t>;

// Experiment compares two classes of inputs, which all have one size.
struct Experiment {
  std::string name;
  std::string first;  // what the classes are
  std::string second;
  bool control = false;  // a leak on purpose, which has to be found
  std::size_t measurements =
      1;  // one of so many of those that are asked for: what takes longer gets less
  std::size_t repetitions = 1;  // in one measurement, for what takes less time than taking the time
  Input (*make)(Random& random, bool second, std::size_t variant) = nullptr;
  // Each returns something that depends on its work, so that the work is done.
  std::uint32_t (*run)(Bytes input) = nullptr;
  std::size_t variant = 0;
};

// measure takes the times of so many inputs of either class.
[[nodiscard]] std::vector<Sample> measure(const Experiment& experiment, std::size_t measurements);

// clock_name says what the ticks are of.
[[nodiscard]] const char* clock_name();

}  // namespace holoband::timing
