#include "holoband/token_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heap_scope.h"
#include "holoband/verifier.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::kHeader;
using test::kNow;
using test::policy;
using test::secret_key;
using test::sign;

constexpr std::size_t kAmple = std::size_t{1} << 20;

// Sample is a token of no key: the cache believes the verifier, and looks at bytes alone.
struct Sample {
  std::string token;
  std::string claims;
};

// sample makes one whose signature begins as `signature` does.
Sample sample(std::string_view name, std::string_view signature, std::string_view padding = {}) {
  return {"header." + std::string(name) + std::string(padding) + "." + std::string(signature),
          R"({"sub":")" + std::string(name) + R"(","list":[1,2],"exp":5})"};
}

// numbered makes one with a signature of its own.
Sample numbered(std::size_t number, std::string_view padding = {}) {
  std::string digits = std::to_string(number);
  digits.insert(0, 8 - digits.size(), '0');
  std::reverse(digits.begin(), digits.end());
  return sample("t" + std::to_string(number), digits + "rest", padding);
}

// remember does what a verifier does: it asks, and inserts what was not there. True where it was.
bool remember(TokenCache& cache, const Sample& one, std::string_view header = kHeader) {
  if (cache.find(one.token) != nullptr) return true;
  json::Scanner claims;
  EXPECT_TRUE(claims.scan_object(one.claims).ok());
  cache.insert({one.token, header, one.claims, claims});
  return false;
}

// bytes_of returns what one token takes.
std::size_t bytes_of(const Sample& one) {
  TokenCache cache({.max_tokens = 4, .max_bytes = kAmple});
  remember(cache, one);
  return cache.bytes();
}

std::string limits_verdict(std::size_t max_tokens, std::size_t max_bytes) {
  return describe(check_cache_limits({.max_tokens = max_tokens, .max_bytes = max_bytes}));
}

TEST(TokenCacheLimits, HaveBoundsOfTheirOwn) {
  EXPECT_EQ(limits_verdict(1, kSmallestMaxCacheBytes), "OK");
  EXPECT_EQ(limits_verdict(kLargestMaxTokens, kLargestMaxCacheBytes), "OK");
  EXPECT_EQ(limits_verdict(0, kAmple), "ERR_OPTION_RANGE max");
  EXPECT_EQ(limits_verdict(kLargestMaxTokens + 1, kAmple), "ERR_OPTION_RANGE max");
  EXPECT_EQ(limits_verdict(1, kSmallestMaxCacheBytes - 1), "ERR_OPTION_RANGE maxBytes");
  EXPECT_EQ(limits_verdict(1, kLargestMaxCacheBytes + 1), "ERR_OPTION_RANGE maxBytes");
}

TEST(TokenCache, ReturnsWhatItWasGivenAfterThatIsGone) {
  TokenCache cache({.max_tokens = 4, .max_bytes = kAmple});
  const Sample one = numbered(1);
  {
    Sample copy = one;
    std::string header(kHeader);
    remember(cache, copy, header);
    std::fill(copy.token.begin(), copy.token.end(), 'x');
    std::fill(copy.claims.begin(), copy.claims.end(), 'x');
    std::fill(header.begin(), header.end(), 'x');
  }
  const TokenCache::Entry* entry = cache.find(one.token);
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->token, one.token);
  EXPECT_EQ(entry->header_json, kHeader);
  EXPECT_EQ(entry->claims_json, one.claims);
  ASSERT_EQ(entry->claims.members().size(), 3U);
  EXPECT_EQ(entry->claims.members()[0].name, "sub");
  EXPECT_EQ(entry->claims.find("sub")->raw, "\"t1\"");
  EXPECT_EQ(entry->claims.find("list")->kind, json::Kind::kArray);
  EXPECT_TRUE(entry->claims.has_nested_values());
}

TEST(TokenCache, KnowsATokenByEveryOneOfItsBytes) {
  TokenCache cache({.max_tokens = 4, .max_bytes = kAmple});
  const std::string token = sign(secret_key(), kHeader, test::kClaims);
  remember(cache, {token, std::string(test::kClaims)});
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string other = token;
      other[i] = static_cast<char>(other[i] ^ static_cast<char>(1U << bit));
      EXPECT_EQ(cache.find(other), nullptr) << i << "." << bit;
    }
    EXPECT_EQ(cache.find(token.substr(0, i)), nullptr) << i;
    EXPECT_EQ(cache.find(token.substr(token.size() - i)), nullptr) << i;
  }
  for (const std::string& other : {token + "A", "A" + token, token + "." + token, token + "."}) {
    EXPECT_EQ(cache.find(other), nullptr);
  }
  EXPECT_NE(cache.find(token), nullptr);
}

