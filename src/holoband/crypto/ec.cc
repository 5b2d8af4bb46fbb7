// Keys on the curves of ECDSA (RFC 7518 section 6.2, SEC 1).
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <algorithm>
#include <array>
#include <utility>

#include "holoband/crypto/evp.h"
#include "holoband/crypto/provider.h"
#include "holoband/crypto/random.h"

namespace holoband::crypto {
namespace {

using EcGroup = OpensslPtr<EC_GROUP, EC_GROUP_free>;
using EcPoint = OpensslPtr<EC_POINT, EC_POINT_clear_free>;

constexpr std::uint8_t kUncompressed = 0x04;

int number_of(Group group) {
  switch (group) {
    case Group::kP256:
      return NID_X9_62_prime256v1;
    case Group::kP384:
      return NID_secp384r1;
    case Group::kP521:
      return NID_secp521r1;
    default:
      return NID_secp256k1;
  }
}

// public_point returns the uncompressed point that belongs to a private key, or an empty one where
// the key is not between 1 and the order of the curve.
Result<SecretBytes> public_point(Group group, Bytes private_key) {
  const EcGroup curve(EC_GROUP_new_by_curve_name_ex(library(), nullptr, number_of(group)));
  const BigNumberContext context(BN_CTX_new());
  const BigNumber scalar = number_from(private_key, true);
  if (curve == nullptr || context == nullptr || scalar == nullptr) return openssl_failure();
  const BIGNUM* order = EC_GROUP_get0_order(curve.get());
  if (BN_is_zero(scalar.get()) == 1 || BN_cmp(scalar.get(), order) >= 0) return SecretBytes();
  const EcPoint point(EC_POINT_new(curve.get()));
  SecretBytes encoded(1 + 2 * group_sizes(group).public_key);
  if (point == nullptr ||
      EC_POINT_mul(curve.get(), point.get(), scalar.get(), nullptr, nullptr, context.get()) != 1 ||
      EC_POINT_point2oct(curve.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                         encoded.bytes().data(), encoded.size(), context.get()) != encoded.size()) {
    return openssl_failure();
  }
  return encoded;
}

// complete puts in the public part of a private key, or holds the one that is there to it.
Outcome complete(Group group, KeyParts& parts) {
  Result<SecretBytes> derived = public_point(group, parts.get(Part::kD));
  if (!derived.ok()) return derived.outcome();
  if (derived.value().empty()) return failure(ErrorCode::kKeyInvalid, "d");
  const std::size_t size = group_sizes(group).public_key;
  const Bytes point = std::as_const(derived).value().bytes();
  const Bytes x = point.subspan(1, size);
  const Bytes y = point.subspan(1 + size);
  if (parts.get(Part::kX).empty()) {
    parts.set(Part::kX, SecretBytes(x));
    parts.set(Part::kY, SecretBytes(y));
    return success();
  }
  const auto same = [&](Part part, Bytes right) {
    return constant_time_equal(parts.get(part), right);
  };
  return same(Part::kX, x) && same(Part::kY, y) ? success() : failure(ErrorCode::kKeyInvalid, "d");
}

Outcome check_sizes(Group group, const KeyParts& parts) {
  const GroupSizes& sizes = group_sizes(group);
  if (parts.has(Part::kD) && parts.get(Part::kD).size() != sizes.private_key)
    return failure(ErrorCode::kKeyInvalid, "d");
  const bool derived = parts.has(Part::kD) && !parts.has(Part::kX) && !parts.has(Part::kY);
  if (derived) return success();
  if (parts.get(Part::kX).size() != sizes.public_key) return failure(ErrorCode::kKeyInvalid, "x");
  if (parts.get(Part::kY).size() != sizes.public_key) return failure(ErrorCode::kKeyInvalid, "y");
  return success();
}

}  // namespace

Result<EvpKey> import_ec(Group group, KeyParts& parts) {
  if (const Outcome outcome = check_sizes(group, parts); !outcome.ok()) return outcome;
  const bool has_private = parts.has(Part::kD);
  if (has_private) {
    if (const Outcome outcome = complete(group, parts); !outcome.ok()) return outcome;
  }
  const Bytes x = parts.get(Part::kX);
  const Bytes y = parts.get(Part::kY);
  SecretBytes point(1 + x.size() + y.size());
  point.bytes()[0] = kUncompressed;
  std::copy(x.begin(), x.end(), point.bytes().begin() + 1);
  std::copy(y.begin(), y.end(), point.bytes().subspan(1 + x.size()).begin());
  Params params;
  params.text(OSSL_PKEY_PARAM_GROUP_NAME, group_sizes(group).name);
  params.octets(OSSL_PKEY_PARAM_PUB_KEY, point.bytes());
  if (has_private) params.number(OSSL_PKEY_PARAM_PRIV_KEY, parts.get(Part::kD));
  EvpKey key = key_from("EC", has_private, params);
  // Everything else was checked, so what is refused now is a point that is not on the curve.
  if (key == nullptr)
    return out_of_memory() ? failure(ErrorCode::kOutOfMemory)
                           : failure(ErrorCode::kKeyInvalid, "x");
  return key;
}

// The private key is drawn again until it is one (FIPS 186-5 appendix A.2.2).
Result<KeyParts> generate_ec(Group group) {
  constexpr int kTries = 100;
  for (int i = 0; i < kTries; ++i) {
    SecretBytes candidate(group_sizes(group).private_key);
    if (!random_bytes(candidate.bytes())) return failure(ErrorCode::kRandomUnavailable);
    if (group == Group::kP521) candidate.bytes()[0] &= 0x01;
    const Result<SecretBytes> point = public_point(group, candidate.bytes());
    if (!point.ok()) return point.outcome();
    if (point.value().empty()) continue;
    KeyParts parts;
    parts.set(Part::kD, std::move(candidate));
    return parts;
  }
  return failure(ErrorCode::kRandomUnavailable);
}

}  // namespace holoband::crypto
