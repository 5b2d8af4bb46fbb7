// MacPrefix: what the messages of one HMAC key begin with, and the hash state after it. All tokens of an issuer begin
// with the same header and the same claims, and these blocks need not be hashed for each of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "holoband/bytes.h"
#include "holoband/secret.h"

namespace holoband::crypto {

// MacPrefix belongs to one key and one thread. It changes how long a MAC takes, and nothing else: a state is used only
// where all bytes before it are the same. It knows two beginnings, because tokens of two issuers, or of two kinds, may
// come in turn. The states depend on the secret, and are wiped.
class MacPrefix {
 public:
  static constexpr std::size_t kMaxBlocks = 4;

  // resume sets `state` to what follows the blocks that the message has in common with one before, and returns how
  // many they are; where there are none, the state stays as it was.
  template <class State>
  [[nodiscard]] std::size_t resume(Bytes message, std::size_t block_size, State& state) {
    static_assert(sizeof(State) <= sizeof(Room));
    std::size_t common = beginnings_[current_].common(message, block_size);
    if (common == 0) {
      current_ = 1 - current_;
      common = beginnings_[current_].common(message, block_size);
    }
    if (common > 0)
      std::memcpy(&state, beginnings_[current_].states[common - 1].data(), sizeof(State));
    return common;
  }

  // wants tells whether a message may teach one more block: one of eight, because most of what follows the beginnings is
  // different in every message, and not worth being remembered.
  [[nodiscard]] bool wants() { return messages_++ % 8 == 0; }

  // keep remembers one more block of the message that resume was last asked about, the first that it did not know, with
  // the state after it.
  template <class State>
  void keep(Bytes message, std::size_t block_size, std::size_t block, const State& state) {
    Beginning& known = beginnings_[current_];
    std::memcpy(known.bytes.data() + block * block_size, message.data() + block * block_size,
                block_size);
    std::memcpy(known.states[block].data(), &state, sizeof(State));
    known.blocks = block + 1;
  }

 private:
  static constexpr std::size_t kLargestBlock = 128;
  using Room = std::array<std::uint8_t, 64>;

  struct Beginning {
    std::array<std::uint8_t, kMaxBlocks * kLargestBlock> bytes{};
    std::array<Room, kMaxBlocks> states{};
    std::size_t blocks = 0;

    Beginning() = default;
    Beginning(Beginning&& other) noexcept
        : bytes(other.bytes), states(other.states), blocks(other.blocks) {
      other.forget();
    }
    Beginning& operator=(Beginning&& other) noexcept {
      if (this == &other) return *this;
      bytes = other.bytes;
      states = other.states;
      blocks = other.blocks;
      other.forget();
      return *this;
    }
    Beginning(const Beginning&) = delete;
    Beginning& operator=(const Beginning&) = delete;
    ~Beginning() { forget(); }

    [[nodiscard]] std::size_t common(Bytes message, std::size_t block_size) const {
      std::size_t count = 0;
      for (; count < blocks && message.size() >= block_size; ++count) {
        const auto* known = reinterpret_cast<const char*>(bytes.data() + count * block_size);
        const auto* block = reinterpret_cast<const char*>(message.data());
        if (!equal_words({block, block_size}, {known, block_size})) break;
        message = message.subspan(block_size);
      }
      return count;
    }

    void forget() {
      wipe({reinterpret_cast<std::uint8_t*>(&states), sizeof(states)});
      blocks = 0;
    }
  };

  std::array<Beginning, 2> beginnings_;
  std::size_t current_ = 0;
  unsigned messages_ = 0;
};

}  // namespace holoband::crypto
