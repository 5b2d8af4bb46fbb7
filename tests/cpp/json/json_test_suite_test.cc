// JSONTestSuite: what every JSON parser must take (y_), must refuse (n_), and may decide for itself
// (i_).

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/json/scanner.h"

namespace holoband::json {
namespace {

namespace fs = std::filesystem;

struct File {
  std::string name;
  std::string text;
};

// environment returns a variable's value, or an empty text where it is not set.
std::string environment(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
  return value == nullptr ? "" : value;
}

fs::path suite_folder() {
  const std::string shared = environment("HOLOBAND_SHARED");
  const fs::path repository = fs::path(__FILE__).parent_path() / ".." / ".." / "..";
  const fs::path root = !shared.empty() ? fs::path(shared) : repository / ".." / "shared";
  return root / "conformance" / "data" / "raw" / "JSONTestSuite_test_parsing";
}

std::vector<File> read_suite() {
  std::vector<File> files;
  std::error_code missing;
  for (const fs::directory_entry& entry : fs::directory_iterator(suite_folder(), missing)) {
    std::ifstream stream(entry.path(), std::ios::binary);
    files.push_back(
        {entry.path().filename().string(), {std::istreambuf_iterator<char>(stream), {}}});
  }
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.name < b.name; });
  return files;
}

class JsonTestSuite : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!files().empty()) return;
    ASSERT_NE(environment("CI"), "true") << "JSONTestSuite is missing in CI";
    GTEST_SKIP()
        << "JSONTestSuite is not there: set HOLOBAND_SHARED to the folder that holds conformance/";
  }

  static const std::vector<File>& files() {
    static const std::vector<File> kFiles = read_suite();
    return kFiles;
  }

  static std::vector<File> starting_with(std::string_view prefix) {
    std::vector<File> found;
    for (const File& file : files()) {
      if (file.name.starts_with(prefix)) found.push_back(file);
    }
    return found;
  }
};

std::string wrap(const std::string& text) { return R"({"v":)" + text + "}"; }

std::string outcome_of(std::string_view text) {
  Scanner scanner;
  return std::string(error_name(scanner.scan_object(text).code));
}

bool has_duplicates(const File& file) { return file.name.starts_with("y_object_duplicated_key"); }

TEST_F(JsonTestSuite, IsThereAsAWhole) {
  EXPECT_GE(starting_with("y_").size(), 95U);
  EXPECT_GE(starting_with("n_").size(), 188U);
  EXPECT_GE(starting_with("i_").size(), 35U);
}

TEST_F(JsonTestSuite, IsTakenWhereEveryParserMustTakeItButForDuplicateMembers) {
  for (const File& file : starting_with("y_")) {
    const std::string expected = has_duplicates(file) ? "ERR_JSON_DUPLICATE_MEMBER" : "OK";
    EXPECT_EQ(outcome_of(wrap(file.text)), expected) << file.name;
  }
}

TEST_F(JsonTestSuite, IsTakenAsItStandsWhereItIsAnObject) {
  for (const File& file : starting_with("y_")) {
    const bool object = file.text[file.text.find_first_not_of(" \t\r\n")] == '{';
    const std::string expected = has_duplicates(file) ? "ERR_JSON_DUPLICATE_MEMBER"
                                 : object             ? "OK"
                                                      : "ERR_JSON_NOT_OBJECT";
    EXPECT_EQ(outcome_of(file.text), expected) << file.name;
  }
}

TEST_F(JsonTestSuite, IsRefusedWhereEveryParserMustRefuseIt) {
  for (const File& file : starting_with("n_")) {
    const bool deep = file.name.starts_with("n_structure_100000_opening_arrays") ||
                      file.name.starts_with("n_structure_open_array_object");
    for (const std::string& text : {file.text, wrap(file.text)}) {
      const std::string outcome = outcome_of(text);
      EXPECT_EQ(outcome == "ERR_JSON_TOO_DEEP", deep) << file.name;
      EXPECT_TRUE(deep || outcome == "ERR_JSON_SYNTAX" || outcome == "ERR_UTF8_INVALID")
          << file.name << ": " << outcome;
    }
  }
}

