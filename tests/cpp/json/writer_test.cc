#include "holoband/json/writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "holoband/json/object.h"
#include "holoband/json/scanner.h"

namespace holoband::json {
namespace {

template <class Value>
std::string text_of(const Value& value) {
  return Writer().set("v", value).text();
}

TEST(JsonWriter, WritesAnEmptyObject) { EXPECT_EQ(Writer().text(), "{}"); }

TEST(JsonWriter, WritesEveryKindOfPiece) {
  Writer writer;
  writer.set("text", std::string_view("a")).set("number", 1.5).set("yes", true).set("no", false);
  EXPECT_EQ(writer.text(), R"({"text":"a","number":1.5,"yes":true,"no":false})");
}

TEST(JsonWriter, TakesAStringLiteralAsAStringAndNotAsTrue) {
  EXPECT_EQ(text_of("literal"), R"({"v":"literal"})");
  EXPECT_EQ(text_of(std::string("string")), R"({"v":"string"})");
}

TEST(JsonWriter, KeepsTheOrderInWhichMembersWereSet) {
  Writer writer;
  writer.set("z", 1.0).set("a", 2.0).set("m", 3.0);
  EXPECT_EQ(writer.text(), R"({"z":1,"a":2,"m":3})");
}

TEST(JsonWriter, ReplacesAMemberThatIsSetAgain) {
  Writer writer;
  writer.set("a", 1.0).set("b", 2.0).set("a", "new");
  EXPECT_EQ(writer.text(), R"({"a":"new","b":2})");
}

TEST(JsonWriter, WritesWholeNumbersWithoutAPoint) {
  EXPECT_EQ(text_of(0.0), R"({"v":0})");
  EXPECT_EQ(text_of(-7.0), R"({"v":-7})");
  EXPECT_EQ(text_of(1767225540.0), R"({"v":1767225540})");
  EXPECT_EQ(text_of(9007199254740992.0), R"({"v":9007199254740992})");
  EXPECT_EQ(text_of(5), R"({"v":5})");
}

TEST(JsonWriter, WritesOtherNumbersSoThatTheyComeBack) {
  for (const double value :
       {0.1, -2.5, 1e300, 5e-324, 1.7976931348623157e308, 1e16, 0.3, 1.0 / 3}) {
    const Result<Object> object = Object::parse(text_of(value));
    ASSERT_TRUE(object.ok());
    EXPECT_EQ(object.value().number("v"), value);
  }
}

TEST(JsonWriter, WritesNumbersThatAreNotFiniteAsNull) {
  EXPECT_EQ(text_of(std::numeric_limits<double>::infinity()), R"({"v":null})");
  EXPECT_EQ(text_of(-std::numeric_limits<double>::infinity()), R"({"v":null})");
  EXPECT_EQ(text_of(std::numeric_limits<double>::quiet_NaN()), R"({"v":null})");
}

TEST(JsonWriter, EscapesWhatMustBeEscaped) {
  EXPECT_EQ(text_of("\"\\\n\t\x01"), R"({"v":"\"\\\n\t\u0001"})");
  EXPECT_EQ(Writer().set(R"(a"b)", 1.0).text(), R"({"a\"b":1})");
  EXPECT_EQ(text_of(std::string_view("a\0b", 3)), R"({"v":"a\u0000b"})");
}

// Without exceptions nlohmann's strict dump would abort here.
TEST(JsonWriter, WritesReplacementCharactersForInvalidUtf8) {
  for (const std::string_view bad :
       {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xF0\x9F\x98", "a\x80z", "\xF5\x80\x80\x80"}) {
    Writer writer;
    writer.set("v", bad).set(bad, "v").append("list", bad);
    Scanner scanner;
    EXPECT_TRUE(scanner.scan_object(writer.text()).ok()) << writer.text();
    EXPECT_NE(writer.text().find("\xEF\xBF\xBD"), std::string::npos) << writer.text();
  }
}

TEST(JsonWriter, KeepsValidUtf8) {
  EXPECT_EQ(text_of("caf\xC3\xA9 \xF0\x9F\x98\x80"), "{\"v\":\"caf\xC3\xA9 \xF0\x9F\x98\x80\"}");
}

TEST(JsonWriter, AppendsObjectsToAnArray) {
  Writer report;
  report.set("ok", false);
  report.append("rules", Writer().set("rule", "alg").set("passed", true));
  report.append("rules", Writer().set("rule", "exp").set("passed", false));
  EXPECT_EQ(report.text(),
            R"({"ok":false,"rules":[{"rule":"alg","passed":true},{"rule":"exp","passed":false}]})");
}

TEST(JsonWriter, AppendsStringsToAnArray) {
  Writer writer;
  writer.append("list", "a").append("list", std::string("b"));
  EXPECT_EQ(writer.text(), R"({"list":["a","b"]})");
}

TEST(JsonWriter, AppendsToAMemberOfAnotherKindByReplacingIt) {
  Writer writer;
  writer.set("list", 1.0).append("list", "a");
  EXPECT_EQ(writer.text(), R"({"list":["a"]})");
}

TEST(JsonWriter, SetsAnObjectAsAMember) {
  Writer inner;
  inner.set("b", 1.0);
  Writer outer;
  outer.set("a", inner);
  inner.set("b", 2.0);
  EXPECT_EQ(outer.text(), R"({"a":{"b":1}})");
}

TEST(JsonWriter, CopiesItselfInAsItWas) {
  Writer writer;
  writer.set("a", 1.0).set("self", writer).append("list", writer);
  EXPECT_EQ(writer.text(), R"({"a":1,"self":{"a":1},"list":[{"a":1,"self":{"a":1}}]})");
}

TEST(JsonWriter, CanBeMoved) {
  Writer first;
  first.set("a", 1.0);
  Writer second = std::move(first);
  EXPECT_EQ(second.text(), R"({"a":1})");
  Writer third;
  third.set("b", 2.0);
  third = std::move(second);
  EXPECT_EQ(third.text(), R"({"a":1})");
}

}  // namespace
}  // namespace holoband::json
