#include "holoband/session/tokens.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "holoband/issuer.h"
#include "holoband/jwk.h"
#include "session/samples.h"
#include "support/keys.h"
#include "support/outcomes.h"

namespace holoband::session {
namespace {

using test::describe;
using test::kNow;

std::string claims_for(const std::string& subject) {
  Row row = sample_row();
  row.subject = subject;
  return refresh_claims(row);
}

// read describes what read_presented makes of claims: the failure, or what they say but the time.
std::string read(const std::string& claims) {
  json::Scanner scanner;
  if (!scanner.scan_object(claims).ok()) return "not JSON";
  const Result<Presented> presented = read_presented(scanner);
  if (!presented.ok()) return describe(presented);
  const auto& [id, subject, generation, _] = presented.value();
  return id + "/" + subject + "/" + std::to_string(generation);
}

std::string read_generation(const std::string& generation) {
  return read(R"({"sid":"s","sub":"a","exp":9,"gen":)" + generation + "}");
}

// read_expiry returns what read_presented makes of an "exp", or -1 where it refuses it for that.
NumericDate read_expiry(const std::string& expiry) {
  json::Scanner scanner;
  const std::string claims = R"({"sid":"s","sub":"a","gen":0,"exp":)" + expiry + "}";
  if (!scanner.scan_object(claims).ok()) return -2;
  const Result<Presented> presented = read_presented(scanner);
  if (presented.ok()) return presented.value().expires_at;
  return describe(presented) == "ERR_CLAIM_TYPE exp" ? -1 : -3;
}

TEST(RefreshClaims, AreAFunctionOfTheRow) {
  EXPECT_EQ(refresh_claims(sample_row()),
            R"({"sub":"alice","sid":"session","gen":5,"iat":1767225590,"exp":1767226590})");
  Row later = sample_row();
  later.status = Status::kEnded;
  later.created_at += 1;
  later.absolute_expires_at += 1;
  EXPECT_EQ(refresh_claims(later), refresh_claims(sample_row())) << "and of nothing else in it";
}

TEST(RefreshClaims, EscapeWhatASubjectMayBe) {
  const auto with = [](const std::string& subject) {
    return R"({"sub":)" + subject +
           R"(,"sid":"session","gen":5,"iat":1767225590,"exp":1767226590})";
  };
  EXPECT_EQ(claims_for(R"(a"b\c/)"), with(R"("a\"b\\c/")"));
  EXPECT_EQ(claims_for("\n\t\x01\x1f\x7f"), with("\"\\u000a\\u0009\\u0001\\u001f\x7f\""));
  EXPECT_EQ(claims_for("J\xC3\xBCrgen \xF0\x9F\x98\x80\xE2\x80\xA8"),
            with("\"J\xC3\xBCrgen \xF0\x9F\x98\x80\xE2\x80\xA8\""));
  EXPECT_EQ(claims_for(R"(","sid":"other)"), with(R"("\",\"sid\":\"other")"));
}

TEST(RefreshClaims, TellTheGreatestNumbersExactly) {
  Row row = sample_row();
  row.generation = kMaxGeneration;
  row.rotated_at = 0;
  row.idle_expires_at = row.absolute_expires_at = kLatestTime;
  EXPECT_EQ(
      refresh_claims(row),
      R"({"sub":"alice","sid":"session","gen":9007199254740991,"iat":0,"exp":9007199254740991})");
}

TEST(RefreshClaims, AreReadBackAsWhatTheRowSays) {
  EXPECT_EQ(read(refresh_claims(sample_row())), "session/alice/5");
  for (const std::string subject :
       {R"(a"b\c)", "\x01\x1f\n", "\xF0\x9F\x98\x80", "/", R"(","gen":9,"x":")"})
    EXPECT_EQ(read(claims_for(subject)), "session/" + subject + "/5");
}

TEST(Presented, IsOfNoGenerationButTheFirstAndNeverExpiresUntilItIsRead) {
  const Presented presented;
  EXPECT_EQ(presented.generation, 0);
  EXPECT_TRUE(std::isinf(presented.expires_at));
}

TEST(ReadPresented, TakesClaimsInAnyOrderAndLeavesOthersAlone) {
  EXPECT_EQ(read(R"({"exp":9,"gen":0,"x":[1],"iss":"i","sub":"\u0061","sid":"\u0073"})"), "s/a/0");
}

TEST(ReadPresented, NeedsEveryClaim) {
  EXPECT_EQ(read("{}"), "ERR_CLAIM_MISSING sid");
  EXPECT_EQ(read(R"({"sid":"s"})"), "ERR_CLAIM_MISSING sub");
  EXPECT_EQ(read(R"({"sid":"s","sub":"a"})"), "ERR_CLAIM_MISSING gen");
  EXPECT_EQ(read(R"({"sid":"s","sub":"a","gen":1})"), "ERR_CLAIM_MISSING exp");
  EXPECT_EQ(read(R"({"SID":"s","sub":"a","gen":1})"), "ERR_CLAIM_MISSING sid");
  EXPECT_EQ(read(R"({"x":{"sid":"s","sub":"a","gen":1}})"), "ERR_CLAIM_MISSING sid");
}

TEST(ReadPresented, WantsNamesThatAreTexts) {
  for (const std::string wrong : {"null", "1", "true", "[]", R"(["s"])", "{}", R"("")"}) {
    EXPECT_EQ(read(R"({"sub":"a","gen":1,"sid":)" + wrong + "}"), "ERR_CLAIM_TYPE sid") << wrong;
    EXPECT_EQ(read(R"({"sid":"s","gen":1,"sub":)" + wrong + "}"), "ERR_CLAIM_TYPE sub") << wrong;
  }
}

TEST(ReadPresented, WantsAGenerationThatIsAWholeNumber) {
  for (const std::string wrong :
       {"null", "\"1\"", "true", "[1]", "{}", "-1", "0.5", "1.0000000001", "-0.5", "1e-1",
        "9007199254740992", "9223372036854775808", "1e19", "1e300", "-1e300"})
    EXPECT_EQ(read_generation(wrong), "ERR_CLAIM_TYPE gen") << wrong;
}

TEST(ReadPresented, WantsATimeThatIsANumber) {
  EXPECT_EQ(read_expiry("1767226590"), 1767226590);
  EXPECT_EQ(read_expiry("0.5"), 0.5);
  for (const std::string wrong : {"null", "\"9\"", "true", "[9]", "{}"})
    EXPECT_EQ(read_expiry(wrong), -1) << wrong;
}

TEST(ReadPresented, TakesAGenerationInAnySpelling) {
  EXPECT_EQ(read_generation("0"), "s/a/0");
  EXPECT_EQ(read_generation("-0"), "s/a/0");
  EXPECT_EQ(read_generation("12e1"), "s/a/120");
  EXPECT_EQ(read_generation("7.0"), "s/a/7");
  EXPECT_EQ(read_generation("9007199254740991"), "s/a/9007199254740991");
}

NumericDate access_end(const Row& row, double jitter, NumericDate now = kNow) {
  Policy policy = kPolicy;
  policy.access_ttl_jitter = jitter;
  return access_expires_at(row, policy, now);
}

TEST(AccessExpiry, IsALifetimeFromNowWithoutJitter) {
  EXPECT_EQ(access_end(sample_row(), 0), kNow + 900);
  EXPECT_EQ(access_end(sample_row(), 0, kNow + 0.999), kNow + 900) << "in whole seconds";
}

TEST(AccessExpiry, IsNeverAfterTheSessionsOwn) {
  EXPECT_EQ(access_end(sample_row(), 0, kNow + 90), kNow + 990);
  EXPECT_EQ(access_end(sample_row(), 0, kNow + 91), kNow + 990);
  EXPECT_EQ(access_end(sample_row(), 0.05, kNow + 989), kNow + 990);
}

TEST(AccessExpiry, IsASecondAwayAtLeast) {
  Policy policy = kPolicy;
  policy.access_ttl = 1;
  for (std::int64_t generation = 0; generation < 100; ++generation) {
    Row row = sample_row();
    row.generation = generation;
    EXPECT_EQ(access_expires_at(row, policy, kNow), kNow + 1);
  }
}

TEST(AccessExpiry, IsTheSameForTheSameRow) {
  EXPECT_EQ(access_end(sample_row(), 0.05), access_end(sample_row(), 0.05));
}

// 900 seconds less 5 percent is 855: the ends of many sessions are all over the 45 seconds between.
template <class Change>
void spreads(const Change& change) {
  std::multiset<double> lifetimes;
  for (int i = 0; i < 1000; ++i) {
    Row row = sample_row();
    change(row, i);
    lifetimes.insert(access_end(row, 0.05) - kNow);
  }
  EXPECT_GE(*lifetimes.begin(), 855);
  EXPECT_LE(*lifetimes.rbegin(), 900);
  for (double from = 855; from < 900; from += 5) {
    const auto in_window =
        std::distance(lifetimes.lower_bound(from), lifetimes.lower_bound(from + 5));
    EXPECT_GE(in_window, 30) << "of a thousand, where 111 would be even, from " << from;
  }
}

// Servers of different versions share the sessions of a service while it is updated: they make the same token.
TEST(AccessExpiry, IsTheSameInEveryVersion) {
  const auto expiry = [](const std::string& id, std::int64_t generation) {
    Row row = sample_row();
    row.id = id;
    row.generation = generation;
    row.idle_expires_at = 1e9;
    return access_expires_at(row, {.access_ttl = 1e6}, 0);
  };
  EXPECT_EQ(expiry("", 0), 999014);
  EXPECT_EQ(expiry("session", 0), 973823);
  EXPECT_EQ(expiry("session", 1), 974018);
  EXPECT_EQ(expiry("0198f3b2", 5), 979601);
}

TEST(AccessExpiry, IsSpreadOverSessions) {
  spreads([](Row& row, int number) { row.id = "session-" + std::to_string(number); });
}

TEST(AccessExpiry, IsSpreadOverTheGenerationsOfOneSession) {
  spreads([](Row& row, int number) { row.generation = number; });
}

TEST(SignsDeterministically, IsTrueOfAllButSaltedAndHedgedSignatures) {
  std::set<std::string_view> randomized;
  for (const Algorithm& algorithm : algorithms()) {
    if (!signs_deterministically(algorithm)) randomized.insert(algorithm.name);
  }
  EXPECT_EQ(randomized, (std::set<std::string_view>{"PS256", "PS384", "PS512", "ML-DSA-44",
                                                    "ML-DSA-65", "ML-DSA-87"}));
}

std::string refresh_token(Issuer& issuer, const Row& row) {
  return std::string(issuer.issue(refresh_claims(row), row.rotated_at).value());
}

Issuer issuer_with(const Key& key) {
  return Issuer::create({.key = key, .issuer = "https://issuer.example", .typ = "rt+jwt"}).value();
}

Key copy_of(const Key& key) {
  if (key.algorithm().key_type != KeyType::kSecret) return import_jwk(test::jwk_of(key)).value();
  return test::secret_key(key.algorithm().name);
}

// What signs_deterministically says is what the signatures do, from another server too.
TEST(RefreshToken, IsTheSameBytesWhereverItIsMadeAgain) {
  for (const Algorithm& algorithm : algorithms()) {
    const bool is_secret = algorithm.key_type == KeyType::kSecret;
    const Key key = is_secret ? test::secret_key(algorithm.name) : test::key_for(algorithm.name);
    Issuer one = issuer_with(key);
    Issuer other = issuer_with(copy_of(key));
    const std::string token = refresh_token(one, sample_row());
    const bool is_same =
        token == refresh_token(one, sample_row()) && token == refresh_token(other, sample_row());
    EXPECT_EQ(is_same, signs_deterministically(algorithm)) << algorithm.name;
    Row next = sample_row();
    next.generation += 1;
    EXPECT_NE(token, refresh_token(one, next)) << algorithm.name;
  }
}

}  // namespace
}  // namespace holoband::session
