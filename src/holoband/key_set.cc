#include "holoband/key_set.h"

#include <algorithm>
#include <map>
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
  return one.is_named() == repetition.is_named() && one.is_same_as(repetition) &&
         (one.can_sign() || !repetition.can_sign()) &&
         (one.can_verify() || !repetition.can_verify()) &&
         (one.kind() != KeyKind::kPublic || repetition.kind() == KeyKind::kPublic);
}

// Distinct is the keys of a set in their order, each of which is compared with those of its name.
class Distinct {
 public:
  void add(const Key& key) {
    const auto [begin, end] = places_.equal_range(key.kid());
    bool has_place = false;
    for (auto each = begin; each != end; ++each) {
      const Key*& kept = kept_[each->second];
      if (kept == nullptr) continue;
      if (stands_for(*kept, key)) return;
      if (!stands_for(key, *kept)) continue;
      // It takes the place of the first that it stands for, and the others go.
      kept = has_place ? nullptr : &key;
      has_place = true;
    }
    if (has_place) return;
    places_.emplace(key.kid(), kept_.size());
    kept_.push_back(&key);
  }

  [[nodiscard]] std::vector<Key> keys() const {
    std::vector<Key> keys;
    for (const Key* key : kept_) {
      if (key != nullptr) keys.push_back(*key);
    }
    return keys;
  }

 private:
  std::multimap<std::string_view, std::size_t> places_;
  std::vector<const Key*> kept_;  // nullptr where another has come to stand for one
};

std::vector<Key> without_repetitions(const std::vector<Key>& keys) {
  Distinct distinct;
  for (const Key& key : keys) distinct.add(key);
  return distinct.keys();
}

}  // namespace

Result<KeySet> KeySet::create(const std::vector<Key>& keys) {
  if (keys.empty()) return failure(ErrorCode::kKeySetEmpty, "keys");
  const bool secrets = keys.front().kind() == KeyKind::kSecret;
  for (const Key& key : keys) {
    if ((key.kind() == KeyKind::kSecret) != secrets)
      return failure(ErrorCode::kKeySetMixed, "keys");
  }
  return KeySet(without_repetitions(keys));
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
