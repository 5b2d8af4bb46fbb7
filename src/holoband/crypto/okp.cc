// Ed25519 and Ed448 keys (RFC 8032, RFC 8037).
#include <algorithm>
#include <array>
#include <utility>

#include "holoband/crypto/evp.h"
#include "holoband/crypto/provider.h"

namespace holoband::crypto {
namespace {

// The y coordinates of the points of small order, little-endian, without the sign of x. A signature
// under such a key fits many messages, so it vouches for nothing.
constexpr std::array<std::array<std::uint8_t, 32>, 5> kSmallOrder25519{{
    {0},
    {1},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
}};

// The field's prime, little-endian: 2^255 - 19, and 2^448 - 2^224 - 1.
constexpr std::array<std::uint8_t, 32> kPrime25519{
    0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};

constexpr std::array<std::uint8_t, 56> prime448(std::uint8_t first) {
  std::array<std::uint8_t, 56> prime{};
  for (auto& byte : prime) byte = 0xff;
  prime[0] = first;
  prime[28] = 0xfe;
  return prime;
}

bool less(Bytes left, Bytes right) {  // little-endian numbers of one length
  return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(), right.rend());
}

bool equal(Bytes left, Bytes right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

bool is_good_25519(Bytes key) {
  std::array<std::uint8_t, 32> y{};
  std::copy(key.begin(), key.end(), y.begin());
  y[31] &= 0x7f;
  const bool small = std::any_of(kSmallOrder25519.begin(), kSmallOrder25519.end(),
                                 [&](const auto& point) { return equal(point, y); });
  return !small && less(y, kPrime25519);
}

// Of small order on this curve: y = 1, y = -1 and y = 0.
bool is_good_448(Bytes key) {
  constexpr auto kPrime = prime448(0xff);
  constexpr auto kMinusOne = prime448(0xfe);
  if ((key[56] & 0x7f) != 0) return false;
  const Bytes y = key.first(56);
  const bool zero_or_one =
      y[0] <= 1 && std::all_of(y.begin() + 1, y.end(), [](std::uint8_t byte) { return byte == 0; });
  return !zero_or_one && !equal(y, kMinusOne) && less(y, kPrime);
}

Result<SecretBytes> public_key_of(const EVP_PKEY* key, std::size_t size) {
  SecretBytes out(size);
  std::size_t written = size;
  if (EVP_PKEY_get_raw_public_key(key, out.bytes().data(), &written) != 1 || written != size)
    return openssl_failure();
  return out;
}

Result<EvpKey> import_private(const GroupSizes& group, KeyParts& parts) {
  const Bytes d = parts.get(Part::kD);
  if (d.size() != group.private_key) return failure(ErrorCode::kKeyInvalid, "d");
  EvpKey key(EVP_PKEY_new_raw_private_key_ex(library(), group.name, nullptr, d.data(), d.size()));
  if (key == nullptr) return openssl_failure();
  Result<SecretBytes> derived = public_key_of(key.get(), group.public_key);
  if (!derived.ok()) return derived.outcome();
  if (!parts.has(Part::kX)) {
    parts.set(Part::kX, std::move(derived).value());
  } else if (!constant_time_equal(parts.get(Part::kX), derived.value().bytes())) {
    return failure(ErrorCode::kKeyInvalid, "d");
  }
  return key;
}

}  // namespace

Result<EvpKey> import_okp(Group group, KeyParts& parts) {
  const GroupSizes& sizes = group_sizes(group);
  if (parts.has(Part::kD)) return import_private(sizes, parts);
  const Bytes x = parts.get(Part::kX);
  if (x.size() != sizes.public_key) return failure(ErrorCode::kKeyInvalid, "x");
  const bool good = group == Group::kEd25519 ? is_good_25519(x) : is_good_448(x);
  if (!good) return failure(ErrorCode::kKeyInvalid, "x");
  EvpKey key(EVP_PKEY_new_raw_public_key_ex(library(), sizes.name, nullptr, x.data(), x.size()));
  if (key == nullptr) return openssl_failure();
  return key;
}

}  // namespace holoband::crypto
