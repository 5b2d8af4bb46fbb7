// Reply is what the calls of setup answer: a code of error_codes.def, and what comes with it.
#pragma once

#include <cstdint>
#include <string>

#include "handles.h"
#include "holoband/error.h"

namespace holoband::wasm {

struct Reply {
  std::uint32_t code = 0;
  std::string detail;
  Handle handle = 0;
  std::string text;
};

// answer_reply answers a raw call with a reply: the text stands in the frame until the next, the handle is its flag.
[[nodiscard]] std::uint32_t answer_reply(Reply reply);

[[nodiscard]] inline Reply refuse(const Outcome& outcome) {
  return {.code = static_cast<std::uint32_t>(outcome.code), .detail = std::string(outcome.detail)};
}

}  // namespace holoband::wasm
