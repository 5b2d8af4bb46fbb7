// The one provider of algorithms that this library's OpenSSL has. For the files of this folder
// only.
#pragma once

#include <openssl/types.h>

namespace holoband::crypto {

// library returns the context that every fetch in this folder is made in: the default one, whose
// default provider is the table in provider.cc. To ask here rather than to write nullptr is what
// makes the linker take that table before it looks for OpenSSL's own.
[[nodiscard]] OSSL_LIB_CTX* library();

}  // namespace holoband::crypto