TEST(TokenCache, IsAskedForWhatIsNoTokenAndHasNone) {
  TokenCache cache({.max_tokens = 4, .max_bytes = kAmple});
  remember(cache, numbered(1));
  const std::string nothing(12, '\0');
  for (const std::string& text :
       {std::string(), std::string("."), std::string("...."), std::string("a.b.short"),
        std::string(9000, '.'), std::string(9000, 'a'), nothing, "." + nothing}) {
    EXPECT_EQ(cache.find(text), nullptr);
    remember(cache, {text, "{}"});
  }
}

TEST(TokenCache, LetsTheTokenGoThatWasUsedTheLongestAgo) {
  TokenCache cache({.max_tokens = 3, .max_bytes = kAmple});
  for (const std::size_t number : {1U, 2U, 3U}) EXPECT_FALSE(remember(cache, numbered(number)));
  EXPECT_TRUE(remember(cache, numbered(1)));
  EXPECT_FALSE(remember(cache, numbered(4)));
  EXPECT_EQ(cache.dropped().size(), 1U);
  EXPECT_EQ(cache.size(), 3U);
  EXPECT_EQ(cache.find(numbered(2).token), nullptr);
  for (const std::size_t number : {3U, 1U, 4U}) EXPECT_TRUE(remember(cache, numbered(number)));
  EXPECT_FALSE(remember(cache, numbered(5)));
  EXPECT_EQ(cache.find(numbered(3).token), nullptr);
  EXPECT_NE(cache.find(numbered(4).token), nullptr);
}

TEST(TokenCache, HasRoomForOneTokenWhereThatIsAll) {
  TokenCache cache({.max_tokens = 1, .max_bytes = kAmple});
  for (std::size_t number = 0; number < 50; ++number) {
    EXPECT_FALSE(remember(cache, numbered(number)));
    EXPECT_TRUE(remember(cache, numbered(number)));
    EXPECT_EQ(cache.size(), 1U);
  }
  EXPECT_EQ(cache.find(numbered(48).token), nullptr);
}

TEST(TokenCache, LetsAsManyGoAsTheBytesOfANewOneNeed) {
  const std::size_t small = bytes_of(numbered(1));
  const Sample large = numbered(9, std::string(2 * small, 'p'));
  TokenCache cache({.max_tokens = 100, .max_bytes = 4 * small});
  for (const std::size_t number : {1U, 2U, 3U, 4U}) remember(cache, numbered(number));
  EXPECT_EQ(cache.bytes(), 4 * small);
  remember(cache, large);
  EXPECT_LE(cache.bytes(), 4 * small);
  EXPECT_EQ(cache.dropped().size(), 4U - (cache.size() - 1));
  EXPECT_NE(cache.find(large.token), nullptr);
  EXPECT_EQ(cache.find(numbered(1).token), nullptr);
  EXPECT_EQ(cache.find(numbered(2).token), nullptr);
}

TEST(TokenCache, LetsNothingGoForATokenThatIsTooLargeForAnyRoom) {
  const std::size_t small = bytes_of(numbered(1));
  TokenCache cache({.max_tokens = 100, .max_bytes = 2 * small});
  remember(cache, numbered(1));
  remember(cache, numbered(2, std::string(2 * small, 'p')));
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_NE(cache.find(numbered(1).token), nullptr);
}

TEST(TokenCache, DoesNotRememberATokenWhoseClaimNamesAreEscaped) {
  TokenCache cache({.max_tokens = 1, .max_bytes = kAmple});
  remember(cache, numbered(1));
  Sample escaped = numbered(2);
  escaped.claims = R"({"\u0073ub":"x"})";
  EXPECT_FALSE(remember(cache, escaped));
  EXPECT_FALSE(remember(cache, escaped));
  EXPECT_TRUE(remember(cache, numbered(1)));
  escaped.claims = R"({"":"\u0073ub"})";  // in a value it does no harm
  EXPECT_FALSE(remember(cache, escaped));
  EXPECT_TRUE(remember(cache, escaped));
}

// Only who has the key can make signatures that begin alike; what he does costs others no time.
TEST(TokenCache, TellsTokensApartWhoseSignaturesBeginAlikeAndBoundsTheirNumber) {
  TokenCache cache({.max_tokens = 1000, .max_bytes = kAmple});
  std::vector<Sample> alike;
  for (std::size_t i = 0; i < 100; ++i)
    alike.push_back(sample(std::to_string(100 + i), "AAAAAAAA"));
  const std::size_t others[] = {1, 2, 3, 4};
  for (const std::size_t number : others) remember(cache, numbered(number));
  for (const Sample& one : alike) {
    EXPECT_FALSE(remember(cache, one));
    ASSERT_NE(cache.find(one.token), nullptr);
    EXPECT_EQ(cache.find(one.token)->claims_json, one.claims);
  }
  EXPECT_EQ(cache.find(alike[91].token), nullptr);
  for (std::size_t i = 92; i < 100; ++i) EXPECT_NE(cache.find(alike[i].token), nullptr) << i;
  // One of the others may happen to be in the same bucket, but not all of them.
  const auto left = std::count_if(std::begin(others), std::end(others), [&](std::size_t number) {
    return cache.find(numbered(number).token) != nullptr;
  });
  EXPECT_GE(left, 2);
  EXPECT_LE(cache.size(), 8U + 4U);
}

