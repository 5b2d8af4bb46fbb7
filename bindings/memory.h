// The memory that JavaScript and C++ share: an input buffer, a secret, and a frame of results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "holoband/error.h"
#include "holoband/secret.h"
#include "holoband/token_cache.h"

namespace holoband::wasm {

// No call takes more input than this, so that no caller can make the memory grow without end: the largest token
// there may be, at three bytes of UTF-8 for each of JavaScript's code units.
inline constexpr std::size_t kMaxInputBytes = std::size_t{48} * 1024 * 1024;

// input_text returns bytes that JavaScript wrote to the input buffer, or an empty view where they do not lie in it.
[[nodiscard]] std::string_view input_text(std::size_t offset, std::size_t size);

// take_secret hands over the bytes that JavaScript wrote to the secret buffer. Whoever takes them wipes them.
[[nodiscard]] SecretBytes take_secret();

// secret_room returns the secret buffer itself, to be filled for JavaScript; its next use wipes it.
[[nodiscard]] MutableBytes secret_room();

// keep_secret puts text into the secret buffer, for JavaScript to read before it is wiped.
[[nodiscard]] std::string_view keep_secret(SecretBytes text);

// Frame is how a raw call answers beside its status: js/core/memory.js reads it by position.
struct Frame {
  std::uint32_t text_address = 0;  // a payload, claims, or a token
  std::uint32_t text_size = 0;
  std::uint32_t header_address = 0;
  std::uint32_t header_size = 0;
  std::uint32_t header_serial = 0;
  // of verify: some claim is an object or an array; of decode: the size of the signature; of a reply: its handle
  std::uint32_t flag = 0;
  std::uint32_t detail_address = 0;
  std::uint32_t detail_size = 0;
  std::uint32_t shape =
      0;  // of verify: the serial of the claims' names, where a ClaimsTable holds their values
  // of a verifier with a cache: where it had the token (serial 0: nowhere), and the slots that it gave up
  std::uint32_t cache_slot = 0;
  std::uint32_t cache_serial = 0;
  std::uint32_t dropped_address = 0;
  std::uint32_t dropped_count = 0;
};

void answer_text(std::string_view text);
void answer_header(std::string_view header, std::uint32_t serial);
void answer_flag(std::uint32_t flag);
void answer_shape(std::uint32_t shape);
void answer_place(CachePlace place);
void answer_dropped(const std::vector<std::uint32_t>& slots);

// answer_outcome returns the status of a raw call, and leaves the outcome's detail in the frame.
[[nodiscard]] std::uint32_t answer_outcome(const Outcome& outcome);

}  // namespace holoband::wasm
