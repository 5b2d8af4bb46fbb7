// The platform's generator, with a test in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace holoband::test {

// EntropyFailure makes getentropy fail after it has succeeded a number of times, for as long as it
// lives.
class EntropyFailure {
 public:
  explicit EntropyFailure(int successes);

  // nth lets one request fail: the first for 0.
  [[nodiscard]] static EntropyFailure nth(int number);

  EntropyFailure(const EntropyFailure&) = delete;
  EntropyFailure& operator=(const EntropyFailure&) = delete;
  ~EntropyFailure();

  // happened tells whether there was a request to fail.
  [[nodiscard]] bool happened() const;

 private:
  EntropyFailure(int successes, bool once);
};

// SameEntropy makes getentropy give the same bytes again, for as long as it lives.
class SameEntropy {
 public:
  explicit SameEntropy(std::uint64_t seed);
  SameEntropy(const SameEntropy&) = delete;
  SameEntropy& operator=(const SameEntropy&) = delete;
  ~SameEntropy();
};

// take_entropy_requests returns the sizes that getentropy was asked for since the last time.
[[nodiscard]] std::vector<std::size_t> take_entropy_requests();

}  // namespace holoband::test
