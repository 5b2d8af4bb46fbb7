#include "holoband/json/scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holoband::json {
namespace {

using namespace std::string_view_literals;

std::string_view outcome_of(std::string_view text) {
  Scanner scanner;
  const Outcome outcome = scanner.scan_object(text);
  EXPECT_TRUE(outcome.detail.empty()) << "no byte of a token may be in an outcome";
  return error_name(outcome.code);
}

constexpr std::string_view kAccepted = "OK";
constexpr std::string_view kSyntax = "ERR_JSON_SYNTAX";
constexpr std::string_view kNotObject = "ERR_JSON_NOT_OBJECT";
constexpr std::string_view kDuplicate = "ERR_JSON_DUPLICATE_MEMBER";
constexpr std::string_view kTooDeep = "ERR_JSON_TOO_DEEP";
constexpr std::string_view kRange = "ERR_JSON_NUMBER_RANGE";
constexpr std::string_view kUtf8 = "ERR_UTF8_INVALID";

// member returns the text of an object with one member of this value.
std::string member(std::string_view value) { return R"({"v":)" + std::string(value) + "}"; }

// nested returns an object of this depth, the object itself counted as the first.
std::string nested(std::size_t depth) {
  return R"({"v":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

TEST(Scanner, CallsATextPlainThatIsAsciiAndEscapesNothing) {
  const auto is_plain = [](std::string_view text) {
    Scanner scanner;
    EXPECT_TRUE(scanner.scan_object(text).ok()) << text;
    return scanner.is_plain();
  };
  EXPECT_TRUE(is_plain(R"({"a":"b"})"));
  EXPECT_FALSE(is_plain(R"({"a":"ä"})"));
  EXPECT_FALSE(is_plain(R"({"a":"\u0062"})"));
  EXPECT_FALSE(is_plain(R"({"\u0061":"b"})"));
}

TEST(Scanner, ReportsTheMembersInTheOrderOfTheText) {
  Scanner scanner;
  const std::string_view text =
      R"({"iss":"a","exp":12,"ok":true,"no":false,"nil":null,"l":[1],"o":{"x":1}})";
  ASSERT_TRUE(scanner.scan_object(text).ok());
  std::vector<std::pair<std::string, std::string>> found;
  std::vector<Kind> kinds;
  for (const Member& each : scanner.members()) {
    found.emplace_back(each.name, each.value.raw);
    kinds.push_back(each.value.kind);
  }
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"iss", R"("a")"}, {"exp", "12"}, {"ok", "true"},     {"no", "false"},
      {"nil", "null"},   {"l", "[1]"},  {"o", R"({"x":1})"}};
  EXPECT_EQ(found, expected);
  EXPECT_EQ(kinds, (std::vector<Kind>{Kind::kString, Kind::kNumber, Kind::kTrue, Kind::kFalse,
                                      Kind::kNull, Kind::kArray, Kind::kObject}));
}

TEST(Scanner, ReportsExactlyTheTextOfAValue) {
  Scanner scanner;
  const std::string_view text = "{ \"a\" : [ 1 , { \"b\" : 2 } ] , \"c\" :\t-0.5e+7\r\n}";
  ASSERT_TRUE(scanner.scan_object(text).ok());
  ASSERT_NE(scanner.find("a"), nullptr);
  EXPECT_EQ(scanner.find("a")->raw, R"([ 1 , { "b" : 2 } ])");
  EXPECT_EQ(scanner.find("c")->raw, "-0.5e+7");
  EXPECT_EQ(scanner.find("c")->raw.data(), text.data() + text.find('-'));
}

TEST(Scanner, FindsOnlyTheMembersOfTheOutermostObject) {
  Scanner scanner;
  ASSERT_TRUE(scanner.scan_object(R"({"a":{"exp":1},"b":[{"nbf":2}],"iat":3})").ok());
  EXPECT_EQ(scanner.members().size(), 3U);
  EXPECT_EQ(scanner.find("exp"), nullptr);
  EXPECT_EQ(scanner.find("nbf"), nullptr);
  ASSERT_NE(scanner.find("iat"), nullptr);
  EXPECT_EQ(scanner.find("iat")->raw, "3");
}

