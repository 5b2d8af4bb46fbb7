// The Scanner against nlohmann/json: the same verdict on every text, and the same values in those that are taken.
#include <optional>
#include <string>

#include "holoband/json/object.h"
#include "holoband/json/scanner.h"
#include "support/json_mutator.h"
#include "support/json_reference.h"
#include "support/json_values.h"
#include "support/require.h"
#include "support/samples.h"

namespace holoband::fuzz {
namespace {

using json::Kind;
using json::Scanner;

void require_same_object(const Scanner& scanner, std::string_view text) {
  const Result<json::Object> object = json::Object::parse(text);
  require(object.ok() && object.value().names().size() == scanner.members().size(),
          "an Object has what the Scanner found");
  for (const json::Member& member : scanner.members()) {
    require(object.value().kind(member.name) == member.value.kind, "members keep their kinds");
    require(object.value().number(member.name) == json::number_value(member.value),
            "numbers stay what they are");
    std::string decoded;
    const bool is_string = json::decode_string(member.value, decoded);
    require(object.value().string(member.name) ==
                (is_string ? std::optional<std::string>(decoded) : std::nullopt),
            "strings stay what they are");
  }
}

void require_same_adopted(const Scanner& scanner, std::string_view text) {
  if (!scanner.has_plain_names(text)) return;
  const std::string copy(text);
  Scanner adopted;
  adopted.adopt(scanner, text, copy, scanner.members().size());
  require(adopted.is_plain() == scanner.is_plain() &&
              adopted.has_nested_values() == scanner.has_nested_values(),
          "a copy of a scan knows what the scan knew");
  require_same_members(adopted, copy);
}

void require_known_form(const Scanner& scanner, std::string_view text) {
  bool nested = false;
  for (const json::Member& member : scanner.members())
    nested = nested || member.value.kind == Kind::kObject || member.value.kind == Kind::kArray;
  require(scanner.has_nested_values() == nested, "nested values are noticed");
  bool plain = true;
  for (const char character : text)
    plain = plain && character != '\\' && static_cast<unsigned char>(character) < 128;
  require(scanner.is_plain() == plain, "a text is plain that has no escapes and is ASCII");
}

void check(std::string_view text) {
  static Scanner scanner;
  const Outcome outcome = scanner.scan_object(text);
  const test::JsonExpectation expected = test::json_expectation(text);
  require(expected.open ? !outcome.ok() : outcome.code == expected.code,
          "both say the same of a text");
  if (!outcome.ok()) {
    require(scanner.members().empty(), "nothing is found in what was refused");
    return;
  }
  require_same_members(scanner, text);
  require_known_form(scanner, text);
  require_same_object(scanner, text);
  require_same_adopted(scanner, text);
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  holoband::fuzz::check(holoband::fuzz::text_of(data, size));
  return 0;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  using namespace holoband::fuzz;
  return mutate_json_input(data, size, max_size, seed, sample_claims());
}
