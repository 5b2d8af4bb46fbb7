// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <string_view>

namespace holoband {

// is_ascii tells whether all characters are below 128. An empty text is.
[[nodiscard]] bool is_ascii(std::string_view text);

// is_valid_utf8 tells whether the whole text is well formed. An empty text is.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

}  // namespace holoband