TEST(Scanner, FindsNamesExactly) {
  Scanner scanner;
  ASSERT_TRUE(scanner.scan_object(R"({"EXP":1,"exp ":2,"":3,"e\u0078p2":4})").ok());
  EXPECT_EQ(scanner.find("exp"), nullptr);
  EXPECT_EQ(scanner.find("EX"), nullptr);
  ASSERT_NE(scanner.find(""), nullptr);
  EXPECT_EQ(scanner.find("")->raw, "3");
  ASSERT_NE(scanner.find("exp2"), nullptr);
  EXPECT_EQ(scanner.find("exp2")->raw, "4");
}

TEST(Scanner, TreatsNamesOfJavaScriptLikeAnyOther) {
  Scanner scanner;
  ASSERT_TRUE(scanner.scan_object(R"({"__proto__":1,"constructor":2,"toString":3})").ok());
  EXPECT_EQ(scanner.find("__proto__")->raw, "1");
  EXPECT_EQ(scanner.find("hasOwnProperty"), nullptr);
}

TEST(Scanner, TellsWhetherAMemberIsNested) {
  Scanner scanner;
  ASSERT_TRUE(scanner.scan_object("{}").ok());
  EXPECT_FALSE(scanner.has_nested_values());
  ASSERT_TRUE(scanner.scan_object(R"({"a":"[","b":1})").ok());
  EXPECT_FALSE(scanner.has_nested_values());
  ASSERT_TRUE(scanner.scan_object(R"({"a":1,"b":[]})").ok());
  EXPECT_TRUE(scanner.has_nested_values());
  ASSERT_TRUE(scanner.scan_object(R"({"b":{},"a":1})").ok());
  EXPECT_TRUE(scanner.has_nested_values());
}

TEST(Scanner, TakesWhiteSpaceWhereTheGrammarHasIt) {
  EXPECT_EQ(outcome_of(" \t\r\n{ \t\r\n\"a\" \t\r\n: \t\r\n1 \t\r\n, \"b\" : [ 1 , 2 ] } \t\r\n"),
            kAccepted);
  EXPECT_EQ(outcome_of("{\n}"), kAccepted);
  EXPECT_EQ(outcome_of("{\"a\":[\n]}"), kAccepted);
}

TEST(Scanner, RefusesOtherCharactersAsWhiteSpace) {
  for (const std::string_view space :
       {"\v"sv, "\f"sv, "\0"sv, "\x1F"sv, "\xC2\xA0"sv, "\xE2\x80\x8B"sv, "\xE2\x81\xA0"sv,
        "\xEF\xBB\xBF"sv, "\x7F"sv}) {
    const std::string text(space);
    EXPECT_EQ(outcome_of(text + "{}"), kSyntax);
    EXPECT_EQ(outcome_of("{}" + text), kSyntax);
    EXPECT_EQ(outcome_of("{" + text + "}"), kSyntax);
    EXPECT_EQ(outcome_of(R"({"a":1)" + text + "}"), kSyntax);
    EXPECT_EQ(outcome_of(R"({"a")" + text + ":1}"), kSyntax);
    EXPECT_EQ(outcome_of(R"({"a":[)" + text + "]}"), kSyntax);
  }
}

TEST(Scanner, RefusesWhatIsNotOneWholeText) {
  for (const std::string_view text :
       {"",      " ",           "{",          "}",           "{}}",         "{}{}",       "{},",
        "{} x",  R"({"a":1}])", "[{}",        R"({"a":1)",   R"({"a":)",    R"({"a")",    R"({"a)",
        R"({")", R"({"a":[)",   R"({"a":[})", R"({"a":[1})", R"({"a":{]})", R"({"a":{}])"}) {
    EXPECT_EQ(outcome_of(text), kSyntax) << text;
  }
}

TEST(Scanner, RefusesEveryTruncationOfAGoodText) {
  const std::string text = R"({"a":[1,-2.5e3,"x\u0041y",true],"b":{"c":null,"d":{}},"e":false})";
  ASSERT_EQ(outcome_of(text), kAccepted);
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(outcome_of(text.substr(0, size)), kSyntax) << text.substr(0, size);
  }
}

TEST(Scanner, RefusesMisplacedCommasAndColons) {
  for (const std::string_view text :
       {"{,}", R"({"a":1,})", R"({,"a":1})", R"({"a":1,,"b":2})", R"({"a" 1})", R"({"a"::1})",
        R"({"a":1 "b":2})", R"({"a",1})", R"({"a":1:2})", R"({"a":[1,]})", R"({"a":[,1]})",
        R"({"a":[,]})", R"({"a":[1 2]})", R"({"a":[1:2]})", R"({"a":["b":1]})", "{:1}", R"({"a":})",
        R"({"a":1;"b":2})"}) {
    EXPECT_EQ(outcome_of(text), kSyntax) << text;
  }
}

TEST(Scanner, RefusesNamesThatAreNotStrings) {
  for (const std::string_view text :
       {"{a:1}", "{'a':1}", "{1:1}", "{null:1}", "{[]:1}", "{{}:1}", "{true:1}"}) {
    EXPECT_EQ(outcome_of(text), kSyntax) << text;
  }
}

TEST(Scanner, RefusesWhatOtherNotationsHave) {
  for (const std::string_view value :
       {"'a'",   "undefined", "NaN", "Infinity", "-Infinity", "0x1F",      "1_000", "True",
        "FALSE", "Null",      "nul", "nulll",    "tru",       "truefalse", "fals",  "+1",
        ".5",    "1.",        "01",  "-01",      "1e",        "--1",       "1 2",   "/* c */1",
        "1//c",  "#",         "(1)", "`a`",      R"("a""b")", R"(\"a\")"}) {
    EXPECT_EQ(outcome_of(member(value)), kSyntax) << value;
  }
}

TEST(Scanner, RefusesControlCharactersInStrings) {
  for (char byte = 0; byte < 0x20; ++byte) {
    const std::string text = std::string("a") + byte + "b";
    EXPECT_EQ(outcome_of(member('"' + text + '"')), kSyntax) << int{byte};
    EXPECT_EQ(outcome_of(R"({")" + text + R"(":1})"), kSyntax) << int{byte};
  }
  EXPECT_EQ(outcome_of(member("\"a\x7F\"")), kAccepted);
}

TEST(Scanner, RefusesInvalidEscapesInNamesAndInValues) {
  for (const std::string_view body :
       {R"(\x41)", R"(\a)", R"(\')", R"(\0)", R"(\u12)", R"(\u12g4)", R"(\U0041)", R"(\ud800)",
        R"(\udc00)", R"(\ud800\u0041)", R"(\ud800x)", "\\"}) {
    const std::string quoted = '"' + std::string(body) + '"';
    EXPECT_EQ(outcome_of(member(quoted)), kSyntax) << body;
    EXPECT_EQ(outcome_of("{" + quoted + ":1}"), kSyntax) << body;
  }
}

TEST(Scanner, RefusesInvalidUtf8WhereverItStandsAndBeforeAllElse) {
  EXPECT_EQ(outcome_of(member("\"\xFF\"")), kUtf8);
  EXPECT_EQ(outcome_of("{\"\xC0\xAF\":1}"), kUtf8);
  EXPECT_EQ(outcome_of("{\"a\":1}\x80"), kUtf8);
  EXPECT_EQ(outcome_of("\xFE\xFF{}"), kUtf8);
  EXPECT_EQ(outcome_of(member("\"\xED\xA0\x80\"")), kUtf8);
  EXPECT_EQ(outcome_of("]]]{\"a\":1,\"a\":2,\"b\":1e999,\"\x80\""), kUtf8);
  EXPECT_EQ(outcome_of(member("\"\xF0\x9F\x98\x80\"")), kAccepted);
}

TEST(Scanner, RefusesAByteOrderMark) {
  EXPECT_EQ(outcome_of("\xEF\xBB\xBF{}"), kSyntax);
  EXPECT_EQ(outcome_of("{}\xEF\xBB\xBF"), kSyntax);
}

TEST(Scanner, RefusesARootThatIsNotAnObject) {
  for (const std::string_view text :
       {"[]", "[{}]", "1", "-0.5", R"("a")", R"("{}")", "null", "true", "false",
        R"( [1,[2,{"a":3}]] )", R"([{"a":1},{"a":1}])"}) {
    EXPECT_EQ(outcome_of(text), kNotObject) << text;
  }
}

TEST(Scanner, RefusesARootThatIsNotEvenJsonAsSyntax) {
  for (const std::string_view text :
       {"[", "[]]", "[1,]", "01", "nul", R"("a)", "[{]", "1 2", "[] {}", "x", "-"}) {
    EXPECT_EQ(outcome_of(text), kSyntax) << text;
  }
}

TEST(Scanner, FindsAFaultInsideARootOfAnotherKindFirst) {
  EXPECT_EQ(outcome_of(R"([{"a":1,"a":2}])"), kDuplicate);
  EXPECT_EQ(outcome_of("[1e999]"), kRange);
  EXPECT_EQ(outcome_of("1e999"), kRange);
  EXPECT_EQ(outcome_of(std::string(33, '[') + std::string(33, ']')), kTooDeep);
}

TEST(Scanner, RefusesTwoMembersOfOneNameAtAnyDepth) {
  EXPECT_EQ(outcome_of(R"({"a":1,"a":1})"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"a":1,"b":2,"a":3})"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"":1,"":2})"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"x":{"a":1,"a":2}})"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"x":[[{"a":1,"b":{},"a":2}]]})"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"x":{"y":{"z":{"a":[],"a":[]}}},"b":1})"), kDuplicate);
}

