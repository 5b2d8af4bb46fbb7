#include "support/json_reference.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "holoband/encoding/utf8.h"
#include "holoband/json/scanner.h"

// As in the library, whose sources would otherwise see another nlohmann/json.
#define JSON_NO_IO 1
#define JSON_USE_IMPLICIT_CONVERSIONS 0
#include <nlohmann/json.hpp>

namespace holoband::test {
namespace {

using Json = nlohmann::ordered_json;

// Reference hears what nlohmann's parser finds, and keeps what the Scanner is stricter about.
class Reference : public nlohmann::json_sax<Json> {
 public:
  void read(std::string_view text) {
    // nlohmann takes a NUL for the end of the text. It is not JSON.
    accepted_ = Json::sax_parse(text, this) && text.find('\0') == std::string_view::npos;
  }

  bool accepted() const { return accepted_; }
  bool duplicate() const { return duplicate_; }
  bool not_finite() const { return not_finite_; }
  bool too_deep() const { return deepest_ > json::kMaxDepth; }
  bool root_is_object() const { return root_is_object_; }

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*size*/) override { return start(true); }
  bool start_array(std::size_t /*size*/) override { return start(false); }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }

  bool key(string_t& name) override {
    if (!open_.back().insert(name).second) duplicate_ = true;
    return true;
  }

  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    constexpr int kOutOfRange = 406;
    not_finite_ = error.id == kOutOfRange;
    return false;
  }

 private:
  bool start(bool object) {
    if (deepest_ == 0) root_is_object_ = object;
    open_.emplace_back();
    deepest_ = std::max(deepest_, open_.size());
    return true;
  }

  bool end() {
    open_.pop_back();
    return true;
  }

  std::vector<std::set<std::string>> open_;
  std::size_t deepest_ = 0;
  bool root_is_object_ = false;
  bool duplicate_ = false;
  bool not_finite_ = false;
  bool accepted_ = false;
};

}  // namespace

JsonExpectation json_expectation(std::string_view text) {
  if (!is_valid_utf8(text)) return {ErrorCode::kUtf8Invalid};
  if (text.starts_with("\xEF\xBB\xBF")) return {ErrorCode::kJsonSyntax};  // nlohmann skips it
  Reference reference;
  reference.read(text);
  const std::array<bool, 3> faults{reference.duplicate(), reference.too_deep(),
                                   reference.not_finite()};
  const auto stricter = std::count(faults.begin(), faults.end(), true);
  if (stricter > 1 || (stricter == 1 && !reference.accepted() && !reference.not_finite()))
    return {{}, true};
  if (reference.not_finite()) return {ErrorCode::kJsonNumberRange};
  if (reference.duplicate()) return {ErrorCode::kJsonDuplicateMember};
  if (reference.too_deep()) return {ErrorCode::kJsonTooDeep};
  if (!reference.accepted()) return {ErrorCode::kJsonSyntax};
  return {reference.root_is_object() ? ErrorCode::kOk : ErrorCode::kJsonNotObject};
}

}  // namespace holoband::test
