#include "holoband/json/string.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "holoband/encoding/utf8.h"

namespace holoband::json {
namespace {

// scan returns how many characters after the opening quote belong to the string, or 0 where there
// is no string.
std::size_t scan(std::string_view after_quote) {
  const char* const begin = after_quote.data();
  const StringSpan span = scan_string(begin, begin + after_quote.size());
  return span.end == nullptr ? 0 : static_cast<std::size_t>(span.end - begin);
}

bool is_body(const std::string& body) { return scan(body + '"') == body.size() + 1; }

std::string meaning(std::string_view body) {
  std::string out(body.size(), '#');
  out.resize(unescape(body, out.data()));
  return out;
}

std::string escape_of(std::uint32_t unit) {
  constexpr std::string_view kHex = "0123456789abcdef";
  return {'\\',           'u', kHex[unit >> 12 & 15], kHex[unit >> 8 & 15], kHex[unit >> 4 & 15],
          kHex[unit & 15]};
}

TEST(JsonString, EndsAtItsFirstQuote) {
  EXPECT_EQ(scan("\""), 1U);
  EXPECT_EQ(scan(R"(abc")"), 4U);
  EXPECT_EQ(scan(R"(abc","def")"), 4U);
  EXPECT_EQ(scan(R"(0123456789abcdef"xyz)"), 17U);
}

TEST(JsonString, DoesNotEndAtAnEscapedQuote) {
  EXPECT_EQ(scan(R"(a\"b")"), 5U);
  EXPECT_EQ(scan(R"(\\")"), 3U);
  EXPECT_EQ(scan(R"(\\\"")"), 5U);
}

TEST(JsonString, RefusesATextThatEndsFirst) {
  for (const std::string_view text :
       {"", "a", "01234567", "0123456789", "\\", R"(\")", R"(abc\)", R"(\u)", R"(\u0)", R"(\u00)",
        R"(\u004)", R"(\u0041)", R"(\ud83d)", R"(\ud83d\)", R"(\ud83d\u)", R"(\ud83d\ude0)"}) {
    EXPECT_EQ(scan(text), 0U) << text;
  }
}

// The loop looks at eight characters at a time: what ends a run must be seen wherever it falls.
TEST(JsonString, SeesEveryByteForWhatItIsAtEveryPosition) {
  for (std::size_t position = 0; position < 20; ++position) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string body(20, 'a');
      body[position] = static_cast<char>(byte);
      const bool quote = byte == '"';
      const bool plain = byte >= 0x20 && byte != '\\' && !quote;
      const std::size_t expected = plain ? 21 : quote ? position + 1 : 0;
      ASSERT_EQ(scan(body + '"'), expected) << byte << " at " << position;
    }
  }
}

TEST(JsonString, TellsWhetherThereAreEscapes) {
  const auto escaped = [](std::string_view text) {
    return scan_string(text.data(), text.data() + text.size()).escaped;
  };
  EXPECT_FALSE(escaped(R"(plain")"));
  EXPECT_FALSE(escaped("\""));
  EXPECT_TRUE(escaped(R"(\n")"));
  EXPECT_TRUE(escaped(R"(a long text that has one \u0041 near its end")"));
}

TEST(JsonString, TakesEightLettersAfterABackslashAndNoOthers) {
  std::string taken;
  for (int byte = 0; byte < 256; ++byte) {
    if (is_body({'\\', static_cast<char>(byte)})) taken += static_cast<char>(byte);
  }
  EXPECT_EQ(taken, R"("/\bfnrt)");
}

TEST(JsonString, SaysWhatTheShortEscapesMean) {
  EXPECT_EQ(meaning(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
}

TEST(JsonString, TakesHexDigitsInEitherCaseAndNothingElse) {
  for (std::size_t position = 2; position < 6; ++position) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string body = R"(\u0000)";
      body[position] = static_cast<char>(byte);
      const bool hex = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
                       (byte >= 'A' && byte <= 'F');
      if (byte == '"' || byte == '\\') continue;  // then it is another text
      ASSERT_EQ(is_body(body), hex) << byte;
    }
  }
  EXPECT_FALSE(is_body(R"(\U0041)"));
  EXPECT_FALSE(is_body(R"(\u 041)"));
  EXPECT_FALSE(is_body(R"(\u+041)"));
  EXPECT_FALSE(is_body(R"(\x41)"));
  EXPECT_EQ(meaning(R"(\u00E9\u00e9)"), "\xC3\xA9\xC3\xA9");
}

TEST(JsonString, WritesEveryCodeUnitThatIsNoSurrogateAsUtf8) {
  for (std::uint32_t unit = 0; unit < 0x10000; ++unit) {
    const std::string body = escape_of(unit);
    const bool surrogate = unit >= 0xD800 && unit <= 0xDFFF;
    ASSERT_EQ(is_body(body), !surrogate) << body;
    if (surrogate) continue;
    const std::string text = meaning(body);
    ASSERT_TRUE(is_valid_utf8(text)) << body;
    const std::size_t size = unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    ASSERT_EQ(text.size(), size) << body;
  }
}

TEST(JsonString, WritesCodePointsAtEveryBorder) {
  EXPECT_EQ(meaning(R"(\u0000)"), std::string(1, '\0'));
  EXPECT_EQ(meaning(R"(\u007f)"), "\x7F");
  EXPECT_EQ(meaning(R"(\u0080)"), "\xC2\x80");
  EXPECT_EQ(meaning(R"(\u07ff)"), "\xDF\xBF");
  EXPECT_EQ(meaning(R"(\u0800)"), "\xE0\xA0\x80");
  EXPECT_EQ(meaning(R"(\ud7ff)"), "\xED\x9F\xBF");
  EXPECT_EQ(meaning(R"(\ue000)"), "\xEE\x80\x80");
  EXPECT_EQ(meaning(R"(\uffff)"), "\xEF\xBF\xBF");
  EXPECT_EQ(meaning(R"(\ud800\udc00)"), "\xF0\x90\x80\x80");
  EXPECT_EQ(meaning(R"(\ud83d\ude00)"), "\xF0\x9F\x98\x80");
  EXPECT_EQ(meaning(R"(\uDBFF\uDFFF)"), "\xF4\x8F\xBF\xBF");
}

TEST(JsonString, WritesEverySurrogatePairAsOneCodePoint) {
  for (std::uint32_t high = 0xD800; high <= 0xDBFF; high += 31) {
    for (std::uint32_t low = 0xDC00; low <= 0xDFFF; low += 31) {
      const std::string body = escape_of(high) + escape_of(low);
      ASSERT_TRUE(is_body(body)) << body;
      ASSERT_EQ(meaning(body).size(), 4U) << body;
      ASSERT_TRUE(is_valid_utf8(meaning(body))) << body;
    }
  }
}

TEST(JsonString, RefusesSurrogatesWithoutTheirOtherHalf) {
  for (const std::string_view body :
       {R"(\ud800)", R"(\udbff)", R"(\udc00)", R"(\udfff)", R"(\ud800a)", R"(\ud800\n)",
        R"(\ud800\u0041)", R"(\ud800\ud800)", R"(\ud800\udbff)", R"(\ud800\ue000)",
        R"(\udc00\ud800)", R"(\ud800\ud800\udc00)", R"(\ud800 \udc00)", R"(\ud800\Udc00)",
        R"(\ud800/udc00)", R"(\ud83d\ude00\ude00)"}) {
    EXPECT_FALSE(is_body(std::string(body))) << body;
  }
}

TEST(JsonString, KeepsWhatIsNotEscapedAsItIs) {
  EXPECT_EQ(meaning(""), "");
  EXPECT_EQ(meaning("plain"), "plain");
  EXPECT_EQ(meaning(R"(a\nb\u00e9c)"),
            "a\nb\xC3\xA9"
            "c");
  EXPECT_EQ(meaning("\xF0\x9F\x98\x80\\\\u0041"), "\xF0\x9F\x98\x80\\u0041");
}

TEST(JsonString, NeedsNoMoreRoomThanTheEscapedText) {
  const std::string_view body = R"(\u0041\ud83d\ude00\n\uffff)";
  EXPECT_LE(meaning(body).size(), body.size());
  EXPECT_EQ(meaning(body), "A\xF0\x9F\x98\x80\n\xEF\xBF\xBF");
}

}  // namespace
}  // namespace holoband::json