TEST(Scanner, RefusesTwoMembersOfOneNameHoweverItIsSpelled) {
  EXPECT_EQ(outcome_of(R"({"exp":1,"\u0065xp":2})"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"\u0065xp":1,"exp":2})"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"\u0065xp":1,"e\u0078p":2})"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"\/":1,"/":2})"), kDuplicate);
  EXPECT_EQ(outcome_of("{\"\\u00e9\":1,\"\xC3\xA9\":2}"), kDuplicate);
  EXPECT_EQ(outcome_of("{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":2}"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"\u0041":1,"\u0061":2})"), kAccepted);
  EXPECT_EQ(outcome_of(R"({"a\u0000b":1,"a\u0000c":2,"a":3})"), kAccepted);
}

TEST(Scanner, TakesOneNameInSeveralObjects) {
  EXPECT_EQ(outcome_of(R"({"a":{"a":{"a":1}}})"), kAccepted);
  EXPECT_EQ(outcome_of(R"({"x":[{"a":1},{"a":2}],"a":3,"y":{"a":4}})"), kAccepted);
  EXPECT_EQ(outcome_of(R"({"b":{"a":1},"a":2})"), kAccepted);
  EXPECT_EQ(outcome_of(R"({"a":"b","b":"a"})"), kAccepted);
}

