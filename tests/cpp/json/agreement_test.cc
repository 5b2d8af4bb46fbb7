// Two implementations, one verdict: the Scanner against nlohmann/json, on texts that are nearly
// right.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "holoband/json/scanner.h"
#include "support/json_reference.h"

namespace holoband::json {
namespace {

// agree checks one text and returns whether it was taken.
bool agree(Scanner& scanner, std::string_view text) {
  const Outcome outcome = scanner.scan_object(text);
  const test::JsonExpectation expected = test::json_expectation(text);
  if (expected.open) {
    EXPECT_FALSE(outcome.ok()) << text;
  } else {
    EXPECT_EQ(error_name(outcome.code), error_name(expected.code)) << text;
  }
  return outcome.ok();
}

constexpr auto kSeeds = std::to_array<std::string_view>({
    R"({"iss":"https://auth.example","aud":["a","b"],"iat":1767225540,"exp":1767229200.5,"sub":"user-42"})",
    R"({"a":{"b":[{"c":[]},{"d":{}}],"e":null},"f":true,"g":false,"h":"","":[[],[[]]]})",
    R"({"n":[0,-0,1.5,-2e10,3E-7,4.25e+2,1e308,123456789012345678901234567890,0.1e1]})",
    R"({"s":["\"\\\/\b\f\n\r\t","\u0041\u00e9\ud83d\ude00","plain"],"\u0065xp":1,"exp2":2})",
    "{\"u\":\"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\",\"\xC3\xA9\":{\"\xE2\x82\xAC\":1}}",
    " {\r\n\t\"a\" : [ 1 , 2 ] ,\n \"b\" : { \"c\" : \"d\" } }\n",
    R"({"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,"k8":8,"k9":9,"l1":1,"l2":2,"l3":3,"l4":4,"l5":5,"l6":6,"l7":7,"l8":8,"l9":9})",
    R"([[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["deep"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]])",
    R"({"d":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["deep"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]})",
});

constexpr auto kPieces = std::to_array<std::string_view>({"{",
                                                          "}",
                                                          "[",
                                                          "]",
                                                          ",",
                                                          ":",
                                                          "\"",
                                                          "\\",
                                                          "0",
                                                          "1",
                                                          "9",
                                                          "-",
                                                          "+",
                                                          ".",
                                                          "e",
                                                          "E",
                                                          "e400",
                                                          "1e-999",
                                                          "true",
                                                          "false",
                                                          "null",
                                                          " ",
                                                          "\n",
                                                          "\t",
                                                          "\f",
                                                          R"(\u0041)",
                                                          R"(\ud800)",
                                                          R"(\udc00)",
                                                          R"(\n)",
                                                          R"(\x)",
                                                          "{}",
                                                          "[]",
                                                          R"("a")",
                                                          R"("a":1)",
                                                          R"(,"a":1)",
                                                          "[[[[",
                                                          "\xC3\xA9",
                                                          "\x80",
                                                          "\xFF",
                                                          "\xED\xA0\x80",
                                                          "\xEF\xBB\xBF",
                                                          "\x01",
                                                          "\x7F",
                                                          "//",
                                                          "'",
                                                          "NaN",
                                                          "Infinity",
                                                          "00"});

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::string mutate(std::string text) {
    const std::size_t changes = 1 + below(3);
    for (std::size_t i = 0; i < changes; ++i) change(text);
    return text;
  }

  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  void change(std::string& text) {
    const std::size_t position = below(text.size() + 1);
    const std::size_t length = std::min<std::size_t>(1 + below(4), text.size() - position);
    switch (below(6)) {
      case 0:
        text.erase(position, length);
        break;
      case 1:
        text.insert(position, kPieces[below(kPieces.size())]);
        break;
      case 2:
        text.replace(position, length, kPieces[below(kPieces.size())]);
        break;
      case 3:
        if (position < text.size()) text[position] = static_cast<char>(below(256));
        break;
      case 4:
        text.insert(below(text.size() + 1), text.substr(position, 1 + below(12)));
        break;
      default:
        if (position < text.size())
          text[position] = static_cast<char>(text[position] ^ (1 << below(8)));
        break;
    }
  }

  std::mt19937_64 random_;
};

TEST(ScannerAgreement, HoldsOnEverySeed) {
  Scanner scanner;
  for (const std::string_view seed : kSeeds) agree(scanner, seed);
}

TEST(ScannerAgreement, HoldsOnFortyThousandMutationsOfValidTexts) {
  Scanner scanner;
  Mutator mutator(20260101);
  int taken = 0;
  int refused = 0;
  for (int i = 0; i < 40000 && !HasFailure(); ++i) {
    const std::string text = mutator.mutate(std::string(kSeeds[mutator.below(kSeeds.size())]));
    ++(agree(scanner, text) ? taken : refused);
  }
  EXPECT_GT(taken, 2000);  // else the mutations are too wild to say much
  EXPECT_GT(refused, 2000);
}

TEST(ScannerAgreement, HoldsOnEveryByteAtEveryPosition) {
  Scanner scanner;
  for (const std::string_view seed :
       {std::string_view(R"({"a":[1,"\n"],"b":-0.5e1})"), kSeeds[4]}) {
    for (std::size_t position = 0; position < seed.size() && !HasFailure(); ++position) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(seed);
        text[position] = static_cast<char>(byte);
        agree(scanner, text);
      }
    }
  }
}

TEST(ScannerAgreement, HoldsOnEveryShortTextOfTheGrammarsCharacters) {
  constexpr std::string_view kCharacters = "{}[],:\"\\01-+.eEu \n";
  constexpr std::size_t kLength = 4;
  constexpr std::size_t kTexts = std::size_t{18} * 18 * 18 * 18;
  static_assert(kCharacters.size() == 18);
  Scanner scanner;
  for (std::size_t number = 0; number < kTexts && !HasFailure(); ++number) {
    std::string value;
    for (std::size_t rest = number; value.size() < kLength; rest /= kCharacters.size()) {
      value += kCharacters[rest % kCharacters.size()];
    }
    agree(scanner, R"({"v":)" + value + "}");
  }
}

TEST(ScannerAgreement, HoldsOnThousandsOfTextsOfRandomPieces) {
  Scanner scanner;
  Mutator mutator(7);
  for (int i = 0; i < 20000 && !HasFailure(); ++i) {
    std::string text = R"({"v":)";
    const std::size_t count = mutator.below(12);
    for (std::size_t piece = 0; piece < count; ++piece)
      text += kPieces[mutator.below(kPieces.size())];
    agree(scanner, text + "}");
  }
}

}  // namespace
}  // namespace holoband::json
