#include "support/require.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "support/outcomes.h"

namespace holoband::fuzz {
namespace {

bool is_within(std::string_view part, std::string_view whole) {
  const std::less_equal<> not_after;
  return !part.empty() && not_after(whole.data(), part.data()) &&
         not_after(part.data() + part.size(), whole.data() + whole.size());
}

bool is_of_the_platform(ErrorCode code) {
  constexpr std::array kPlatform{ErrorCode::kOutOfMemory, ErrorCode::kRandomUnavailable,
                                 ErrorCode::kCryptoFailed, ErrorCode::kClockInvalid};
  return std::find(kPlatform.begin(), kPlatform.end(), code) != kPlatform.end();
}

}  // namespace

void require(bool kept, std::string_view promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(promise.size()), promise.data());
  std::abort();
}

void require_plain_refusal(const Outcome& outcome, std::string_view input) {
  require(!outcome.ok(), "a refusal has a code");
  require(error_name(outcome.code).starts_with("ERR_"), "a code has a name");
  // Of a JWK that is no JSON no member is at fault.
  const bool is_no_json = outcome.code == ErrorCode::kJwkInvalid && outcome.detail.empty();
  require(is_no_json || test::has_fitting_detail(outcome),
          "a refusal names what its code is about");
  require(!is_within(outcome.detail, input), "a refusal repeats nothing of the input");
  require(!is_of_the_platform(outcome.code), "no input makes the platform fail");
}

Input::Input(const std::uint8_t* data, std::size_t size, std::size_t count) {
  const std::string_view all = text_of(data, size);
  if (size < count) return;
  text = all.substr(0, size - count);
  options = all.substr(size - count);
}

std::size_t Input::option(std::size_t index, std::size_t choices) const {
  return index < options.size() ? static_cast<unsigned char>(options[index]) % choices : 0;
}

}  // namespace holoband::fuzz