TEST(Scanner, FindsTwoOfOneNameAmongThousands) {
  std::string text = "{";
  for (int i = 0; i < 20000; ++i)
    text += R"("name)" + std::to_string(i) + R"(":)" + std::to_string(i) + ",";
  EXPECT_EQ(outcome_of(text + R"("last":1})"), kAccepted);
  EXPECT_EQ(outcome_of(text + R"("name12345":1})"), kDuplicate);
  EXPECT_EQ(outcome_of(text + R"("n\u0061me0":1})"), kDuplicate);
}

TEST(Scanner, KeepsTheOrderOfThousandsOfMembers) {
  std::string text = R"({"m0":0)";
  for (int i = 1; i < 1000; ++i) text += R"(,"m)" + std::to_string(i) + R"(":)" + std::to_string(i);
  text += '}';
  Scanner scanner;
  ASSERT_TRUE(scanner.scan_object(text).ok());
  ASSERT_EQ(scanner.members().size(), 1000U);
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(scanner.members()[i].name, "m" + std::to_string(i));
    EXPECT_EQ(scanner.members()[i].value.raw, std::to_string(i));
  }
}

TEST(Scanner, RefusesNumbersThatAreNotFinite) {
  EXPECT_EQ(outcome_of(member("1e400")), kRange);
  EXPECT_EQ(outcome_of(member("-1e400")), kRange);
  EXPECT_EQ(outcome_of(member("1e999")), kRange);
  EXPECT_EQ(outcome_of(member("[[1E+309]]")), kRange);
  EXPECT_EQ(outcome_of(member("1.7976931348623159e308")), kRange);
  EXPECT_EQ(outcome_of(member(std::string(400, '9'))), kRange);
  EXPECT_EQ(outcome_of(member("-" + std::string(310, '1') + ".5")), kRange);
  EXPECT_EQ(outcome_of(member("1e" + std::string(5000, '9'))), kRange);
}

