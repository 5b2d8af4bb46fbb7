// Handles: how JavaScript refers to C++ objects. A handle is a number that is checked on every use, so that one used
// after its object is gone, or for an object of another kind, is an error and not undefined behaviour.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "holoband/issuer.h"
#include "holoband/jws_verifier.h"
#include "holoband/key.h"
#include "holoband/key_set.h"
#include "holoband/session/policy.h"
#include "holoband/verifier.h"

namespace holoband::wasm {

using Handle = std::uint32_t;

class HandleTable {
 public:
  using Object =
      std::variant<std::monostate, Key, KeySet, Issuer, JwsVerifier, Verifier, session::Policy>;

  // add keeps an object and returns its handle, which is never 0.
  [[nodiscard]] Handle add(Object object) {
    if (free_.empty()) {
      slots_.push_back(std::make_unique<Slot>());
      // Room for all of them, so that to remove one takes no memory: it is how memory comes back.
      free_.reserve(slots_.capacity());
      free_.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    slots_[index]->object = std::move(object);
    return slots_[index]->generation << kIndexBits | index;
  }

  // find returns the object of a handle, or nullptr where it is gone or of another kind.
  template <class T>
  [[nodiscard]] T* find(Handle handle) {
    Slot* slot = slot_of(handle);
    return slot == nullptr ? nullptr : std::get_if<T>(&slot->object);
  }

  // remove destroys the object of a handle. Of a handle whose object is gone already it does nothing.
  void remove(Handle handle) {
    Slot* slot = slot_of(handle);
    if (slot == nullptr) return;
    slot->object = std::monostate();
    slot->generation = (slot->generation + 1) & kGenerationMask;
    if (slot->generation == 0) slot->generation = 1;
    free_.push_back(handle & kIndexMask);
  }

  // count returns how many objects there are.
  [[nodiscard]] std::size_t count() const { return slots_.size() - free_.size(); }

 private:
  static constexpr std::uint32_t kIndexBits = 20;
  static constexpr std::uint32_t kIndexMask = (1U << kIndexBits) - 1;
  static constexpr std::uint32_t kGenerationMask = (1U << (31 - kIndexBits)) - 1;

  struct Slot {
    std::uint32_t generation = 1;
    Object object;
  };

  Slot* slot_of(Handle handle) {
    const std::uint32_t index = handle & kIndexMask;
    if (index >= slots_.size()) return nullptr;
    Slot* slot = slots_[index].get();
    const bool alive = slot->generation == handle >> kIndexBits && slot->object.index() != 0;
    return alive ? slot : nullptr;
  }

  std::vector<std::unique_ptr<Slot>>
      slots_;  // by pointer: an object stays where it is while others come
  std::vector<std::uint32_t> free_;
};

// handles returns the one table of the module.
[[nodiscard]] HandleTable& handles();

// signing_key returns the key that an issuer signs with: a key, or the one of a set that is active.
// Failures: kDisposed, kKeyNotPrivate; `detail` is "key".
[[nodiscard]] Result<Key> signing_key(Handle handle);

// collect_keys makes one list of the keys and key sets that a list of handles names. Failures: kDisposed.
[[nodiscard]] Result<std::vector<Key>> collect_keys(const std::vector<Handle>& list);

}  // namespace holoband::wasm