TEST(TokenCache, TellsWhichSlotsItGaveUpAndNeverUsesASerialAgain) {
  TokenCache cache({.max_tokens = 2, .max_bytes = kAmple});
  remember(cache, numbered(1));
  remember(cache, numbered(2));
  const CachePlace first = cache.find(numbered(1).token)->place;
  EXPECT_TRUE(cache.dropped().empty());
  cache.drop(*cache.find(numbered(1).token));
  EXPECT_EQ(cache.dropped(), std::vector<std::uint32_t>{first.slot});
  EXPECT_EQ(cache.find(numbered(1).token), nullptr);
  EXPECT_TRUE(cache.dropped().empty());
  remember(cache, numbered(1));
  const CachePlace second = cache.find(numbered(1).token)->place;
  EXPECT_EQ(second.slot, first.slot);
  EXPECT_NE(second.serial, first.serial);
  EXPECT_NE(second.serial, 0U);
}

// Model is what a cache should be, without a thought for speed.
class Model {
 public:
  Model(std::size_t max_tokens, std::size_t max_bytes)
      : max_tokens_(max_tokens), max_bytes_(max_bytes) {}

  bool use(std::size_t number, std::size_t bytes) {
    const auto found = std::find_if(order_.begin(), order_.end(),
                                    [&](const auto& one) { return one.first == number; });
    if (found != order_.end()) {
      order_.splice(order_.begin(), order_, found);
      return true;
    }
    if (bytes > max_bytes_) return false;
    while (order_.size() == max_tokens_ || this->bytes() + bytes > max_bytes_) order_.pop_back();
    order_.emplace_front(number, bytes);
    return false;
  }

  void drop(std::size_t number) {
    order_.remove_if([&](const auto& one) { return one.first == number; });
  }

  [[nodiscard]] std::size_t size() const { return order_.size(); }
  [[nodiscard]] std::size_t bytes() const {
    std::size_t sum = 0;
    for (const auto& [number, bytes] : order_) sum += bytes;
    return sum;
  }

 private:
  std::size_t max_tokens_;
  std::size_t max_bytes_;
  std::list<std::pair<std::size_t, std::size_t>> order_;
};

TEST(TokenCache, DoesWhatASimpleModelDoes) {
  constexpr std::size_t kTokens = 60;
  std::vector<Sample> samples;
  std::vector<std::size_t> bytes;
  for (std::size_t i = 0; i < kTokens; ++i) {
    samples.push_back(numbered(i, std::string(i * i, 'p')));
    bytes.push_back(bytes_of(samples.back()));
  }
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const std::size_t max_tokens = 1 + random() % 40;
    const std::size_t max_bytes = 1024 + random() % 40000;
    TokenCache cache({.max_tokens = max_tokens, .max_bytes = max_bytes});
    Model model(max_tokens, max_bytes);
    std::map<std::uint32_t, std::uint32_t> slots;  // what a caller would keep: serials by slot
    for (std::size_t step = 0; step < 3000; ++step) {
      const std::size_t number = std::min<std::size_t>(random() % kTokens, random() % kTokens);
      ASSERT_EQ(remember(cache, samples[number]), model.use(number, bytes[number])) << step;
      for (const std::uint32_t slot : cache.dropped()) slots.erase(slot);
      if (const TokenCache::Entry* entry = cache.find(samples[number].token)) {
        ASSERT_EQ(entry->claims_json, samples[number].claims);
        slots[entry->place.slot] = entry->place.serial;
        if (random() % 8 == 0) {
          cache.drop(*entry);
          model.drop(number);
          for (const std::uint32_t slot : cache.dropped()) slots.erase(slot);
        }
      }
      ASSERT_EQ(cache.size(), model.size());
      ASSERT_EQ(cache.bytes(), model.bytes());
      ASSERT_EQ(slots.size(), cache.size());
      ASSERT_LE(cache.bytes(), max_bytes);
    }
  }
}

// The verifier that has a cache.

VerifierOptions remembering(std::size_t max_tokens = 100) {
  VerifierOptions options = policy(secret_key());
  options.cache = {.max_tokens = max_tokens, .max_bytes = kAmple};
  return options;
}

std::string token_with(std::string_view claims) {
  return sign(secret_key(), kHeader,
              R"({"iss":"https://issuer.example","aud":"https://api.example",)" +
                  std::string(claims) + "}");
}

