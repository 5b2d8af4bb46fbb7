#include "holoband/password.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "holoband/crypto/random.h"
#include "holoband/phc.h"

namespace holoband {
namespace {

constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kTagSize = 32;

constexpr std::uint32_t kMaxMemoryKib = 256 * 1024;
constexpr std::uint32_t kMaxPasses = 16;
constexpr std::uint32_t kMaxLanes = 4;

// Below eight blocks of one KiB for each lane there is no Argon2 (RFC 9106 section 3.1).
bool is_supported(const crypto::Argon2Cost& cost) {
  return cost.passes >= 1 && cost.passes <= kMaxPasses && cost.lanes >= 1 &&
         cost.lanes <= kMaxLanes && cost.memory_kib >= 8 * cost.lanes &&
         cost.memory_kib <= kMaxMemoryKib;
}

bool is_same(const crypto::Argon2Cost& left, const crypto::Argon2Cost& right) {
  return left.memory_kib == right.memory_kib && left.passes == right.passes &&
         left.lanes == right.lanes;
}

// read takes apart a hash whose cost this library is willing to pay.
Result<PhcHash> read(std::string_view phc) {
  std::optional<PhcHash> hash = parse_phc(phc);
  if (!hash) return failure(ErrorCode::kPasswordHashMalformed);
  if (!is_supported(hash->cost)) return failure(ErrorCode::kPasswordHashCost);
  return *hash;
}

}  // namespace

Result<std::string> hash_password(Bytes password, const crypto::Argon2Cost& cost) {
  if (password.size() > kMaxPasswordBytes) return failure(ErrorCode::kPasswordTooLong);
  if (!is_supported(cost)) return failure(ErrorCode::kPasswordHashCost);
  PhcHash hash{.cost = cost, .salt = PhcBytes(kSaltSize), .tag = PhcBytes(kTagSize)};
  if (!crypto::random_bytes(hash.salt.bytes())) return failure(ErrorCode::kRandomUnavailable);
  const Outcome outcome = crypto::argon2id(password, hash.salt.bytes(), cost, hash.tag.bytes());
  if (!outcome.ok()) return outcome;
  return write_phc(hash);
}

Result<bool> verify_password(Bytes password, std::string_view phc) {
  if (password.size() > kMaxPasswordBytes) return failure(ErrorCode::kPasswordTooLong);
  const Result<PhcHash> read_hash = read(phc);
  if (!read_hash.ok()) return read_hash.outcome();
  const PhcHash& hash = read_hash.value();
  SecretBytes tag(hash.tag.size());
  const Outcome outcome = crypto::argon2id(password, hash.salt.bytes(), hash.cost, tag.bytes());
  if (!outcome.ok()) return outcome;
  return constant_time_equal(tag.bytes(), hash.tag.bytes());
}

Result<bool> password_needs_rehash(std::string_view phc, const crypto::Argon2Cost& cost) {
  const Result<PhcHash> read_hash = read(phc);
  if (!read_hash.ok()) return read_hash.outcome();
  if (!is_supported(cost)) return failure(ErrorCode::kPasswordHashCost);
  const PhcHash& hash = read_hash.value();
  return !is_same(hash.cost, cost) || hash.salt.size() != kSaltSize || hash.tag.size() != kTagSize;
}

}  // namespace holoband
