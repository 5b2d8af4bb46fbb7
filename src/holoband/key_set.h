// KeySet: the keys that a verifier trusts, and the one that a token's header selects among them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "holoband/key.h"

namespace holoband {

class KeySet {
 public:
  // create refuses a set that is empty or that mixes secrets with public keys, which no issuer
  // needs and every confusion attack starts from. A key that is there twice counts once, and a
  // private key stands for its public half. Where one may do what the other may not, both stay.
  // Failures: kKeySetEmpty, kKeySetMixed.
  [[nodiscard]] static Result<KeySet> create(const std::vector<Key>& keys);

  [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }

  // active returns the key that an issuer signs with: the first that can sign, unless another was
  // activated; nullptr where none can. The others go on verifying what they have signed.
  [[nodiscard]] const Key* active() const;

  // activate chooses the key that `kid` names. Failures: kKeySetActive ("active").
  [[nodiscard]] Outcome activate(std::string_view kid);

  // select returns the one key of this algorithm that `kid` names. A key that was not named fits
  // every kid, and a token without kid (empty) fits every key, but never more than one: a signature
  // is not tried on several keys.
  // Failures: kKeyNotFound, kAlgorithmKeyMismatch, kKeyAmbiguous.
  [[nodiscard]] Result<const Key*> select(const Algorithm& algorithm, std::string_view kid) const;

 private:
  explicit KeySet(std::vector<Key> keys);

  std::vector<Key> keys_;
  std::size_t active_ = 0;  // its position; behind the end where no key can sign
};

}  // namespace holoband
