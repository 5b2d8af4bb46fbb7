// One fault in the work of the library, and the search for all of them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "crypto/entropy.h"
#include "crypto/openssl_memory.h"
#include "faults/calls.h"
#include "holoband/error.h"
#include "holoband/result.h"

namespace holoband::test {

enum class FaultKind { kNone, kCall, kAllocation, kMemory, kEntropy };

// Fault is what fails: the call, the allocation or the request for randomness of this number, the
// first for 0. For kMemory it is that allocation and every one after it.
struct Fault {
  FaultKind kind = FaultKind::kNone;
  int number = 0;
};

// Report is what became of an operation.
struct Report {
  Outcome outcome;
  bool happened = false;  // whether the operation came as far as the fault
  std::string complaint;  // what is wrong with the result, for a person; empty where it is right
};

// outcome_of makes one type of what the operations return.
inline Outcome outcome_of(const Outcome& outcome) { return outcome; }
template <class T>
Outcome outcome_of(const Result<T>& result) {
  return result.outcome();
}

// with_fault does the work while the fault waits for it, and nothing else. What makes ready for it
// and what judges the result stands outside.
template <class Work>
auto with_fault(const Fault& fault, Report& report, const Work& work) {
  const auto attempt = [&](const auto& failure) {
    auto result = work();
    report.happened = failure.happened();
    report.outcome = outcome_of(result);
    return result;
  };
  switch (fault.kind) {
    case FaultKind::kCall:
      return attempt(CallFailure::nth(fault.number));
    case FaultKind::kAllocation:
      return attempt(OpensslMemoryFailure::nth(fault.number));
    case FaultKind::kMemory:
      return attempt(OpensslMemoryFailure::from(fault.number));
    case FaultKind::kEntropy:
      return attempt(EntropyFailure::nth(fault.number));
    case FaultKind::kNone:
      break;
  }
  auto result = work();
  report.outcome = outcome_of(result);
  return result;
}

using Operation = std::function<Report(const Fault&)>;

// Expected is what an operation may come to, beside the failure that the fault stands for.
struct Expected {
  std::string without_fault = "OK";
  // Whether the operation may come to its end without randomness that it has asked for.
  bool needs_randomness = true;
};

// every_fault lets the operation meet each fault of a kind, until it comes to its end without
// meeting one, and judges each outcome. What an operation uses from run to run it tries once more
// itself after each fault. `next` tells which number comes after another: not every one where there
// are too many. Returns how many faults there were.
int every_fault(
    FaultKind kind, const Operation& operation, const Expected& expected = {},
    const std::function<int(int)>& next = [](int number) { return number + 1; });

// told counts so many faults of an operation for the figures that the program prints when it is
// done, and returns how many. What stands in `name` before a comma is a row of docs/evidence/faults.md.
int told(std::string_view name, FaultKind kind, int faults);

// every_kind_of_fault lets the operation meet each fault of every kind, and counts them under
// `name`.
void every_kind_of_fault(std::string_view name, const Operation& operation,
                         const Expected& expected = {});

}  // namespace holoband::test
