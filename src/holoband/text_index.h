// TextIndex: short texts that come again and again, known by a number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holoband {

// TextIndex can be moved, but not copied. It is for the few different texts that a program meets: what it looks through
// to find one is a list of four bytes for each.
class TextIndex {
 public:
  // More than the keys of any set in use, and than the kinds of tokens that one program takes.
  static constexpr std::size_t kCapacity = 256;

  TextIndex() = default;
  TextIndex(TextIndex&&) noexcept = default;
  TextIndex& operator=(TextIndex&&) noexcept = default;
  TextIndex(const TextIndex&) = delete;
  TextIndex& operator=(const TextIndex&) = delete;
  ~TextIndex() = default;

  // find returns the position of exactly this text.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view text);

  // add returns the position of a text that find does not know, which is 0 where the index was full and has begun anew.
  std::size_t add(std::string_view text);

  // serial is the number of the text at a position. No other text of this index ever had it.
  [[nodiscard]] std::uint32_t serial(std::size_t position) const {
    return forgotten_ + static_cast<std::uint32_t>(position) + 1;
  }

  [[nodiscard]] std::string_view text(std::size_t position) const { return texts_[position]; }

 private:
  std::vector<std::uint32_t> fingerprints_;
  std::vector<std::string> texts_;
  std::size_t last_ = 0;
  std::uint32_t forgotten_ = 0;  // how many there were before it began anew
};

}  // namespace holoband
