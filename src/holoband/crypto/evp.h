// What the files of this folder share to speak with OpenSSL about asymmetric keys. For them only.
#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <optional>
#include <vector>

#include "holoband/crypto/key_parts.h"
#include "holoband/crypto/openssl_ptr.h"
#include "holoband/crypto/scheme.h"
#include "holoband/error.h"
#include "holoband/result.h"

namespace holoband::crypto {

using EvpKey = OpensslPtr<EVP_PKEY, EVP_PKEY_free>;
using EvpContext = OpensslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using BigNumber = OpensslPtr<BIGNUM, BN_clear_free>;
using BigNumberContext = OpensslPtr<BN_CTX, BN_CTX_free>;

// ErrorScope leaves OpenSSL's queue of errors empty, before and after.
class ErrorScope {
 public:
  ErrorScope();
  ~ErrorScope();
  ErrorScope(const ErrorScope&) = delete;
  ErrorScope& operator=(const ErrorScope&) = delete;
  ErrorScope(ErrorScope&&) = delete;
  ErrorScope& operator=(ErrorScope&&) = delete;
};

// openssl_failure tells what made a call fail that should not have: memory, or something else.
[[nodiscard]] Outcome openssl_failure();

// out_of_memory tells whether that is in the queue.
[[nodiscard]] bool out_of_memory();

// Params is a list of parameters for OpenSSL. Numbers are copied, in the machine's byte order, and
// wiped; octets are looked at where they are.
class Params {
 public:
  void number(const char* name, Bytes big_endian);
  void octets(const char* name, Bytes bytes);
  void text(const char* name, const char* value);
  void setting(const char* name, unsigned value);

  // list returns the parameters with the mark of their end.
  [[nodiscard]] OSSL_PARAM* list();

 private:
  std::vector<OSSL_PARAM> params_;
  std::vector<SecretBytes> numbers_;
  std::vector<std::unique_ptr<unsigned>> settings_;
};

// key_from makes a key of the type that OpenSSL calls `type`; nullptr where it refuses.
[[nodiscard]] EvpKey key_from(const char* type, bool has_private, Params& params);

// number_from reads a big-endian number; nullptr where memory is short. Secret ones are computed
// with in constant time.
[[nodiscard]] BigNumber number_from(Bytes big_endian, bool secret);

// bytes_from writes a number with exactly `size` bytes.
[[nodiscard]] std::optional<SecretBytes> bytes_from(const BIGNUM* number, std::size_t size);

// The families. Each import_ checks the parts and may complete them.
[[nodiscard]] Result<EvpKey> import_rsa(KeyParts& parts);
[[nodiscard]] Result<EvpKey> import_ec(Group group, KeyParts& parts);
[[nodiscard]] Result<EvpKey> import_okp(Group group, KeyParts& parts);
[[nodiscard]] Result<EvpKey> import_ml_dsa(Group group, KeyParts& parts);

[[nodiscard]] Result<KeyParts> generate_rsa(std::size_t modulus_bits);
[[nodiscard]] Result<KeyParts> generate_ec(Group group);

}  // namespace holoband::crypto
