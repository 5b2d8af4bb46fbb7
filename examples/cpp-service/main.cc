// gate: reads lines, answers each with a line. It is for another program that keeps it running beside itself and asks.

#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "gate.h"
#include "holoband/clock.h"

namespace {

// More than any token that a verifier would look at, and than the claims of any that an issuer would sign.
constexpr std::size_t kMaxLineBytes = 16384;

enum class Line { kWhole, kTooLong, kNone };

// read_line keeps no more of a line than may be used, however long it is.
Line read_line(std::istream& input, std::string& line) {
  line.clear();
  bool too_long = false;
  std::istream::int_type next = input.get();
  if (next == std::istream::traits_type::eof()) return Line::kNone;
  for (; next != std::istream::traits_type::eof() && next != '\n'; next = input.get()) {
    too_long = too_long || line.size() == kMaxLineBytes;
    if (!too_long) line.push_back(static_cast<char>(next));
  }
  return too_long ? Line::kTooLong : Line::kWhole;
}

// answer_lines flushes after every line: somebody waits for the answer before asking again.
template <class Answer>
void answer_lines(Answer answer) {
  std::string line;
  for (Line read = read_line(std::cin, line); read != Line::kNone;
       read = read_line(std::cin, line)) {
    const bool whole = read == Line::kWhole;
    std::cout << (whole ? answer(line) : gate::refusal(holoband::ErrorCode::kTokenTooLarge))
              << std::endl;
  }
}

int run(std::string_view command) {
  using holoband::system_now;
  if (command == "verify") {
    auto verifier = gate::make_verifier(gate::read_settings());
    answer_lines([&](std::string_view line) { return gate::verify(verifier, line, system_now()); });
  } else if (command == "issue") {
    auto issuer = gate::make_issuer(gate::read_settings());
    answer_lines([&](std::string_view line) { return gate::issue(issuer, line, system_now()); });
  } else {
    std::cerr << "Usage: gate verify|issue, with lines of tokens or of claims on standard input\n";
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    return run(argc == 2 ? argv[1] : "");
  } catch (const gate::SettingError& error) {
    std::cerr << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "gate: " << error.what() << '\n';
    return 1;
  }
}
