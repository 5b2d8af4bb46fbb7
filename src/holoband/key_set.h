// KeySet: the keys that a verifier trusts, and the one that a token's header selects among them.
#pragma once

#include <string_view>
#include <vector>

#include "holoband/key.h"

namespace holoband {

class KeySet {
 public:
  // create refuses a set that is empty or that mixes secrets with public keys, which no issuer
  // needs and every confusion attack starts from.
  // Failures: kKeySetEmpty, kKeySetMixed.
  [[nodiscard]] static Result<KeySet> create(std::vector<Key> keys);

  [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }

  // select returns the one key of this algorithm that `kid` names. A key without identifier fits
  // every kid, and a token without kid (empty) fits every key, but never more than one: a signature
  // is not tried on several keys.
  // Failures: kKeyNotFound, kAlgorithmKeyMismatch, kKeyAmbiguous.
  [[nodiscard]] Result<const Key*> select(const Algorithm& algorithm, std::string_view kid) const;

 private:
  explicit KeySet(std::vector<Key> keys) : keys_(std::move(keys)) {}

  std::vector<Key> keys_;
};

}  // namespace holoband
