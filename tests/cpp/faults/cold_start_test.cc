// The first call in a process, for which OpenSSL sets itself up.
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "faults/fault.h"
#include "holoband/bytes.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jwk.h"

namespace holoband {
namespace {

using test::Fault;
using test::FaultKind;
using test::Report;
using test::with_fault;

// RFC 8037 appendix A. Whatever is made for a test would have started OpenSSL.
constexpr std::string_view kJwk =
    R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)"
    R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
constexpr std::string_view kInput = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
constexpr std::string_view kSignature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

constexpr unsigned kSecondsToStart = 60;

enum Ending : int { kClean, kNoFault, kWrong };

Outcome sign(std::array<std::uint8_t, 64>& signature) {
  const Result<Key> key = import_jwk(kJwk, "Ed25519");
  return key.ok() ? key.value().sign(as_bytes(kInput), signature) : key.outcome();
}

// start_with is for a process in which OpenSSL has done nothing yet. Parts of OpenSSL set themselves
// up once, and are unusable for good where that fails: then every later call must fail, too.
Ending start_with(const Fault& fault) {
  Report report;
  std::array<std::uint8_t, 64> signature{};
  const auto sign_it = [&] { return sign(signature); };
  const auto is_right = [&](const Outcome& outcome) {
    return outcome.ok() == (base64url_encode(signature) == kSignature) && ERR_peek_error() == 0;
  };
  if (!is_right(with_fault(fault, report, sign_it))) return kWrong;
  if (!report.happened) return report.outcome.ok() ? kNoFault : kWrong;
  signature.fill(0);
  return is_right(sign_it()) ? kClean : kWrong;
}

Ending start_process_with(const Fault& fault) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(kSecondsToStart);
    _exit(start_with(fault));
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return kWrong;
  return static_cast<Ending>(WEXITSTATUS(status));
}

// start_with_every ends the process: well where everything ended well.
void start_with_every(FaultKind kind, int first, int step) {
  for (int number = first;; number += step) {
    const Ending ending = start_process_with({kind, number});
    if (ending == kNoFault) std::exit(0);
    if (ending == kClean) continue;
    std::fprintf(stderr, "a fault of number %d ends badly\n", number);
    std::exit(1);
  }
}

class ColdStart : public ::testing::Test {
 protected:
  // This style runs the statement in a process that has run nothing else.
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(ColdStart, FailsCleanlyWhicheverCallFails) {
  EXPECT_EXIT(start_with_every(FaultKind::kCall, 0, 1), ::testing::ExitedWithCode(0), "");
}

// The first two allocations are left out: OpenSSL reports that one has failed by way of what it is
// just setting up with it, and waits for itself for ever. Of the many others some are tried, as each
// takes a process of its own.
TEST_F(ColdStart, FailsCleanlyWhereMemoryIsShort) {
  EXPECT_EXIT(start_with_every(FaultKind::kAllocation, 2, 7), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(start_with_every(FaultKind::kMemory, 2, 29), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace holoband
