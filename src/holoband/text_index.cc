#include "holoband/text_index.h"

#include <algorithm>

#include "holoband/bytes.h"
#include "holoband/encoding/word.h"

namespace holoband {
namespace {

// Texts of different fingerprints are different; those of the same are compared.
std::uint32_t fingerprint(std::string_view text) {
  constexpr std::uint64_t kOddNumber = 0x9e3779b97f4a7c15;
  std::uint64_t mixed = text.size();
  while (text.size() >= kWordSize) {
    mixed = (mixed ^ load_word(text.data())) * kOddNumber;
    mixed ^= mixed >> 32;
    text.remove_prefix(kWordSize);
  }
  for (const char rest : text) mixed = (mixed ^ static_cast<std::uint8_t>(rest)) * kOddNumber;
  return static_cast<std::uint32_t>(mixed >> 32);
}

}  // namespace

std::optional<std::size_t> TextIndex::find(std::string_view text) {
  if (last_ < texts_.size() && equal_words(texts_[last_], text)) return last_;
  const std::uint32_t wanted = fingerprint(text);
  for (auto at = fingerprints_.begin();; ++at) {
    at = std::find(at, fingerprints_.end(), wanted);
    if (at == fingerprints_.end()) return std::nullopt;
    const auto position = static_cast<std::size_t>(at - fingerprints_.begin());
    if (!equal_words(texts_[position], text)) continue;
    last_ = position;
    return position;
  }
}

std::size_t TextIndex::add(std::string_view text) {
  if (texts_.size() >= kCapacity) {
    forgotten_ += static_cast<std::uint32_t>(texts_.size());
    fingerprints_.clear();
    texts_.clear();
  }
  fingerprints_.push_back(fingerprint(text));
  texts_.emplace_back(text);
  last_ = texts_.size() - 1;
  return last_;
}

}  // namespace holoband
