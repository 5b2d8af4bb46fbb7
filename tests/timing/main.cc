// holoband_timing MEASUREMENTS makes each experiment and writes a line of JSON about it. holoband_timing judge reads
// samples that somebody else took, a class (0 or 1) and a time on each line. scripts/timing.js reads what both write.
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <span>
#include <string_view>
#include <vector>

#include "timing/experiments.h"

namespace {

using holoband::timing::Experiment;
using holoband::timing::Sample;
using holoband::timing::Verdict;

void write_verdict(const Verdict& verdict, std::size_t repetitions) {
  std::cout << R"("used":)" << verdict.measurements << R"(,"t":)" << verdict.t << R"(,"ticks":)"
            << verdict.difference / static_cast<double>(repetitions) << "}" << std::endl;
}

void report(const Experiment& experiment, std::size_t asked) {
  const auto samples = holoband::timing::measure(experiment, asked / experiment.measurements);
  std::cout << R"({"name":")" << experiment.name << R"(","first":")" << experiment.first
            << R"(","second":")" << experiment.second << R"(","control":)"
            << (experiment.control ? "true" : "false") << R"(,"clock":")"
            << holoband::timing::clock_name() << R"(","measurements":)" << samples.size() << ",";
  write_verdict(holoband::timing::judge(samples), experiment.repetitions);
}

int judge() {
  std::vector<Sample> samples;
  int second = 0;
  double ticks = 0;
  while (std::cin >> second >> ticks) samples.push_back({second == 1, ticks});
  std::cout << "{";
  write_verdict(holoband::timing::judge(samples), 1);
  return samples.empty() ? 1 : 0;
}

}  // namespace

int main(int count, char** list) {
  const std::span<char*> arguments(list, static_cast<std::size_t>(count));
  const std::string_view asked = arguments.size() == 2 ? arguments[1] : "";
  std::cout << std::fixed << std::setprecision(3);
  if (asked == "judge") return judge();
  const long measurements = asked.empty() ? 0 : std::atol(arguments[1]);
  if (measurements < 1000) {
    std::cerr << "usage: holoband_timing MEASUREMENTS (at least 1000) | judge\n";
    return 2;
  }
  for (const Experiment& experiment : holoband::timing::experiments())
    report(experiment, static_cast<std::size_t>(measurements));
  return 0;
}