TEST(RememberingVerifier, RefusesLimitsOutOfRange) {
  VerifierOptions options = remembering(0);
  EXPECT_EQ(describe(Verifier::create(options)), "ERR_OPTION_RANGE max");
  options.cache = {.max_tokens = 1, .max_bytes = 1};
  EXPECT_EQ(describe(Verifier::create(options)), "ERR_OPTION_RANGE maxBytes");
}

TEST(RememberingVerifier, ReturnsTheSameFromTheSecondTimeOn) {
  Verifier verifier = Verifier::create(remembering()).value();
  const std::string one = token_with(R"("exp":1767229200,"sub":"a")");
  const std::string two = token_with(R"("exp":1767229200,"sub":"b","n":{})");
  ASSERT_TRUE(verifier.verify(one, kNow).ok());
  ASSERT_TRUE(verifier.verify(two, kNow).ok());
  for (int round = 0; round < 3; ++round) {
    const Result<VerifiedToken> known = verifier.verify(one, kNow);
    ASSERT_EQ(describe(known), "OK");
    EXPECT_NE(known.value().place().serial, 0U);
    EXPECT_EQ(known.value().header_json(), kHeader);
    EXPECT_EQ(known.value().claim("sub")->raw, "\"a\"");
    EXPECT_FALSE(known.value().has_nested_claims());
    EXPECT_TRUE(verifier.verify(two, kNow).value().has_nested_claims());
  }
}

TEST(RememberingVerifier, JudgesTheTimesAgainAndForgetsWhatFails) {
  VerifierOptions options = remembering();
  options.claims.max_age = 1000;
  Verifier verifier = Verifier::create(options).value();
  const std::string token = token_with(R"("nbf":1767225600,"iat":1767225500,"exp":1767226700)");
  const auto verdict = [&](double now) { return describe(verifier.verify(token, now)); };
  for (const auto& [late, code] : {std::pair{1100.0, "ERR_TOKEN_EXPIRED exp"},
                                   {-1.0, "ERR_TOKEN_NOT_ACTIVE nbf"},
                                   {900.0, "ERR_TOKEN_TOO_OLD iat"}}) {
    EXPECT_EQ(verdict(kNow), "OK");
    EXPECT_EQ(verdict(kNow), "OK");
    EXPECT_EQ(verdict(kNow + late), code);
    EXPECT_EQ(verifier.dropped_slots()->size(), 1U);
    const Result<VerifiedToken> again = verifier.verify(token, kNow);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value().place().serial, 0U);
  }
  EXPECT_EQ(describe(verifier.verify(token, -1)), "ERR_CLOCK_INVALID");
}

TEST(RememberingVerifier, RemembersNoTokenThatBreaksARule) {
  Verifier verifier = Verifier::create(remembering()).value();
  for (const std::string& token :
       {sign(secret_key("HS256", {}, 2), kHeader, test::kClaims), token_with(R"("exp":1)"),
        sign(secret_key(), R"({"alg":"HS256","typ":"x"})", test::kClaims),
        sign(secret_key(), kHeader, R"({"exp":1767229200})")}) {
    const std::string first = describe(verifier.verify(token, kNow));
    EXPECT_NE(first, "OK");
    EXPECT_EQ(describe(verifier.verify(token, kNow)), first);
    EXPECT_TRUE(verifier.dropped_slots()->empty());
  }
}

TEST(RememberingVerifier, AllocatesNothingForATokenThatItKnows) {
  Verifier verifier = Verifier::create(remembering()).value();
  const std::string one = token_with(R"("exp":1767229200,"sub":"a")");
  const std::string two = token_with(R"("exp":1767229200,"sub":"b")");
  for (const std::string& token : {one, two}) ASSERT_TRUE(verifier.verify(token, kNow).ok());
  std::size_t known = 0;
  test::HeapScope heap;
  for (int i = 0; i < 100; ++i) {
    known += verifier.verify(one, kNow).value().place().serial != 0 ? 1U : 0U;
    known += verifier.verify(two, kNow).value().place().serial != 0 ? 1U : 0U;
  }
  EXPECT_EQ(heap.end().allocations, 0U);
  EXPECT_EQ(known, 200U);
}

TEST(RememberingVerifier, GoesOnWhereItIsMovedTo) {
  Verifier first = Verifier::create(remembering()).value();
  const std::string token = token_with(R"("exp":1767229200)");
  ASSERT_TRUE(first.verify(token, kNow).ok());
  Verifier second = std::move(first);
  const Result<VerifiedToken> known = second.verify(token, kNow);
  ASSERT_EQ(describe(known), "OK");
  EXPECT_NE(known.value().place().serial, 0U);
}

}  // namespace
}  // namespace holoband
