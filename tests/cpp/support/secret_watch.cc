#include "support/secret_watch.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace holoband::test {
namespace {

constexpr std::size_t kPieceSize = 16;

SecretWatch* watching = nullptr;

}  // namespace

SecretWatch::SecretWatch() = default;

SecretWatch::~SecretWatch() { stop(); }

void SecretWatch::look_for(const std::string& name, Bytes secret) {
  names_.push_back(name);
  std::vector<std::uint8_t> turned(secret.rbegin(), secret.rend());
  for (const Bytes order : {secret, Bytes(turned)}) {
    const std::size_t size = std::min(kPieceSize, order.size());
    for (std::size_t at = 0; size > 0 && at + size <= order.size(); at += size) {
      const Bytes piece = order.subspan(at, size);
      pieces_.push_back({.bytes = {piece.begin(), piece.end()}, .name = names_.size() - 1});
    }
  }
}

void SecretWatch::start() {
  for (Piece& piece : pieces_) piece.seen = false;
  watching = this;
}

void SecretWatch::stop() { watching = nullptr; }

std::string SecretWatch::found() const {
  std::set<std::string> names;
  for (const Piece& piece : pieces_) {
    if (piece.seen) names.insert(names_[piece.name]);
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// Nothing is allocated here, nor given back.
void SecretWatch::look(Bytes block) {
  for (Piece& piece : pieces_) {
    if (piece.seen) continue;
    piece.seen =
        memmem(block.data(), block.size(), piece.bytes.data(), piece.bytes.size()) != nullptr;
  }
}

void look_at_freed(const void* block, std::size_t size) {
  if (watching == nullptr) return;
  watching->look({static_cast<const std::uint8_t*>(block), size});
}

}  // namespace holoband::test
