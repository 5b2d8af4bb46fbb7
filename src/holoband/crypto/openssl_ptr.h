// Owners for OpenSSL's objects. For the files of this folder only.
#pragma once

#include <memory>

namespace holoband::crypto {

template <auto kFree>
struct OpensslDelete {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};

// OpensslPtr<EVP_KDF, EVP_KDF_free> owns an EVP_KDF.
template <class T, auto kFree>
using OpensslPtr = std::unique_ptr<T, OpensslDelete<kFree>>;

}  // namespace holoband::crypto
