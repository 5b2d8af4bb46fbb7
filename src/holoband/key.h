// Key: a key that has exactly one algorithm, decided when it is made and never by a token.
#pragma once

#include <memory>
#include <string_view>

#include "holoband/algorithm.h"
#include "holoband/result.h"
#include "holoband/secret.h"

namespace holoband {

inline constexpr std::size_t kMaxSecretBytes = 65536;
inline constexpr std::size_t kMaxKidBytes = 256;

// Key is a cheap value: copies share the material, which is wiped when the last copy goes.
class Key {
 public:
  // from_secret makes a key for HMAC. `kid` may be empty: then the key has no identifier.
  // Failures: kSecretTooShort, kSecretTooLong, kSecretIsKeyMaterial, kKidInvalid,
  // kAlgorithmUnknown.
  [[nodiscard]] static Result<Key> from_secret(Bytes secret, std::string_view algorithm,
                                               std::string_view kid = {});

  [[nodiscard]] const Algorithm& algorithm() const;
  [[nodiscard]] std::string_view kid() const;

  // sign writes algorithm().signature_size bytes, for which `signature` must have the room.
  void sign(Bytes message, MutableBytes signature) const;

  // verify is false for a signature of any other length.
  [[nodiscard]] bool verify(Bytes message, Bytes signature) const;

 private:
  struct State;
  explicit Key(std::shared_ptr<const State> state) : state_(std::move(state)) {}

  std::shared_ptr<const State> state_;
};

}  // namespace holoband
