// Writing one JSON string, for the places that put a text together from pieces.
#pragma once

#include <string>
#include <string_view>

namespace holoband::json {

// append_quoted appends `text`, which must be valid UTF-8, as a JSON string: quotes, and escapes
// where RFC 8259 section 7 demands them.
void append_quoted(std::string_view text, std::string& out);

}  // namespace holoband::json