struct Verdict {
  std::string_view name;
  std::string_view outcome;
};

// Ours on what RFC 8259 leaves open. All but underflow and large integers are refused.
constexpr Verdict kVerdicts[] = {
    {"i_number_double_huge_neg_exp", "OK"},
    {"i_number_huge_exp", "ERR_JSON_NUMBER_RANGE"},
    {"i_number_neg_int_huge_exp", "ERR_JSON_NUMBER_RANGE"},
    {"i_number_pos_double_huge_exp", "ERR_JSON_NUMBER_RANGE"},
    {"i_number_real_neg_overflow", "ERR_JSON_NUMBER_RANGE"},
    {"i_number_real_pos_overflow", "ERR_JSON_NUMBER_RANGE"},
    {"i_number_real_underflow", "OK"},
    {"i_number_too_big_neg_int", "OK"},
    {"i_number_too_big_pos_int", "OK"},
    {"i_number_very_big_negative_int", "OK"},
    {"i_object_key_lone_2nd_surrogate", "ERR_JSON_SYNTAX"},
    {"i_string_1st_surrogate_but_2nd_missing", "ERR_JSON_SYNTAX"},
    {"i_string_1st_valid_surrogate_2nd_invalid", "ERR_JSON_SYNTAX"},
    {"i_string_UTF-16LE_with_BOM", "ERR_UTF8_INVALID"},
    {"i_string_UTF-8_invalid_sequence", "ERR_UTF8_INVALID"},
    {"i_string_UTF8_surrogate_U+D800", "ERR_UTF8_INVALID"},
    {"i_string_incomplete_surrogate_and_escape_valid", "ERR_JSON_SYNTAX"},
    {"i_string_incomplete_surrogate_pair", "ERR_JSON_SYNTAX"},
    {"i_string_incomplete_surrogates_escape_valid", "ERR_JSON_SYNTAX"},
    {"i_string_invalid_lonely_surrogate", "ERR_JSON_SYNTAX"},
    {"i_string_invalid_surrogate", "ERR_JSON_SYNTAX"},
    {"i_string_invalid_utf-8", "ERR_UTF8_INVALID"},
    {"i_string_inverted_surrogates_U+1D11E", "ERR_JSON_SYNTAX"},
    {"i_string_iso_latin_1", "ERR_UTF8_INVALID"},
    {"i_string_lone_second_surrogate", "ERR_JSON_SYNTAX"},
    {"i_string_lone_utf8_continuation_byte", "ERR_UTF8_INVALID"},
    {"i_string_not_in_unicode_range", "ERR_UTF8_INVALID"},
    {"i_string_overlong_sequence_2_bytes", "ERR_UTF8_INVALID"},
    {"i_string_overlong_sequence_6_bytes", "ERR_UTF8_INVALID"},
    {"i_string_overlong_sequence_6_bytes_null", "ERR_UTF8_INVALID"},
    {"i_string_truncated-utf-8", "ERR_UTF8_INVALID"},
    {"i_string_utf16BE_no_BOM", "ERR_UTF8_INVALID"},
    {"i_string_utf16LE_no_BOM", "ERR_UTF8_INVALID"},
    {"i_structure_500_nested_arrays", "ERR_JSON_TOO_DEEP"},
    {"i_structure_UTF-8_BOM_empty_object", "ERR_JSON_SYNTAX"},
};

TEST_F(JsonTestSuite, IsDecidedForGoodWhereEveryParserDecidesForItself) {
  std::size_t decided = 0;
  for (const File& file : starting_with("i_")) {
    for (const Verdict& verdict : kVerdicts) {
      if (file.name != std::string(verdict.name) + ".json") continue;
      EXPECT_EQ(outcome_of(wrap(file.text)), verdict.outcome) << file.name;
      ++decided;
    }
  }
  EXPECT_EQ(decided, starting_with("i_").size());
}

}  // namespace
}  // namespace holoband::json
