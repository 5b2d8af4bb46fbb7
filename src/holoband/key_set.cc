#include "holoband/key_set.h"

#include <utility>

namespace holoband {
namespace {

// Fit counts the keys that may have signed a token, the exact matches of its kid apart from those
// without a kid.
struct Fit {
  const Key* key = nullptr;
  std::size_t count = 0;

  void add(const Key& candidate) {
    key = &candidate;
    ++count;
  }
};

}  // namespace

Result<KeySet> KeySet::create(std::vector<Key> keys) {
  if (keys.empty()) return failure(ErrorCode::kKeySetEmpty, "keys");
  for (const Key& key : keys) {
    if (key.algorithm().key_type != keys.front().algorithm().key_type) {
      return failure(ErrorCode::kKeySetMixed, "keys");
    }
  }
  return KeySet(std::move(keys));
}

Result<const Key*> KeySet::select(const Algorithm& algorithm, std::string_view kid) const {
  Fit named;
  Fit unnamed;
  bool other_algorithm = false;
  for (const Key& key : keys_) {
    const bool same_name = !kid.empty() && key.kid() == kid;
    const bool may_fit = same_name || kid.empty() || key.kid().empty();
    if (!may_fit) continue;
    if (&key.algorithm() != &algorithm) {
      other_algorithm = true;
    } else {
      (same_name ? named : unnamed).add(key);
    }
  }
  const Fit& fit = named.count > 0 ? named : unnamed;
  if (fit.count == 1) return fit.key;
  if (fit.count > 1) return failure(ErrorCode::kKeyAmbiguous);
  if (other_algorithm) return failure(ErrorCode::kAlgorithmKeyMismatch, "alg");
  return failure(ErrorCode::kKeyNotFound);
}

}  // namespace holoband
