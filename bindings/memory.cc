#include "memory.h"

#include <emscripten/emscripten.h>

#include <cstdlib>
#include <memory>
#include <utility>

#include "reply.h"

namespace holoband::wasm {
namespace {

struct Free {
  void operator()(char* memory) const {
    std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc): see Shared
  }
};

// The buffers live as long as the module. They come from malloc because operator new aborts where memory runs out, and
// a caller's large input must end in an error instead.
struct Shared {
  std::unique_ptr<char, Free> input;
  std::size_t input_capacity = 0;
  SecretBytes secret;
  Frame frame;
};

Shared& shared() {
  static Shared instance;
  return instance;
}

bool has_room(std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): see Shared
  const std::unique_ptr<char, Free> room(static_cast<char*>(std::malloc(size + 1)));
  return room != nullptr;
}

std::uint32_t address_of(const void* pointer) {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(pointer));
}

}  // namespace

std::string_view input_text(std::size_t offset, std::size_t size) {
  const std::size_t capacity = shared().input_capacity;
  if (offset > capacity || size > capacity - offset) return {};
  return {shared().input.get() + offset, size};
}

SecretBytes take_secret() { return std::exchange(shared().secret, SecretBytes()); }

MutableBytes secret_room() { return shared().secret.bytes(); }

std::string_view keep_secret(SecretBytes text) {
  shared().secret = std::move(text);
  const Bytes bytes = shared().secret.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void answer_text(std::string_view text) {
  shared().frame.text_address = address_of(text.data());
  shared().frame.text_size = static_cast<std::uint32_t>(text.size());
}

void answer_header(std::string_view header, std::uint32_t serial) {
  shared().frame.header_address = address_of(header.data());
  shared().frame.header_size = static_cast<std::uint32_t>(header.size());
  shared().frame.header_serial = serial;
}

void answer_flag(std::uint32_t flag) { shared().frame.flag = flag; }

void answer_shape(std::uint32_t shape) { shared().frame.shape = shape; }

void answer_place(CachePlace place) {
  shared().frame.cache_slot = place.slot;
  shared().frame.cache_serial = place.serial;
}

void answer_dropped(const std::vector<std::uint32_t>& slots) {
  shared().frame.dropped_address = address_of(slots.data());
  shared().frame.dropped_count = static_cast<std::uint32_t>(slots.size());
}

std::uint32_t answer_outcome(const Outcome& outcome) {
  shared().frame.detail_address = address_of(outcome.detail.data());
  shared().frame.detail_size = static_cast<std::uint32_t>(outcome.detail.size());
  return static_cast<std::uint32_t>(outcome.code);
}

std::uint32_t answer_reply(Reply reply) {
  static Reply kept;
  kept = std::move(reply);
  shared().frame.detail_address = address_of(kept.detail.data());
  shared().frame.detail_size = static_cast<std::uint32_t>(kept.detail.size());
  answer_text(kept.text);
  answer_flag(kept.handle);
  return kept.code;
}

extern "C" {

// holoband_frame returns where the frame is. It never moves.
EMSCRIPTEN_KEEPALIVE Frame* holoband_frame() { return &shared().frame; }

// holoband_input returns where to write `size` bytes of input, or null where there is no room for so much.
EMSCRIPTEN_KEEPALIVE char* holoband_input(std::size_t size) {
  Shared& memory = shared();
  if (size > kMaxInputBytes) return nullptr;
  if (size > memory.input_capacity || memory.input == nullptr) {
    memory.input.reset();
    memory.input_capacity = 0;
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): see Shared
    memory.input.reset(static_cast<char*>(std::malloc(size + 1)));
    if (memory.input == nullptr) return nullptr;
    memory.input_capacity = size;
  }
  return memory.input.get();
}

// holoband_secret returns where to write a secret of `size` bytes, or null where there is no room for so much. The one
// that was there before is wiped.
EMSCRIPTEN_KEEPALIVE std::uint8_t* holoband_secret(std::size_t size) {
  shared().secret = SecretBytes();
  if (size > kMaxInputBytes || !has_room(size)) return nullptr;
  shared().secret = SecretBytes(size);
  return shared().secret.bytes().data();
}

}  // extern "C"

}  // namespace holoband::wasm
