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

// stands_for tells whether another key repeats this one, which may do all that the other may. A
// public key stands for no private one.
bool stands_for(const Key& one, const Key& repetition) {
  // The names first: each key of a set is compared with each, and names are compared in no time.
  const bool same = one.kid() == repetition.kid() && one.is_named() == repetition.is_named() &&
                    one.is_same_as(repetition);
  return same && (one.can_sign() || !repetition.can_sign()) &&
         (one.can_verify() || !repetition.can_verify()) &&
         (one.kind() != KeyKind::kPublic || repetition.kind() == KeyKind::kPublic);
}

std::vector<Key> without_repetitions(std::vector<Key> keys) {
  std::vector<Key> kept;
  for (Key& key : keys) {
    const bool known = std::any_of(kept.begin(), kept.end(),
                                   [&](const Key& each) { return stands_for(each, key); });
    if (known) continue;
    const auto is_less = [&](const Key& each) { return stands_for(key, each); };
    const auto place = std::find_if(kept.begin(), kept.end(), is_less);
    if (place == kept.end()) {
      kept.push_back(std::move(key));
    } else {
      kept.erase(std::remove_if(place + 1, kept.end(), is_less), kept.end());
      *place = std::move(key);
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

KeySet::KeySet(std::vector<Key> keys) : keys_(std::move(keys)) {
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
