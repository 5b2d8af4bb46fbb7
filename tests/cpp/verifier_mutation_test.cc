// Every small change to a good token is refused, with the code that fits the place where it
// happened.
#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "holoband/jws.h"
#include "holoband/verifier.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::first_failure;
using test::has_fitting_detail;
using test::kClaims;
using test::kNow;
using test::policy;
using test::secret_key;
using test::sign;

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// What a header can become when its base64url is changed. Nothing here is about a claim or the
// type, which are looked at only behind the signature.
const std::set<std::string>& header_verdicts() {
  static const std::set<std::string> verdicts{
      "ERR_BASE64URL_LENGTH header", "ERR_BASE64URL_TRAILING_BITS header",
      "ERR_UTF8_INVALID header",     "ERR_JSON_SYNTAX header",
      "ERR_JSON_NOT_OBJECT header",  "ERR_JSON_DUPLICATE_MEMBER header",
      "ERR_ALGORITHM_MISSING alg",   "ERR_ALGORITHM_NOT_ALLOWED alg",
      "ERR_KEY_NOT_FOUND",           "ERR_SIGNATURE_INVALID signature"};
  return verdicts;
}

bool is_in_alphabet(char character) { return kAlphabet.find(character) != std::string_view::npos; }

// signature_verdict is what a changed signature of characters of the alphabet deserves.
std::string signature_verdict(std::string_view signature) {
  if (signature.empty()) return "ERR_SIGNATURE_MISSING signature";
  const std::size_t rest = signature.size() % 4;
  if (rest == 1) return "ERR_BASE64URL_LENGTH signature";
  const std::size_t unused_bits = rest == 2 ? 0xF : rest == 3 ? 0x3 : 0;
  const bool canonical = (kAlphabet.find(signature.back()) & unused_bits) == 0;
  return canonical ? "ERR_SIGNATURE_INVALID signature" : "ERR_BASE64URL_TRAILING_BITS signature";
}

class Mutation : public testing::TestWithParam<std::string_view> {
 protected:
  // judge verifies a changed token, and holds explain to the same verdict.
  std::string judge(std::string_view token) {
    const Outcome outcome = verifier_.verify(token, kNow).outcome();
    EXPECT_TRUE(has_fitting_detail(outcome)) << describe(outcome);
    EXPECT_EQ(first_failure(verifier_.explain(token, kNow).value()), describe(outcome)) << token;
    return describe(outcome);
  }

  // expect_refused checks the verdict on the good token with its character at `position` changed.
  void expect_refused(std::size_t position, char changed) {
    std::string token = token_;
    token[position] = changed;
    const std::string verdict = judge(token);
    const bool was_dot = token_[position] == '.';
    if (was_dot || changed == '.') {
      EXPECT_EQ(verdict, "ERR_TOKEN_SEGMENTS") << position;
    } else if (position < first_dot_) {
      expect_header_verdict(verdict, is_in_alphabet(changed));
    } else if (position < second_dot_) {
      EXPECT_EQ(verdict, "ERR_SIGNATURE_INVALID signature") << position;
    } else if (is_in_alphabet(changed)) {
      EXPECT_EQ(verdict, signature_verdict(token.substr(second_dot_ + 1))) << position;
    } else {
      EXPECT_EQ(verdict, "ERR_BASE64URL_ALPHABET signature") << position;
    }
  }

  static void expect_header_verdict(const std::string& verdict, bool in_alphabet) {
    if (in_alphabet) {
      EXPECT_TRUE(header_verdicts().contains(verdict)) << verdict;
    } else {
      EXPECT_EQ(verdict, "ERR_BASE64URL_ALPHABET header");
    }
  }

  void TearDown() override { EXPECT_EQ(judge(token_), "OK") << "the token itself stays good"; }

  const Key key_ = secret_key(GetParam(), "k1");
  Verifier verifier_ = Verifier::create(policy(key_)).value();
  const std::string token_ =
      sign(key_, R"({"alg":")" + std::string(GetParam()) + R"(","typ":"JWT","kid":"k1"})", kClaims);
  const std::size_t first_dot_ = token_.find('.');
  const std::size_t second_dot_ = token_.rfind('.');
};

TEST_P(Mutation, OfAnyBitIsRefused) {
  for (std::size_t position = 0; position < token_.size(); ++position) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      const unsigned changed = static_cast<unsigned char>(token_[position]) ^ (1U << bit);
      expect_refused(position, static_cast<char>(changed));
    }
  }
}

TEST_P(Mutation, OfAnyCharacterIntoAnyOtherOfTheAlphabetIsRefused) {
  for (std::size_t position = 0; position < token_.size(); ++position) {
    for (const char changed : kAlphabet) {
      if (changed != token_[position]) expect_refused(position, changed);
    }
  }
}

