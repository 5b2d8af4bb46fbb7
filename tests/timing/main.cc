// holoband_timing MEASUREMENTS makes each experiment and writes a line of JSON about it. holoband_timing judge reads
// samples that somebody else took, a class (0 or 1) and a time on each line. scripts/timing.js reads what both write.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "timing/experiments.h"

namespace {

using holoband::timing::Experiment;
using holoband::timing::Sample;
using holoband::timing::Verdict;

void write_verdict(const Verdict& verdict, std::size_t repetitions) {
  std::printf(R"("used":%zu,"t":%.3f,"ticks":%.3f})"
              "\n",
              verdict.measurements, verdict.t,
              verdict.difference / static_cast<double>(repetitions));
  std::fflush(stdout);
}

void report(const Experiment& experiment, std::size_t asked) {
  const auto samples = holoband::timing::measure(experiment, asked / experiment.measurements);
  std::printf(
      R"({"name":"%s","first":"%s","second":"%s","control":%s,"clock":"%s","measurements":%zu,)",
      experiment.name.c_str(), experiment.first.c_str(), experiment.second.c_str(),
      experiment.control ? "true" : "false", holoband::timing::clock_name(), samples.size());
  write_verdict(holoband::timing::judge(samples), experiment.repetitions);
}

int judge() {
  std::vector<Sample> samples;
  int second = 0;
  double ticks = 0;
  while (std::scanf("%d %lf", &second, &ticks) == 2) samples.push_back({second == 1, ticks});
  std::printf("{");
  write_verdict(holoband::timing::judge(samples), 1);
  return samples.empty() ? 1 : 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 2 && std::strcmp(arguments[1], "judge") == 0) return judge();
  const long asked = count == 2 ? std::atol(arguments[1]) : 0;
  if (asked < 1000) {
    std::fputs("usage: holoband_timing MEASUREMENTS (at least 1000) | judge\n", stderr);
    return 2;
  }
  for (const Experiment& experiment : holoband::timing::experiments())
    report(experiment, static_cast<std::size_t>(asked));
  return 0;
}
