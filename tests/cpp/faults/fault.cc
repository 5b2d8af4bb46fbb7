#include "faults/fault.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <iostream>
#include <map>
#include <string>

#include "support/outcomes.h"

namespace holoband::test {
namespace {

constexpr int kFar = 2000000;  // no operation has so many of anything

std::string_view name_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::kCall:
      return "a call of OpenSSL";
    case FaultKind::kAllocation:
      return "an allocation";
    case FaultKind::kMemory:
      return "an allocation and each after it";
    case FaultKind::kEntropy:
      return "a request for randomness";
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

// Totals counts the faults by their kind and by the operation that met them, for a line each at the
// end.
using Totals = std::map<std::string_view, std::map<std::string, int>>;

Totals& totals() {
  static Totals instance;
  return instance;
}

class TellTotals : public ::testing::Environment {
 public:
  void TearDown() override {
    for (const auto& [kind, operations] : totals()) {
      std::cout << "figures: faults, native, " << kind << " fails: ";
      const char* separator = "";
      for (const auto& [operation, faults] : operations) {
        std::cout << separator << operation << ' ' << faults;
        separator = "; ";
      }
      std::cout << '\n';
    }
  }
};

// GoogleTest owns it.
const ::testing::Environment* const tell_totals =
    ::testing::AddGlobalTestEnvironment(new TellTotals);

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
    told(name, kind, every_fault(kind, operation, expected));
  }
}

int told(std::string_view name, FaultKind kind, int faults) {
  totals()[name_of(kind)][std::string(name.substr(0, name.find(',')))] += faults;
  return faults;
}

}  // namespace holoband::test
