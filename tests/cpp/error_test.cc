#include "holoband/error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "support/outcomes.h"

namespace holoband {
namespace {

struct Row {
  ErrorCode number;
  std::string_view code;
  std::string_view reason;
  std::string_view about;
  std::string_view text;
};

constexpr auto kRows = std::to_array<Row>({
#define HOLOBAND_ERROR(enumerator, code, reason, about, text) \
  {ErrorCode::enumerator, code, #reason, #about, text},
#include "holoband/error_codes.def"
#undef HOLOBAND_ERROR
});

bool is_code_character(char character) {
  return (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9') ||
         character == '_';
}

TEST(ErrorCodes, AreNumberedByTheirPositionAndBeginWithOk) {
  EXPECT_EQ(kRows.front().number, ErrorCode::kOk);
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kRows[i].number), i) << kRows[i].code;
  }
}

// The number crosses the boundary to JavaScript in eight bits.
TEST(ErrorCodes, FitIntoTheirType) { EXPECT_LE(kRows.size(), 256U); }

TEST(ErrorCodes, HaveUniqueCodesInCapitalsThatStartWithErr) {
  std::set<std::string_view> seen;
  for (const Row& row : kRows) {
    EXPECT_TRUE(seen.insert(row.code).second) << row.code << " stands there twice";
    EXPECT_EQ(row.code.starts_with("ERR_"), row.number != ErrorCode::kOk) << row.code;
    EXPECT_TRUE(std::all_of(row.code.begin(), row.code.end(), is_code_character)) << row.code;
  }
}

TEST(ErrorCodes, HaveATextOfTheirOwnThatIsASentence) {
  std::set<std::string_view> seen;
  for (const Row& row : kRows) {
    EXPECT_TRUE(seen.insert(row.text).second) << row.code << " says what another says";
    EXPECT_TRUE(row.text.ends_with('.')) << row.code;
    EXPECT_TRUE(row.text.front() >= 'A' && row.text.front() <= 'Z') << row.code;
  }
}

TEST(ErrorCodes, HaveAReasonThatTheListExplains) {
  const std::set<std::string_view> reasons{"malformed", "untrusted",     "expired",
                                           "inactive",  "mismatched",    "unauthorized",
                                           "ended",     "misconfigured", "unavailable"};
  for (const Row& row : kRows) {
    if (row.number == ErrorCode::kOk) {
      EXPECT_EQ(row.reason, "ok");
    } else {
      EXPECT_TRUE(reasons.contains(row.reason)) << row.code << ": " << row.reason;
    }
  }
}

TEST(ErrorCodes, SayWhatTheyAreAbout) {
  const std::set<std::string_view> kinds{"nothing", "part", "parameter", "claim", "option"};
  for (const Row& row : kRows) EXPECT_TRUE(kinds.contains(row.about)) << row.code << row.about;
}

// Only these may make a client refresh: a new code of this kind would change what every client
// does. The last is the client's own, which it makes when it has refreshed; no server sends it.
TEST(ErrorCodes, CallExactlyTheTwoKindsOfAgeExpiredAndWhatAClientMakesOfThem) {
  std::set<std::string_view> expired;
  for (const Row& row : kRows) {
    if (row.reason == "expired") expired.insert(row.code);
  }
  EXPECT_EQ(expired, (std::set<std::string_view>{"ERR_TOKEN_EXPIRED", "ERR_TOKEN_TOO_OLD",
                                                 "ERR_BODY_NOT_REPLAYABLE"}));
}

TEST(ErrorCodes, GiveTheNameAndTheTextOfTheirRow) {
  for (const Row& row : kRows) {
    EXPECT_EQ(error_name(row.number), row.code);
    EXPECT_EQ(error_text(row.number), row.text);
  }
}

TEST(Outcome, IsSuccessUnlessItSaysOtherwise) {
  EXPECT_TRUE(Outcome{}.ok());
  EXPECT_TRUE(success().ok());
  EXPECT_TRUE(success().detail.empty());
}

TEST(Outcome, KeepsTheCodeAndTheDetailOfAFailure) {
  const Outcome plain = failure(ErrorCode::kTokenEmpty);
  EXPECT_FALSE(plain.ok());
  EXPECT_EQ(plain.code, ErrorCode::kTokenEmpty);
  EXPECT_TRUE(plain.detail.empty());

  const Outcome detailed = failure(ErrorCode::kClaimType, "exp");
  EXPECT_FALSE(detailed.ok());
  EXPECT_EQ(test::describe(detailed), "ERR_CLAIM_TYPE exp");
}

}  // namespace
}  // namespace holoband
