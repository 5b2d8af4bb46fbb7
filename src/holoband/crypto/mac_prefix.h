// MacPrefix: what the messages of one HMAC key begin with, and the hash state after it. All tokens of an issuer begin
// with the same header and the same claims, and these blocks need not be hashed for each of them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "holoband/bytes.h"
#include "holoband/secret.h"

namespace holoband::crypto {

// MacPrefix belongs to one key and one thread. It changes how long a MAC takes, and nothing else: a state is used only
// where all bytes before it are the same. The states depend on the secret, and are wiped.
class MacPrefix {
 public:
  static constexpr std::size_t kMaxBlocks = 4;

  MacPrefix() = default;
  MacPrefix(MacPrefix&& other) noexcept
      : bytes_(other.bytes_), states_(other.states_), blocks_(other.blocks_) {
    other.forget();
  }
  MacPrefix& operator=(MacPrefix&& other) noexcept {
    if (this == &other) return *this;
    bytes_ = other.bytes_;
    states_ = other.states_;
    blocks_ = other.blocks_;
    other.forget();
    return *this;
  }
  MacPrefix(const MacPrefix&) = delete;
  MacPrefix& operator=(const MacPrefix&) = delete;
  ~MacPrefix() { forget(); }

  // resume sets `state` to what follows the blocks that the message has in common with the one before, and returns how
  // many they are; where there are none, the state stays as it was.
  template <class State>
  [[nodiscard]] std::size_t resume(Bytes message, std::size_t block_size, State& state) const {
    static_assert(sizeof(State) <= sizeof(Room));
    std::size_t common = 0;
    for (Bytes rest = message; common < blocks_ && rest.size() >= block_size; ++common) {
      if (!is_known(rest.data(), common * block_size, block_size)) break;
      rest = rest.subspan(block_size);
    }
    if (common > 0) std::memcpy(&state, states_[common - 1].data(), sizeof(State));
    return common;
  }

  // keep remembers the blocks of a message from the one numbered `first` on, each with the state after it. Those before
  // it are remembered already.
  template <class State>
  void keep(Bytes message, std::size_t block_size, std::size_t first,
            std::span<const State> states) {
    if (states.empty()) return;
    blocks_ = first + states.size();
    std::memcpy(bytes_.data() + first * block_size, message.data() + first * block_size,
                states.size() * block_size);
    for (std::size_t i = 0; i < states.size(); ++i) {
      std::memcpy(states_[first + i].data(), &states[i], sizeof(State));
    }
  }

 private:
  static constexpr std::size_t kLargestBlock = 128;
  using Room = std::array<std::uint8_t, 64>;

  [[nodiscard]] bool is_known(const std::uint8_t* block, std::size_t offset,
                              std::size_t size) const {
    const auto* known = reinterpret_cast<const char*>(bytes_.data() + offset);
    return equal_words({reinterpret_cast<const char*>(block), size}, {known, size});
  }

  void forget() {
    wipe({reinterpret_cast<std::uint8_t*>(&states_), sizeof(states_)});
    blocks_ = 0;
  }

  std::array<std::uint8_t, kMaxBlocks * kLargestBlock> bytes_{};
  std::array<Room, kMaxBlocks> states_{};
  std::size_t blocks_ = 0;
};

}  // namespace holoband::crypto
