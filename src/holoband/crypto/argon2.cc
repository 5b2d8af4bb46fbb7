#include "holoband/crypto/argon2.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>

#include "holoband/crypto/openssl_ptr.h"
#include "holoband/crypto/provider.h"
#include "holoband/stack_wipe.h"

namespace holoband::crypto {
namespace {

// in_range states what RFC 9106 section 3.1 asks of the inputs. With that sure, the only thing that
// a derivation can fail for is memory.
bool in_range(Bytes password, Bytes salt, const Argon2Cost& cost, Bytes tag) {
  constexpr std::uint64_t kMaxLength = 0xFFFFFFFF;
  constexpr std::uint32_t kMaxLanes = 0xFFFFFF;
  return password.size() <= kMaxLength && salt.size() >= 8 && salt.size() <= kMaxLength &&
         tag.size() >= 4 && tag.size() <= kMaxLength && cost.passes >= 1 && cost.lanes >= 1 &&
         cost.lanes <= kMaxLanes && cost.memory_kib >= 8 * cost.lanes;
}

OSSL_PARAM octets(const char* name, Bytes bytes) {
  // OpenSSL takes a null pointer for a missing parameter, which an empty password is not.
  static constexpr std::uint8_t kEmpty = 0;
  const std::uint8_t* data = bytes.empty() ? &kEmpty : bytes.data();
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): it reads, but shares a type with writing
  return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(data), bytes.size());
}

Outcome derive(EVP_KDF_CTX* context, Bytes password, Bytes salt, Argon2Cost cost,
               MutableBytes tag) {
  const std::array params{
      octets(OSSL_KDF_PARAM_PASSWORD, password),
      octets(OSSL_KDF_PARAM_SALT, salt),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_MEMCOST, &cost.memory_kib),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ITER, &cost.passes),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_LANES, &cost.lanes),
      OSSL_PARAM_construct_end(),
  };
  const bool derived = EVP_KDF_derive(context, tag.data(), tag.size(), params.data()) == 1;
  // OpenSSL's Argon2 ignores what its inner hashes return, and calls a tag good that was made from
  // memory which one of them never wrote. What it cannot hide is the entry in the error queue.
  if (derived && ERR_peek_error() == 0) return success();
  wipe(tag);
  return failure(ErrorCode::kOutOfMemory);
}

}  // namespace

Outcome argon2id(Bytes password, Bytes salt, const Argon2Cost& cost, MutableBytes tag) {
  const StackWipe stack;
  if (!in_range(password, salt, cost, tag)) return failure(ErrorCode::kCryptoFailed);
  ERR_clear_error();
  const OpensslPtr<EVP_KDF, EVP_KDF_free> kdf(EVP_KDF_fetch(library(), "ARGON2ID", nullptr));
  const OpensslPtr<EVP_KDF_CTX, EVP_KDF_CTX_free> context(EVP_KDF_CTX_new(kdf.get()));
  const Outcome outcome = context == nullptr ? failure(ErrorCode::kCryptoFailed)
                                             : derive(context.get(), password, salt, cost, tag);
  ERR_clear_error();
  return outcome;
}

}  // namespace holoband::crypto