TEST(Scanner, TakesEveryNumberThatIsFinite) {
  for (const std::string_view value :
       {"1e308", "-1e308", "1.7976931348623157e308", "-0", "9007199254740993", "1e-999", "5e-324",
        "0e999", "0.0000000001e310", "123456789012345678901234567890"}) {
    EXPECT_EQ(outcome_of(member(value)), kAccepted) << value;
  }
  EXPECT_EQ(outcome_of(member(std::string(400, '9') + "e-100")), kAccepted);
  EXPECT_EQ(outcome_of(member("0." + std::string(5000, '0') + "1e5000")), kAccepted);
}

TEST(Scanner, TakesThirtyTwoLevelsAndNotThirtyThree) {
  EXPECT_EQ(outcome_of(nested(32)), kAccepted);
  EXPECT_EQ(outcome_of(nested(33)), kTooDeep);
  std::string objects = "1";
  for (int i = 0; i < 32; ++i) objects.insert(0, R"({"o":)").append("}");
  EXPECT_EQ(outcome_of(objects), kAccepted);
  EXPECT_EQ(outcome_of(R"({"o":)" + objects + "}"), kTooDeep);
}

TEST(Scanner, CountsLevelsAndNotContainers) {
  std::string wide = R"({"v":[)";
  for (int i = 0; i < 1000; ++i) wide += R"([[]],{"a":{}},)";
  EXPECT_EQ(outcome_of(wide + "0]}"), kAccepted);
}

TEST(Scanner, TakesAnotherLimitWhenItIsGivenOne) {
  EXPECT_TRUE(Scanner(1).scan_object(R"({"a":1})").ok());
  EXPECT_EQ(Scanner(1).scan_object(R"({"a":[]})").code, ErrorCode::kJsonTooDeep);
  EXPECT_EQ(Scanner(0).scan_object("{}").code, ErrorCode::kJsonTooDeep);
  EXPECT_TRUE(Scanner(64).scan_object(nested(64)).ok());
  EXPECT_EQ(Scanner(64).scan_object(nested(65)).code, ErrorCode::kJsonTooDeep);
}

// PyJWT, GHSA-8wjv-2p76-3863: 20,000 brackets were enough to exhaust the stack.
TEST(Scanner, RefusesAHundredThousandBracketsAtTheThirtyThird) {
  EXPECT_EQ(outcome_of(R"({"v":)" + std::string(100000, '[')), kTooDeep);
  EXPECT_EQ(outcome_of(std::string(100000, '[')), kTooDeep);
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += R"({"a":)";
  EXPECT_EQ(outcome_of(objects), kTooDeep);
}

TEST(Scanner, DoesNotRecurse) {
  EXPECT_TRUE(Scanner(2'000'000).scan_object(nested(1'000'000)).ok());
}

TEST(Scanner, ReportsTheFirstFaultOfTheText) {
  EXPECT_EQ(outcome_of(R"({"a":1e999,"b":tru})"), kRange);
  EXPECT_EQ(outcome_of(R"({"b":tru,"a":1e999})"), kSyntax);
  EXPECT_EQ(outcome_of(R"({"x":{"a":1,"a":2},"b":tru})"), kDuplicate);
  EXPECT_EQ(outcome_of(R"({"a":1,"a":tru})"), kSyntax);  // the object has not ended yet
}

TEST(Scanner, ShowsNothingAfterAFailure) {
  Scanner scanner;
  ASSERT_TRUE(scanner.scan_object(R"({"a":1,"l":[]})").ok());
  for (const std::string_view text :
       {R"({"a":1,"b":)", "\xFF", "[]", R"({"a":1,"a":2})", R"({"a":1e999})"}) {
    EXPECT_FALSE(scanner.scan_object(text).ok());
    EXPECT_TRUE(scanner.members().empty()) << text;
    EXPECT_EQ(scanner.find("a"), nullptr) << text;
    EXPECT_FALSE(scanner.has_nested_values()) << text;
  }
}

TEST(Scanner, StartsAfreshWithEveryText) {
  Scanner scanner;
  ASSERT_FALSE(scanner.scan_object(R"({"a":{"b":[{"a":1)").ok());
  ASSERT_TRUE(scanner.scan_object(R"({"a":1})").ok());
  ASSERT_TRUE(scanner.scan_object(R"({"a":2,"\u0062":3})").ok());
  EXPECT_EQ(scanner.members().size(), 2U);
  EXPECT_EQ(scanner.find("a")->raw, "2");
  EXPECT_EQ(scanner.find("b")->raw, "3");
  EXPECT_EQ(scanner.scan_object("1").code, ErrorCode::kJsonNotObject);
  EXPECT_EQ(scanner.scan_object("]").code, ErrorCode::kJsonSyntax);
}

