// ML-DSA keys (FIPS 204), as the JOSE registration has them: the private key is its seed.
#include <openssl/core_names.h>

#include <utility>

#include "holoband/crypto/evp.h"

namespace holoband::crypto {
namespace {

Result<SecretBytes> public_key_of(const EVP_PKEY* key, std::size_t size) {
  SecretBytes out(size);
  std::size_t written = 0;
  if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, out.bytes().data(), size,
                                      &written) != 1 ||
      written != size) {
    return openssl_failure();
  }
  return out;
}

Result<EvpKey> make(const GroupSizes& group, bool has_private, const char* name, Bytes bytes) {
  Params params;
  params.octets(name, bytes);
  EvpKey key = key_from(group.name, has_private, params);
  if (key == nullptr) return openssl_failure();
  return key;
}

Result<EvpKey> import_private(const GroupSizes& group, KeyParts& parts) {
  const Bytes seed = parts.get(Part::kPriv);
  if (seed.size() != group.private_key) return failure(ErrorCode::kKeyInvalid, "priv");
  Result<EvpKey> key = make(group, true, OSSL_PKEY_PARAM_ML_DSA_SEED, seed);
  if (!key.ok()) return key;
  Result<SecretBytes> derived = public_key_of(key.value().get(), group.public_key);
  if (!derived.ok()) return derived.outcome();
  if (!parts.has(Part::kPub)) {
    parts.set(Part::kPub, std::move(derived).value());
  } else if (!constant_time_equal(parts.get(Part::kPub), derived.value().bytes())) {
    return failure(ErrorCode::kKeyInvalid, "priv");
  }
  return key;
}

}  // namespace

Result<EvpKey> import_ml_dsa(Group group, KeyParts& parts) {
  const GroupSizes& sizes = group_sizes(group);
  if (parts.has(Part::kPriv)) return import_private(sizes, parts);
  const Bytes pub = parts.get(Part::kPub);
  if (pub.size() != sizes.public_key) return failure(ErrorCode::kKeyInvalid, "pub");
  return make(sizes, false, OSSL_PKEY_PARAM_PUB_KEY, pub);
}

}  // namespace holoband::crypto
