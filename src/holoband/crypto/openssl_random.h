// For provider.cc only.
#pragma once

namespace holoband::crypto {

// keep_openssl_random does nothing, but whoever calls it makes the linker take openssl_random.cc
// before it looks for OpenSSL's own generators.
void keep_openssl_random();

}  // namespace holoband::crypto
