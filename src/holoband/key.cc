#include "holoband/key.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <variant>

#include "holoband/crypto/hmac.h"
#include "holoband/crypto/random.h"
#include "holoband/crypto/roca.h"
#include "holoband/crypto/signature_key.h"
#include "holoband/encoding/utf8.h"
#include "holoband/key_material.h"
#include "holoband/key_shape.h"
#include "holoband/stack_wipe.h"
#include "holoband/thumbprint.h"

namespace holoband {

using crypto::Group;
using crypto::KeyParts;
using crypto::Part;

struct Key::State {
  const Algorithm* algorithm;
  Group group;
  KeyKind kind;
  KeyUse use;
  KeyParts parts;
  std::string thumbprint;
  std::string kid;
  bool named;
  std::variant<crypto::SignatureKey, crypto::HmacKey> material;

  State(const Algorithm& row, SecretBytes secret, std::string_view identifier, KeyUse allowed,
        bool keep_secret)
      : State(row, Group::kNone, KeyKind::kSecret, with(std::move(secret)), identifier, allowed) {
    if (!keep_secret) parts.set(Part::kK, SecretBytes());
  }

  State(const Algorithm& row, Group its_group, crypto::SignatureKey key, KeyKind its_kind,
        KeyParts its_parts, std::string_view identifier, KeyUse allowed)
      : algorithm(&row),
        group(its_group),
        kind(its_kind),
        use(allowed),
        parts(std::move(its_parts)),
        thumbprint(holoband::thumbprint(row, group, parts)),
        kid(identifier.empty() ? thumbprint : std::string(identifier)),
        named(!identifier.empty()),
        material(std::in_place_type<crypto::SignatureKey>, std::move(key)) {}

 private:
  static KeyParts with(SecretBytes secret) {
    KeyParts parts;
    parts.set(Part::kK, std::move(secret));
    return parts;
  }

