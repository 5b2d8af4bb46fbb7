// Reads requests from the standard input and writes answers to the standard output, until there are no more requests. Both
// are lists of texts: how many there are, and then each with its length before it, in four bytes with the lowest first.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include "answers.h"

namespace {

using holoband::verdicts::Texts;

bool read_number(std::uint32_t& number) {
  std::array<unsigned char, 4> bytes{};
  if (std::fread(bytes.data(), 1, bytes.size(), stdin) != bytes.size()) return false;
  number = 0;
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    number |= static_cast<std::uint32_t>(bytes[index]) << (8 * index);
  }
  return true;
}

void write_number(std::size_t number) {
  for (std::size_t index = 0; index < 4; ++index) {
    std::fputc(static_cast<int>(number >> (8 * index) & 0xff), stdout);
  }
}

bool read_texts(Texts& texts) {
  std::uint32_t count = 0;
  if (!read_number(count)) return false;
  texts.assign(count, {});
  for (std::string& text : texts) {
    std::uint32_t size = 0;
    if (!read_number(size)) return false;
    text.resize(size);
    if (std::fread(text.data(), 1, size, stdin) != size) return false;
  }
  return true;
}

void write_texts(const Texts& texts) {
  write_number(texts.size());
  for (const std::string& text : texts) {
    write_number(text.size());
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  std::fflush(stdout);
}

}  // namespace

int main() {
  Texts request;
  while (read_texts(request)) write_texts(holoband::verdicts::answer_to(request));
  return 0;
}
