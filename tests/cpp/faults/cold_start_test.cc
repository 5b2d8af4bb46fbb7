// The first call in a process, for which OpenSSL sets itself up.
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "holoband/bytes.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jwk.h"
#include "support/tokens.h"

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

constexpr unsigned kSecondsToStart = 5;

enum Ending : int { kFine, kNoFault, kWrong, kBroken };

Outcome sign(std::array<std::uint8_t, 64>& signature) {
  const Result<Key> key = import_jwk(kJwk, "Ed25519");
  return key.ok() ? key.value().sign(as_bytes(kInput), signature) : key.outcome();
}

// start_with is for a process in which OpenSSL has done nothing yet.
Ending start_with(const Fault& fault) {
  Report report;
  std::array<std::uint8_t, 64> signature{};
  const auto is_right = [&] { return base64url_encode(signature) == kSignature; };
  const Outcome outcome = with_fault(fault, report, [&] { return sign(signature); });
  if ((outcome.ok() && !is_right()) || ERR_peek_error() != 0) return kWrong;
  if (!report.happened) return outcome.ok() ? kNoFault : kBroken;
  const Outcome after = sign(signature);
  if (after.ok() && !is_right()) return kWrong;
  return after.ok() ? kFine : kBroken;
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

void start_with_every(FaultKind kind) {
  std::array<int, 4> endings{};
  for (int number = 0; number < 5000; ++number) {
    const Ending ending = start_process_with({kind, number});
    ++endings[ending];
    if (ending == kBroken || ending == kWrong) std::fprintf(stderr, "%d:%d ", number, ending);
    if (ending == kNoFault) break;
  }
  std::fprintf(stderr, "fine %d, no fault %d, wrong %d, broken %d\n", endings[kFine],
               endings[kNoFault], endings[kWrong], endings[kBroken]);
  std::exit(0);
}

TEST(ColdStart, Works) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(start_with_every(FaultKind::kCall), ::testing::ExitedWithCode(0), "xx");
  EXPECT_EXIT(start_with_every(FaultKind::kAllocation), ::testing::ExitedWithCode(0), "xx");
  EXPECT_EXIT(start_with_every(FaultKind::kMemory), ::testing::ExitedWithCode(0), "xx");
}

}  // namespace
}  // namespace holoband
