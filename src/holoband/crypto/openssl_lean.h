// What OpenSSL links for the sake of APIs older than its providers, left out. For provider.cc only.
#pragma once

namespace holoband::crypto {

// keep_openssl_lean does nothing when it runs. A call to it makes the linker take openssl_lean.cc,
// and so the definitions in it, before it looks for OpenSSL's.
void keep_openssl_lean();
void keep_openssl_lean_texts();  // the part of it that is in openssl_lean_texts.cc

}  // namespace holoband::crypto
