// Sixteen characters of base64url at a time, for the long middle of a text. What is left, and what is wrong, is for the
// functions of base64url.h.
#pragma once

#include <cstddef>
#include <string_view>

#include "holoband/bytes.h"

namespace holoband {

// decode_blocks decodes blocks of sixteen characters from the beginning of a text, as long as all of them belong to the
// alphabet, to `out`, which has the room for all that the text stands for. It returns how many characters it has decoded.
[[nodiscard]] std::size_t decode_blocks(std::string_view text, MutableBytes out);

// encode_blocks encodes blocks of twelve bytes from the beginning, and returns how many bytes it has encoded.
[[nodiscard]] std::size_t encode_blocks(Bytes bytes, char* out);

}  // namespace holoband
