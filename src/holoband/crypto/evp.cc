#include "holoband/crypto/evp.h"

#include <openssl/err.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <utility>

#include "holoband/crypto/provider.h"

namespace holoband::crypto {

ErrorScope::ErrorScope() { ERR_clear_error(); }
ErrorScope::~ErrorScope() { ERR_clear_error(); }

bool out_of_memory() {
  for (unsigned long error = ERR_peek_error(); error != 0; error = ERR_get_error()) {
    if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE) return true;
  }
  return false;
}

Outcome openssl_failure() {
  return failure(out_of_memory() ? ErrorCode::kOutOfMemory : ErrorCode::kCryptoFailed);
}

void Params::number(const char* name, Bytes big_endian) {
  static_assert(std::endian::native == std::endian::little, "numbers are turned round below");
  SecretBytes turned(big_endian);
  std::reverse(turned.bytes().begin(), turned.bytes().end());
  params_.push_back(OSSL_PARAM_construct_BN(name, turned.bytes().data(), turned.size()));
  numbers_.push_back(std::move(turned));
}

void Params::octets(const char* name, Bytes bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): it reads, but shares a type with writing
  auto* data = const_cast<std::uint8_t*>(bytes.data());
  params_.push_back(OSSL_PARAM_construct_octet_string(name, data, bytes.size()));
}

void Params::text(const char* name, const char* value) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): it reads, but shares a type with writing
  params_.push_back(OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(value), 0));
}

void Params::setting(const char* name, unsigned value) {
  settings_.push_back(std::make_unique<unsigned>(value));
  params_.push_back(OSSL_PARAM_construct_uint(name, settings_.back().get()));
}

OSSL_PARAM* Params::list() {
  params_.push_back(OSSL_PARAM_construct_end());
  return params_.data();
}

EvpKey key_from(const char* type, bool has_private, Params& params) {
  const EvpContext context(EVP_PKEY_CTX_new_from_name(library(), type, nullptr));
  if (context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  EVP_PKEY* key = nullptr;
  const int selection = has_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  const int made = EVP_PKEY_fromdata(context.get(), &key, selection, params.list());
  EvpKey owned(key);
  return made == 1 ? std::move(owned) : nullptr;
}

BigNumber number_from(Bytes big_endian, bool secret) {
  BigNumber number(BN_new());
  if (number == nullptr) return nullptr;
  if (secret) BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  const auto size = static_cast<int>(big_endian.size());
  if (BN_bin2bn(big_endian.data(), size, number.get()) == nullptr) return nullptr;
  return number;
}

std::optional<SecretBytes> bytes_from(const BIGNUM* number, std::size_t size) {
  SecretBytes bytes(size);
  const int written = BN_bn2binpad(number, bytes.bytes().data(), static_cast<int>(size));
  if (written != static_cast<int>(size)) return std::nullopt;
  return bytes;
}

}  // namespace holoband::crypto
