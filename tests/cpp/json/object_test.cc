#include "holoband/json/object.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holoband::json {
namespace {

constexpr std::string_view kOptions = R"({
  "issuer": "https://auth.example", "audience": ["web", "app"], "tolerance": 5, "maxAge": null,
  "cache": {"max": 10}, "strict": true, "loose": false, "mixed": ["a", 1], "none": [],
  "escaped": "a\n\u00e9\u0000b", "fraction": -2.5
})";

Object parse(std::string_view text) {
  Result<Object> result = Object::parse(text);
  EXPECT_TRUE(result.ok()) << text;
  return std::move(result).value();
}

std::string_view outcome_of(std::string_view text) {
  return error_name(Object::parse(text).outcome().code);
}

TEST(JsonObject, ListsItsNamesInTheOrderOfTheText) {
  EXPECT_EQ(parse(R"({"z":1,"a":2,"m":3})").names(), (std::vector<std::string>{"z", "a", "m"}));
  EXPECT_TRUE(parse("{}").names().empty());
}

TEST(JsonObject, TellsWhetherItHasAMember) {
  const Object object = parse(kOptions);
  EXPECT_TRUE(object.has("issuer"));
  EXPECT_TRUE(object.has("maxAge"));
  EXPECT_FALSE(object.has("max"));
  EXPECT_FALSE(object.has("Issuer"));
  EXPECT_FALSE(object.has(""));
}

TEST(JsonObject, TellsTheKindOfEveryMember) {
  const Object object = parse(kOptions);
  EXPECT_EQ(object.kind("issuer"), Kind::kString);
  EXPECT_EQ(object.kind("audience"), Kind::kArray);
  EXPECT_EQ(object.kind("tolerance"), Kind::kNumber);
  EXPECT_EQ(object.kind("fraction"), Kind::kNumber);
  EXPECT_EQ(object.kind("maxAge"), Kind::kNull);
  EXPECT_EQ(object.kind("cache"), Kind::kObject);
  EXPECT_EQ(object.kind("strict"), Kind::kTrue);
  EXPECT_EQ(object.kind("loose"), Kind::kFalse);
  EXPECT_EQ(object.kind("missing"), std::nullopt);
}

TEST(JsonObject, GivesStringsUnescaped) {
  const Object object = parse(kOptions);
  EXPECT_EQ(object.string("issuer"), "https://auth.example");
  EXPECT_EQ(object.string("escaped"), std::string("a\n\xC3\xA9\0b", 6));
}

TEST(JsonObject, GivesNumbersOfEveryForm) {
  const Object object = parse(
      R"({"i":5,"n":-5,"f":2.5,"e":1e3,"u":18446744073709551615,"m":-9223372036854775808,
          "b":123456789012345678901234567890,"l":1e308,"s":5e-324,"z":-0.0,"t":9007199254740993})");
  EXPECT_EQ(object.number("i"), 5);
  EXPECT_EQ(object.number("n"), -5);
  EXPECT_EQ(object.number("f"), 2.5);
  EXPECT_EQ(object.number("e"), 1000);
  EXPECT_EQ(object.number("u"), 18446744073709551615.0);
  EXPECT_EQ(object.number("m"), -9223372036854775808.0);
  EXPECT_EQ(object.number("b"), 123456789012345678901234567890.0);
  EXPECT_EQ(object.number("l"), 1e308);
  EXPECT_EQ(object.number("s"), 5e-324);
  EXPECT_EQ(object.number("z"), 0);
  EXPECT_EQ(object.number("t"), 9007199254740992);
}

TEST(JsonObject, GivesBooleans) {
  const Object object = parse(kOptions);
  EXPECT_EQ(object.boolean("strict"), true);
  EXPECT_EQ(object.boolean("loose"), false);
}

TEST(JsonObject, GivesListsOfStringsOnly) {
  const Object object = parse(kOptions);
  EXPECT_EQ(object.strings("audience"), (std::vector<std::string>{"web", "app"}));
  EXPECT_EQ(object.strings("none"), std::vector<std::string>());
  EXPECT_EQ(object.strings("mixed"), std::nullopt);
}

TEST(JsonObject, GivesNothingForAMemberOfAnotherKindOrNone) {
  const Object object = parse(kOptions);
  std::vector<std::string> names = object.names();
  names.emplace_back("missing");
  for (const std::string& name : names) {
    const std::optional<Kind> kind = object.kind(name);
    EXPECT_EQ(object.string(name).has_value(), kind == Kind::kString) << name;
    EXPECT_EQ(object.number(name).has_value(), kind == Kind::kNumber) << name;
    EXPECT_EQ(object.boolean(name).has_value(), kind == Kind::kTrue || kind == Kind::kFalse)
        << name;
    EXPECT_EQ(object.strings(name).has_value(), kind == Kind::kArray && name != "mixed") << name;
  }
}

TEST(JsonObject, RefusesWhatTheScannerRefuses) {
  EXPECT_EQ(outcome_of(""), "ERR_JSON_SYNTAX");
  EXPECT_EQ(outcome_of("{"), "ERR_JSON_SYNTAX");
  EXPECT_EQ(outcome_of(R"({"a":1,})"), "ERR_JSON_SYNTAX");
  EXPECT_EQ(outcome_of("\xEF\xBB\xBF{}"), "ERR_JSON_SYNTAX");
  EXPECT_EQ(outcome_of(std::string_view("{}\0", 3)), "ERR_JSON_SYNTAX");
  EXPECT_EQ(outcome_of("[]"), "ERR_JSON_NOT_OBJECT");
  EXPECT_EQ(outcome_of("null"), "ERR_JSON_NOT_OBJECT");
  EXPECT_EQ(outcome_of("{\"a\":\"\xFF\"}"), "ERR_UTF8_INVALID");
  EXPECT_EQ(outcome_of(R"({"a":1,"a":2})"), "ERR_JSON_DUPLICATE_MEMBER");
  EXPECT_EQ(outcome_of(R"({"a":1e999})"), "ERR_JSON_NUMBER_RANGE");
  EXPECT_EQ(outcome_of(R"({"a":)" + std::string(50, '[') + std::string(50, ']') + "}"),
            "ERR_JSON_TOO_DEEP");
}

TEST(JsonObject, OutlivesTheTextThatItWasParsedFrom) {
  std::string text = R"({"a":"value","b":["x"]})";
  const Object object = parse(text);
  text.assign(text.size(), '#');
  EXPECT_EQ(object.string("a"), "value");
  EXPECT_EQ(object.strings("b"), std::vector<std::string>{"x"});
}

TEST(JsonObject, CanBeMoved) {
  Object first = parse(R"({"a":1})");
  Object second = std::move(first);
  EXPECT_EQ(second.number("a"), 1);
  second = parse(R"({"b":2})");
  EXPECT_FALSE(second.has("a"));
  EXPECT_EQ(second.number("b"), 2);
}

}  // namespace
}  // namespace holoband::json