  State(const Algorithm& row, Group its_group, KeyKind its_kind, KeyParts its_parts,
        std::string_view identifier, KeyUse allowed)
      : algorithm(&row),
        group(its_group),
        kind(its_kind),
        use(allowed),
        parts(std::move(its_parts)),
        thumbprint(holoband::thumbprint(row, group, parts)),
        kid(identifier),
        named(!identifier.empty()),
        material(std::in_place_type<crypto::HmacKey>, row.scheme.digest, parts.get(Part::kK)) {}
};

namespace {

bool is_usable_kid(std::string_view kid) {
  return kid.size() <= kMaxKidBytes && is_valid_utf8(kid);
}

std::size_t bits_of(Bytes number) {
  if (number.empty()) return 0;
  return number.size() * 8 - static_cast<std::size_t>(std::countl_zero(number[0]));
}

// The strength of an RSA key, from its length alone and before anything is computed with it.
Outcome check_strength(const Algorithm& algorithm, const KeyParts& parts) {
  if (algorithm.key_type != KeyType::kRsa) return success();
  const std::size_t bits = bits_of(parts.get(Part::kN));
  if (bits < algorithm.min_key_bits) return failure(ErrorCode::kKeyTooWeak, "n");
  if (bits > kMaxModulusBits) return failure(ErrorCode::kKeyTooLarge, "n");
  // 65537 is the smallest odd number of 17 bits; smaller exponents are how signatures were forged.
  if (bits_of(parts.get(Part::kE)) < 17) return failure(ErrorCode::kKeyTooWeak, "e");
  const bool broken = crypto::has_roca_fingerprint(parts.get(Part::kN));
  return broken ? failure(ErrorCode::kKeyTooWeak, "n") : success();
}

bool has_private_part(const KeyShape& shape, const KeyParts& parts) {
  return std::any_of(shape.members.begin(), shape.members.end(), [&](const KeyMember& member) {
    return member.is_private && parts.has(member.part);
  });
}

}  // namespace

Key::Key(std::shared_ptr<const State> state) : state_(std::move(state)) {}
Key::Key(const Key& other) = default;
Key::Key(Key&& other) noexcept = default;
Key& Key::operator=(const Key& other) = default;
Key& Key::operator=(Key&& other) noexcept = default;
Key::~Key() = default;

Result<Key> Key::from_secret(Bytes secret, std::string_view algorithm, std::string_view kid,
                             KeyUse use) {
  return make_secret(secret, algorithm, kid, use, false);
}

Result<Key> Key::make_secret(Bytes secret, std::string_view algorithm, std::string_view kid,
                             KeyUse use, bool keep_secret) {
  const StackWipe stack;
  const Algorithm* row = find_algorithm(algorithm);
  if (row == nullptr || row->key_type != KeyType::kSecret) {
    return failure(ErrorCode::kAlgorithmUnknown, "alg");
  }
  if (secret.size() > kMaxSecretBytes) return failure(ErrorCode::kSecretTooLong);
  // Before the length: whoever hands over a short PEM must hear that it is a PEM.
  if (is_key_material(secret)) return failure(ErrorCode::kSecretIsKeyMaterial);
  if (secret.size() * 8 < row->min_key_bits) return failure(ErrorCode::kSecretTooShort);
  if (!is_usable_kid(kid)) return failure(ErrorCode::kKidInvalid, "kid");
  return Key(std::make_shared<const State>(*row, SecretBytes(secret), kid, use, keep_secret));
}

Result<Key> Key::from_parts(const Algorithm& algorithm, Group group, KeyParts parts,
                            std::string_view kid, KeyUse use) {
  const bool needs_group = algorithm.key_type != KeyType::kRsa;
  if (algorithm.key_type == KeyType::kSecret || needs_group == (group == Group::kNone) ||
      !takes(algorithm, algorithm.key_type, group)) {
    return failure(ErrorCode::kAlgorithmKeyMismatch, "alg");
  }
  if (!is_usable_kid(kid)) return failure(ErrorCode::kKidInvalid, "kid");
  if (const Outcome outcome = check_strength(algorithm, parts); !outcome.ok()) return outcome;
  const bool is_private = has_private_part(shape_of(algorithm.key_type), parts);
  crypto::Scheme scheme = algorithm.scheme;
  scheme.group = group;
  Result<crypto::SignatureKey> key = crypto::SignatureKey::create(scheme, parts);
  if (!key.ok()) return key.outcome();
  return Key(std::make_shared<const State>(algorithm, group, std::move(key).value(),
                                           is_private ? KeyKind::kPrivate : KeyKind::kPublic,
                                           std::move(parts), kid, use));
}

Result<Key> Key::generate(std::string_view algorithm, std::size_t modulus_bits,
                          std::string_view kid) {
  const Algorithm* row = find_algorithm(algorithm);
  if (row == nullptr) return failure(ErrorCode::kAlgorithmUnknown, "alg");
  if (modulus_bits < kMinModulusBits || modulus_bits > kMaxModulusBits || modulus_bits % 8 != 0)
    return failure(ErrorCode::kOptionRange, "modulusLength");
  if (row->key_type == KeyType::kSecret) {
    SecretBytes secret(row->min_key_bits / 8);
    if (!crypto::random_bytes(secret.bytes())) return failure(ErrorCode::kRandomUnavailable);
    return make_secret(secret.bytes(), algorithm, kid, {}, true);
  }
  crypto::Scheme scheme = row->scheme;
  const bool any_curve = row->key_type == KeyType::kOkp && scheme.group == Group::kNone;
  if (any_curve) scheme.group = Group::kEd25519;
  Result<KeyParts> parts = crypto::generate_parts(scheme, modulus_bits);
  if (!parts.ok()) return parts.outcome();
  return from_parts(*row, scheme.group, std::move(parts).value(), kid);
}

const Algorithm& Key::algorithm() const { return *state_->algorithm; }
Group Key::group() const { return state_->group; }
KeyKind Key::kind() const { return state_->kind; }
std::string_view Key::kid() const { return state_->kid; }
bool Key::is_named() const { return state_->named; }
bool Key::can_sign() const { return state_->kind != KeyKind::kPublic && state_->use.sign; }
bool Key::can_verify() const { return state_->use.verify; }
const KeyParts& Key::parts() const { return state_->parts; }

Result<Key> Key::public_half() const {
  if (kind() == KeyKind::kSecret) return failure(ErrorCode::kKeySymmetric, "key");
  if (kind() == KeyKind::kPublic) return *this;
  KeyParts parts;
  for (const KeyMember& member : shape_of(algorithm().key_type).members) {
    if (!member.is_private) parts.set(member.part, SecretBytes(state_->parts.get(member.part)));
  }
  const std::string_view own_kid = is_named() ? kid() : std::string_view();
  return from_parts(algorithm(), group(), std::move(parts), own_kid, state_->use);
}

Key Key::with_primitive(std::shared_ptr<const crypto::SignaturePrimitive> primitive) const {
  Key key = *this;
  if (kind() != KeyKind::kSecret) key.primitive_ = std::move(primitive);
  return key;
}

bool Key::signs_deterministically() const {
  const bool own = holoband::signs_deterministically(algorithm());
  return own && (primitive_ == nullptr || primitive_->is_deterministic());
}

bool Key::is_same_as(const Key& other) const {
  return state_->algorithm == other.state_->algorithm &&
         constant_time_equal(as_bytes(state_->thumbprint), as_bytes(other.state_->thumbprint));
}

std::size_t Key::signature_size() const {
  const auto* key = std::get_if<crypto::SignatureKey>(&state_->material);
  return key != nullptr ? key->signature_size() : crypto::digest_size(algorithm().scheme.digest);
}

Outcome Key::sign(Bytes message, MutableBytes signature, KeyMemo* memo) const {
  if (kind() == KeyKind::kPublic) return failure(ErrorCode::kKeyNotPrivate, "key");
  if (!state_->use.sign) return failure(ErrorCode::kKeyUse, "key");
  if (primitive_ != nullptr) {
    const MutableBytes room = signature.first(signature_size());
    const Outcome outcome = primitive_->sign(message, room);
    if (!outcome.ok()) wipe(room);
    return outcome;
  }
  if (const auto* key = std::get_if<crypto::SignatureKey>(&state_->material))
    return key->sign(message, signature);
  std::get_if<crypto::HmacKey>(&state_->material)->sign(message, signature, memo);
  return success();
}

Outcome Key::verify(Bytes message, Bytes signature, KeyMemo* memo) const {
  if (primitive_ != nullptr) {
    const bool fits = signature.size() == signature_size();
    return fits ? primitive_->verify(message, signature) : failure(ErrorCode::kSignatureInvalid);
  }
  if (const auto* key = std::get_if<crypto::SignatureKey>(&state_->material))
    return key->verify(message, signature);
  const auto* key = std::get_if<crypto::HmacKey>(&state_->material);
  const bool right = key->verify(message, signature, memo);
  return right ? success() : failure(ErrorCode::kSignatureInvalid);
}

}  // namespace holoband
