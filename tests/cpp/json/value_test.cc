#include "holoband/json/value.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/json/scanner.h"

namespace holoband::json {
namespace {

// Holder keeps the text and the scanner that a value's views point into.
class Holder {
 public:
  explicit Holder(std::string_view value) : text_(R"({"v":)" + std::string(value) + "}") {
    EXPECT_TRUE(scanner_.scan_object(text_).ok()) << value;
  }

  const Value& value() const {
    static const Value kNone;
    const Value* const found = scanner_.find("v");
    return found == nullptr ? kNone : *found;
  }

 private:
  std::string text_;
  Scanner scanner_;
};

// elements_of returns the texts of the elements, or one text that no element has where there is no
// array.
std::vector<std::string> elements_of(std::string_view value) {
  const Holder holder(value);
  const auto found = elements(holder.value());
  if (!found) return {"no array"};
  std::vector<std::string> texts;
  for (const Value& element : *found) texts.emplace_back(element.raw);
  return texts;
}

using Texts = std::vector<std::string>;

constexpr auto kOneOfEachKind = std::to_array<std::string_view>(
    {"null", "false", "true", "12", R"("text")", "[1]", R"({"a":1})"});

TEST(JsonValue, GivesTheNumberOfANumber) {
  EXPECT_EQ(number_value(Holder("0").value()), 0);
  EXPECT_EQ(number_value(Holder("1767225540").value()), 1767225540);
  EXPECT_EQ(number_value(Holder("-1.5e3").value()), -1500);
  EXPECT_EQ(number_value(Holder("9007199254740993").value()), 9007199254740992);
  EXPECT_EQ(number_value(Holder("1e-999").value()), 0);
  EXPECT_EQ(number_value(Holder("1e308").value()), 1e308);
}

TEST(JsonValue, GivesTheTextOfAPlainStringWithoutACopy) {
  const Holder holder(R"("https://auth.example")");
  const auto text = plain_string(holder.value());
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(*text, "https://auth.example");
  EXPECT_EQ(text->data(), holder.value().raw.data() + 1);
  EXPECT_EQ(plain_string(Holder(R"("")").value()), "");
  EXPECT_EQ(plain_string(Holder("\"caf\xC3\xA9\"").value()), "caf\xC3\xA9");
}

TEST(JsonValue, GivesNoPlainStringWhereThereAreEscapes) {
  EXPECT_EQ(plain_string(Holder(R"("\n")").value()), std::nullopt);
  EXPECT_EQ(plain_string(Holder(R"("a long text with \u0041")").value()), std::nullopt);
  EXPECT_EQ(plain_string(Holder(R"("\\")").value()), std::nullopt);
}

TEST(JsonValue, AppendsADecodedString) {
  std::string out = "before:";
  EXPECT_TRUE(decode_string(Holder(R"("a\nb")").value(), out));
  EXPECT_EQ(out, "before:a\nb");
  EXPECT_TRUE(decode_string(Holder(R"("")").value(), out));
  EXPECT_EQ(out, "before:a\nb");
  EXPECT_TRUE(decode_string(Holder(R"("plain")").value(), out));
  EXPECT_EQ(out, "before:a\nbplain");
}

TEST(JsonValue, DecodesNulAndPairsOfSurrogates) {
  std::string out;
  EXPECT_TRUE(decode_string(Holder(R"("\u0000\ud83d\ude00")").value(), out));
  EXPECT_EQ(out, std::string("\0\xF0\x9F\x98\x80", 5));
}

TEST(JsonValue, GivesNothingForAnyOtherKind) {
  for (const std::string_view text : kOneOfEachKind) {
    const Holder holder(text);
    std::string out = "untouched";
    EXPECT_EQ(number_value(holder.value()).has_value(), text == "12") << text;
    EXPECT_EQ(plain_string(holder.value()).has_value(), text == R"("text")") << text;
    EXPECT_EQ(decode_string(holder.value(), out), text == R"("text")") << text;
    EXPECT_EQ(out, text == R"("text")" ? "untouchedtext" : "untouched") << text;
    EXPECT_EQ(elements(holder.value()).has_value(), text == "[1]") << text;
  }
}

TEST(JsonValue, ListsTheElementsOfAnArray) {
  EXPECT_EQ(elements_of("[]"), Texts());
  EXPECT_EQ(elements_of("[ \t\r\n ]"), Texts());
  EXPECT_EQ(elements_of("[1]"), Texts({"1"}));
  EXPECT_EQ(elements_of("[1,2,3]"), Texts({"1", "2", "3"}));
  EXPECT_EQ(elements_of("[ 1 , 2\n,\t3 ]"), Texts({"1", "2", "3"}));
  EXPECT_EQ(elements_of(R"(["a","b"])"), Texts({R"("a")", R"("b")"}));
  EXPECT_EQ(elements_of("[null,true,false]"), Texts({"null", "true", "false"}));
  EXPECT_EQ(elements_of("[-1.5e-3 ,0]"), Texts({"-1.5e-3", "0"}));
}

TEST(JsonValue, ListsAsManyElementsAsAreAskedForAndElseNone) {
  const Holder holder("[1,2,3]");
  EXPECT_EQ(elements(holder.value(), 3)->size(), 3U);
  EXPECT_EQ(elements(holder.value(), 4)->size(), 3U);
  EXPECT_FALSE(elements(holder.value(), 2).has_value());
  EXPECT_TRUE(elements(Holder("[]").value(), 0).has_value());
}

TEST(JsonValue, ListsNestedElementsAsOneEach) {
  EXPECT_EQ(elements_of("[[1,2],[3,[4]],[]]"), Texts({"[1,2]", "[3,[4]]", "[]"}));
  EXPECT_EQ(elements_of(R"([{"a":[1,{}]},{}])"), Texts({R"({"a":[1,{}]})", "{}"}));
  EXPECT_EQ(elements_of("[ [ ] , { } ]"), Texts({"[ ]", "{ }"}));
}

TEST(JsonValue, IsNotMisledByBracketsAndCommasInStrings) {
  EXPECT_EQ(elements_of(R"(["a]","b,c","[{"])"), Texts({R"("a]")", R"("b,c")", R"("[{")"}));
  EXPECT_EQ(elements_of(R"(["\"]",1])"), Texts({R"("\"]")", "1"}));
  EXPECT_EQ(elements_of(R"([{"]}":"[\\"},2])"), Texts({R"({"]}":"[\\"})", "2"}));
  EXPECT_EQ(elements_of(R"([["\\\"]",[]],3])"), Texts({R"(["\\\"]",[]])", "3"}));
}

TEST(JsonValue, TellsTheKindOfEveryElement) {
  const Holder holder(R"([null,false,true,-12,"text",[1],{"a":1}])");
  const auto found = elements(holder.value());
  ASSERT_TRUE(found.has_value());
  std::vector<Kind> kinds;
  for (const Value& element : *found) kinds.push_back(element.kind);
  EXPECT_EQ(kinds, (std::vector<Kind>{Kind::kNull, Kind::kFalse, Kind::kTrue, Kind::kNumber,
                                      Kind::kString, Kind::kArray, Kind::kObject}));
}

TEST(JsonValue, ReadsTheElementsOfElements) {
  const Holder holder(R"([[1,["deep"]],2])");
  const auto outer = elements(holder.value());
  ASSERT_TRUE(outer && outer->size() == 2);
  const auto inner = elements((*outer)[0]);
  ASSERT_TRUE(inner && inner->size() == 2);
  const auto innermost = elements((*inner)[1]);
  ASSERT_TRUE(innermost && innermost->size() == 1);
  EXPECT_EQ(plain_string((*innermost)[0]), "deep");
}

TEST(JsonValue, PointsIntoTheTextThatWasScanned) {
  const Holder holder(R"([ "aud" ])");
  const auto found = elements(holder.value());
  ASSERT_TRUE(found && found->size() == 1);
  EXPECT_EQ((*found)[0].raw.data(), holder.value().raw.data() + 2);
}

}  // namespace
}  // namespace holoband::json