TEST_P(Mutation, ByInsertionOfACharacterThatLenientDecodersSkipIsRefused) {
  for (std::size_t position = 0; position <= token_.size(); ++position) {
    for (const char inserted : {'=', '.', ' ', '\n', '+', '/', '\0', '\r', '\t'}) {
      std::string token = token_;
      token.insert(position, 1, inserted);
      std::string expected = "ERR_SIGNATURE_INVALID signature";
      if (position <= first_dot_) expected = "ERR_BASE64URL_ALPHABET header";
      if (position > second_dot_) expected = "ERR_BASE64URL_ALPHABET signature";
      if (inserted == '.') expected = "ERR_TOKEN_SEGMENTS";
      EXPECT_EQ(judge(token), expected) << position << " " << static_cast<int>(inserted);
    }
  }
}

TEST_P(Mutation, ByDeletionOfACharacterIsRefused) {
  for (std::size_t position = 0; position < token_.size(); ++position) {
    std::string token = token_;
    token.erase(position, 1);
    const std::string verdict = judge(token);
    if (position == first_dot_ || position == second_dot_) {
      EXPECT_EQ(verdict, "ERR_TOKEN_SEGMENTS");
    } else if (position < first_dot_) {
      expect_header_verdict(verdict, true);
    } else if (position < second_dot_) {
      EXPECT_EQ(verdict, "ERR_SIGNATURE_INVALID signature");
    } else {
      EXPECT_EQ(verdict, signature_verdict(token.substr(second_dot_ + 1)));
    }
  }
}

TEST_P(Mutation, ByCuttingOffTheEndIsRefused) {
  for (std::size_t size = 0; size < token_.size(); ++size) {
    const std::string token = token_.substr(0, size);
    std::string expected = size == 0 ? "ERR_TOKEN_EMPTY" : "ERR_TOKEN_SEGMENTS";
    if (size > second_dot_) expected = signature_verdict(token.substr(second_dot_ + 1));
    EXPECT_EQ(judge(token), expected) << size;
  }
}

TEST_P(Mutation, ByCuttingOffTheStartIsRefused) {
  for (std::size_t start = 1; start <= token_.size(); ++start) {
    const std::string verdict = judge(token_.substr(start));
    if (start == token_.size()) {
      EXPECT_EQ(verdict, "ERR_TOKEN_EMPTY");
    } else if (start > first_dot_) {
      EXPECT_EQ(verdict, "ERR_TOKEN_SEGMENTS") << start;
    } else {
      expect_header_verdict(verdict, true);
    }
  }
}

// A part of one good token does not go with the parts of another.
TEST_P(Mutation, ByExchangeOfAPartWithAnotherGoodTokenIsRefused) {
  const std::string header = R"({"kid":"k1","alg":")" + std::string(GetParam()) + "\"}";
  const std::string other = sign(key_, header, R"({"exp":1767229200,"role":"admin"})");
  CompactJws mine;
  CompactJws theirs;
  ASSERT_TRUE(split_compact(token_, mine).ok());
  ASSERT_TRUE(split_compact(other, theirs).ok());
  const auto joined = [](std::string_view a, std::string_view b, std::string_view c) {
    return std::string(a).append(".").append(b).append(".").append(c);
  };
  ASSERT_EQ(judge(joined(mine.header, mine.payload, mine.signature)), "OK");
  const std::string refused = "ERR_SIGNATURE_INVALID signature";
  EXPECT_EQ(judge(joined(theirs.header, mine.payload, mine.signature)), refused);
  EXPECT_EQ(judge(joined(mine.header, theirs.payload, mine.signature)), refused);
  EXPECT_EQ(judge(joined(mine.header, mine.payload, theirs.signature)), refused);
  EXPECT_EQ(judge(joined(mine.header, theirs.payload, theirs.signature)), refused);
}

TEST_P(Mutation, ByAppendingOrPrependingAnythingIsRefused) {
  for (const std::string_view more :
       {"A", "AA", "AAA", "AAAA", "=", "==", ".", "..", " ", "\n", "Bearer "}) {
    EXPECT_NE(judge(token_ + std::string(more)), "OK") << more;
    EXPECT_NE(judge(std::string(more) + token_), "OK") << more;
  }
  EXPECT_EQ(judge(token_ + token_), "ERR_TOKEN_SEGMENTS");
}

INSTANTIATE_TEST_SUITE_P(OfAToken, Mutation, testing::Values("HS256", "HS384", "HS512"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace holoband