TEST(Scanner, KeepsItsBuffersFromOneTextToTheNext) {
  Scanner scanner;
  const std::string text = R"({"a":1,"b":2,"\u0063":3,"d":[{"e":4}]})";
  ASSERT_TRUE(scanner.scan_object(text).ok());
  const Member* const members = scanner.members().data();
  const char* const unescaped = scanner.members()[2].name.data();
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(scanner.scan_object(text).ok());
    EXPECT_EQ(scanner.members().data(), members);
    EXPECT_EQ(scanner.members()[2].name.data(), unescaped);
  }
}

TEST(Scanner, AdoptsTheScanOfATextForACopyOfIt) {
  std::string text = R"({ "a" : [1, "x"], "b" : "\u0061", "" : {} })";
  const std::string copy = text;
  Scanner original;
  ASSERT_TRUE(original.scan_object(text).ok());
  EXPECT_TRUE(original.has_plain_names(text));
  EXPECT_FALSE(original.has_plain_names(copy));
  Scanner adopted;
  adopted.adopt(original, text, copy, 5);
  std::fill(text.begin(), text.end(), '#');
  ASSERT_EQ(adopted.members().size(), 3U);
  EXPECT_EQ(adopted.members().capacity(), 5U);
  EXPECT_EQ(adopted.find("a")->raw, R"([1, "x"])");
  EXPECT_EQ(adopted.find("b")->raw, R"("\u0061")");
  EXPECT_EQ(adopted.find("")->raw, "{}");
  EXPECT_EQ(adopted.find("")->raw.data(), copy.data() + copy.find("{}"));
  EXPECT_TRUE(adopted.has_nested_values());
}

TEST(Scanner, AdoptsWhatTheScanKnowsOfTheText) {
  for (const std::string_view text : {R"({"exp":1767225600,"a":"b"})", R"({"exp":1,"a":"\n"})"}) {
    const std::string copy(text);
    Scanner original;
    ASSERT_TRUE(original.scan_object(text).ok());
    Scanner adopted;
    adopted.adopt(original, text, copy, 2);
    EXPECT_EQ(adopted.is_plain(), original.is_plain()) << text;
    EXPECT_EQ(adopted.find("exp")->whole, original.find("exp")->whole) << text;
  }
}

TEST(Scanner, SaysWhereANameIsEscaped) {
  const std::string text = R"({"a":1,"\u0062":2})";
  Scanner scanner;
  ASSERT_TRUE(scanner.scan_object(text).ok());
  EXPECT_FALSE(scanner.has_plain_names(text));
}

TEST(Scanner, CanBeMovedWithWhatItFound) {
  Scanner first;
  const std::string text = R"({"\u0061":1,"b":"x"})";
  ASSERT_TRUE(first.scan_object(text).ok());
  const Scanner second = std::move(first);
  ASSERT_NE(second.find("a"), nullptr);
  EXPECT_EQ(second.find("a")->raw, "1");
  EXPECT_EQ(second.find("b")->raw, R"("x")");
}

TEST(Scanner, TakesManyEscapedNames) {
  std::string text = "{";
  for (int i = 0; i < 3000; ++i)
    text += R"("\u006e\n)" + std::to_string(i) + R"(":)" + std::to_string(i) + ",";
  text += R"("last":1})";
  Scanner scanner;
  ASSERT_TRUE(scanner.scan_object(text).ok());
  for (int i = 0; i < 3000; i += 250) {
    const Value* const value = scanner.find("n\n" + std::to_string(i));
    ASSERT_NE(value, nullptr) << i;
    EXPECT_EQ(value->raw, std::to_string(i));
  }
}

TEST(Scanner, DoesNotNeedTheTextToEndInNul) {
  const std::string text = R"({"a":12}3)";
  Scanner scanner;
  ASSERT_TRUE(scanner.scan_object(std::string_view(text).substr(0, 8)).ok());
  EXPECT_EQ(scanner.find("a")->raw, "12");
  EXPECT_EQ(outcome_of(std::string_view("{\"a\":12}\0", 9)), kSyntax);
  EXPECT_EQ(outcome_of(std::string_view()), kSyntax);
}

}  // namespace
}  // namespace holoband::json
