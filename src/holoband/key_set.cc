#include "holoband/key_set.h"

#include <algorithm>
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

bool is_repetition(const Key& key, const Key& of) {
  return key.is_same_as(of) && key.kid() == of.kid() && key.is_named() == of.is_named();
}

std::vector<Key> without_repetitions(std::vector<Key> keys) {
  std::vector<Key> kept;
  for (Key& key : keys) {
    const auto same = std::find_if(kept.begin(), kept.end(),
                                   [&](const Key& other) { return is_repetition(key, other); });
    if (same == kept.end()) {
      kept.push_back(std::move(key));
    } else if (same->kind() == KeyKind::kPublic) {
      *same = std::move(key);
    }
  }
  return kept;
}

}  // namespace

Result<KeySet> KeySet::create(std::vector<Key> keys) {
  if (keys.empty()) return failure(ErrorCode::kKeySetEmpty, "keys");
  const bool secrets = keys.front().kind() == KeyKind::kSecret;
  for (const Key& key : keys) {
    if ((key.kind() == KeyKind::kSecret) != secrets)
      return failure(ErrorCode::kKeySetMixed, "keys");
  }
  return KeySet(without_repetitions(std::move(keys)));
}

KeySet::KeySet(std::vector<Key> keys) : keys_(std::move(keys)), active_(0) {
  while (active_ < keys_.size() && !keys_[active_].can_sign()) ++active_;
}

const Key* KeySet::active() const { return active_ < keys_.size() ? &keys_[active_] : nullptr; }

Outcome KeySet::activate(std::string_view kid) {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [kid](const Key& key) {
    return key.can_sign() && key.kid() == kid;
  });
  if (found == keys_.end()) return failure(ErrorCode::kKeySetActive, "active");
  active_ = static_cast<std::size_t>(found - keys_.begin());
  return success();
}

Result<const Key*> KeySet::select(const Algorithm& algorithm, std::string_view kid) const {
  Fit named;
  Fit unnamed;
  bool other_algorithm = false;
  for (const Key& key : keys_) {
    const bool same_name = !kid.empty() && key.kid() == kid;
    const bool may_fit = same_name || kid.empty() || !key.is_named();
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
