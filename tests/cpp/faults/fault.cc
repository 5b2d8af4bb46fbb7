#include "faults/fault.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "support/outcomes.h"

namespace holoband::test {
namespace {

constexpr int kFar = 2000000;  // no operation has so many of anything

std::string_view name_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::kCall:
      return "call";
    case FaultKind::kAllocation:
      return "allocation";
    case FaultKind::kMemory:
      return "allocation and all after it";
    case FaultKind::kEntropy:
      return "request for randomness";
    default:
      return "nothing";
  }
}

std::string title_of(const Fault& fault) {
  std::string title(name_of(fault.kind));
  title.append(" ").append(std::to_string(fault.number)).append(" fails");
  if (fault.kind == FaultKind::kCall) title.append(": ").append(last_failed_call());
  return title;
}

// A fault is never the fault of a key, a passphrase or a signature.
bool is_failure_of(FaultKind kind, std::string_view outcome) {
  if (kind == FaultKind::kEntropy) return outcome == "ERR_RANDOM_UNAVAILABLE";
  return outcome == "ERR_CRYPTO_FAILED" || outcome == "ERR_OUT_OF_MEMORY";
}

// Memory that was missing may have been missed by nobody, but without randomness there is no success.
bool is_allowed(const std::string& outcome, const Fault& fault, const Report& report,
                const Expected& expected) {
  if (report.happened && is_failure_of(fault.kind, outcome)) return true;
  const bool undone =
      report.happened && fault.kind == FaultKind::kEntropy && expected.needs_randomness;
  return outcome == expected.without_fault && !undone;
}

void judge(const Report& report, const Fault& fault, const Expected& expected,
           const std::string& title) {
  EXPECT_EQ(report.complaint, "") << title;
  EXPECT_EQ(ERR_peek_error(), 0U) << title << " and leaves an error";
  ERR_clear_error();
  const std::string outcome = describe(report.outcome);
  EXPECT_TRUE(is_allowed(outcome, fault, report, expected)) << title << ", and then: " << outcome;
}

}  // namespace

int every_fault(FaultKind kind, const Operation& operation, const Expected& expected,
                const std::function<int(int)>& next) {
  int faults = 0;
  for (int number = 0; number < kFar; number = next(number)) {
    const Fault fault{kind, number};
    const Report report = operation(fault);
    judge(report, fault, expected, title_of(fault));
    if (!report.happened) return faults;
    ++faults;
  }
  ADD_FAILURE() << "there is no end to it";
  return faults;
}

void every_kind_of_fault(std::string_view name, const Operation& operation,
                         const Expected& expected) {
  SCOPED_TRACE(name);
  for (const FaultKind kind :
       {FaultKind::kCall, FaultKind::kAllocation, FaultKind::kMemory, FaultKind::kEntropy}) {
    const int faults = every_fault(kind, operation, expected);
    ::testing::Test::RecordProperty(std::string(name) + ", " + std::string(name_of(kind)), faults);
  }
}

}  // namespace holoband::test
