#include "holoband/key.h"

#include <string>
#include <utility>

#include "holoband/crypto/hmac.h"
#include "holoband/encoding/utf8.h"
#include "holoband/key_material.h"

namespace holoband {

struct Key::State {
  State(const Algorithm& row, Bytes secret, std::string_view identifier)
      : algorithm(&row), kid(identifier), hmac(row.digest, secret) {}

  const Algorithm* algorithm;
  std::string kid;
  crypto::HmacKey hmac;
};

Result<Key> Key::from_secret(Bytes secret, std::string_view algorithm, std::string_view kid) {
  const Algorithm* row = find_algorithm(algorithm);
  if (row == nullptr || row->key_type != KeyType::kSecret) {
    return failure(ErrorCode::kAlgorithmUnknown, "alg");
  }
  if (secret.size() > kMaxSecretBytes) return failure(ErrorCode::kSecretTooLong);
  // Before the length: whoever hands over a short PEM must hear that it is a PEM.
  if (is_key_material(secret)) return failure(ErrorCode::kSecretIsKeyMaterial);
  if (secret.size() * 8 < row->min_key_bits) return failure(ErrorCode::kSecretTooShort);
  if (kid.size() > kMaxKidBytes || !is_valid_utf8(kid))
    return failure(ErrorCode::kKidInvalid, "kid");
  return Key(std::make_shared<const State>(*row, secret, kid));
}

const Algorithm& Key::algorithm() const { return *state_->algorithm; }

std::string_view Key::kid() const { return state_->kid; }

void Key::sign(Bytes message, MutableBytes signature) const {
  state_->hmac.sign(message, signature);
}

bool Key::verify(Bytes message, Bytes signature) const {
  return state_->hmac.verify(message, signature);
}

}  // namespace holoband
