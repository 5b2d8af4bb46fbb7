#include "holoband/json/quote.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "holoband/json/scanner.h"
#include "holoband/json/value.h"

namespace holoband::json {
namespace {

std::string quote(std::string_view text) {
  std::string out;
  append_quoted(text, out);
  return out;
}

// read_back scans a quoted string as the only member of an object, and unescapes it.
std::string read_back(const std::string& literal) {
  const std::string object = "{\"a\":" + literal + "}";
  Scanner scanner;
  if (!scanner.scan_object(object).ok()) return "not JSON";
  std::string text;
  return decode_string(*scanner.find("a"), text) ? text : "not a string";
}

TEST(Quote, PutsQuotesAroundPlainText) {
  EXPECT_EQ(quote(""), R"("")");
  EXPECT_EQ(quote("https://issuer.example/a?b=c&d"), R"("https://issuer.example/a?b=c&d")");
}

TEST(Quote, AppendsToWhatIsThere) {
  std::string out = "{\"a\":";
  append_quoted("b", out);
  EXPECT_EQ(out, R"({"a":"b")");
}

TEST(Quote, EscapesQuotesAndBackslashes) {
  EXPECT_EQ(quote(R"(a"b\c)"), R"("a\"b\\c")");
  EXPECT_EQ(quote(R"(","admin":true,"x":")"), R"("\",\"admin\":true,\"x\":\"")");
  EXPECT_EQ(quote("\\"), R"("\\")");
}

TEST(Quote, EscapesEveryControlCharacter) {
  EXPECT_EQ(quote(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(quote("\x01\x0f\x10\x1f"), R"("\u0001\u000f\u0010\u001f")");
  EXPECT_EQ(quote("\n\r\t"), R"("\u000a\u000d\u0009")");
}

// RFC 8259 section 7 demands no escape for these, and none keeps a text its length.
TEST(Quote, LeavesEverythingElseAsItIs) {
  EXPECT_EQ(quote("/\x7f<>'"), "\"/\x7f<>'\"");
  EXPECT_EQ(quote("\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80"),
            "\"\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80\"");
}

TEST(Quote, IsReadBackAsTheSameText) {
  for (int character = 0; character < 0x80; ++character) {
    const std::string text =
        std::string("x").append(2, static_cast<char>(character)).append("\xC3\xA9");
    EXPECT_EQ(read_back(quote(text)), text) << character;
  }
}

}  // namespace
}  // namespace holoband::json
