// Key: a key that has exactly one algorithm, decided when it is made and never by a token.
#pragma once

#include <memory>
#include <string_view>

#include "holoband/algorithm.h"
#include "holoband/crypto/key_parts.h"
#include "holoband/crypto/mac_prefix.h"
#include "holoband/crypto/signature_primitive.h"
#include "holoband/result.h"
#include "holoband/secret.h"

namespace holoband {

inline constexpr std::size_t kMaxSecretBytes = 65536;
inline constexpr std::size_t kMaxKidBytes = 256;

// The length of new RSA keys, unless it is given, and its bounds (RFC 7518 section 3.3).
inline constexpr std::size_t kDefaultModulusBits = 2048;
inline constexpr std::size_t kMinModulusBits = 2048;
inline constexpr std::size_t kMaxModulusBits = 8192;

enum class KeyKind : std::uint8_t { kSecret, kPrivate, kPublic };

// KeyUse is what the owner of a key allows, for example by "key_ops" (RFC 7517 section 4.3).
struct KeyUse {
  bool sign = true;
  bool verify = true;
};

// KeyMemo is what one caller of one key keeps from message to message, so that what they begin with alike is not computed
// again (see MacPrefix). It is for secrets; with other keys nothing is remembered.
using KeyMemo = crypto::MacPrefix;

// Key is a cheap value: copies share the material, which is wiped when the last copy goes.
class Key {
 public:
  // Copied and destroyed in many places, and never where it matters how fast: calls take less room.
  Key(const Key& other);
  Key(Key&& other) noexcept;
  Key& operator=(const Key& other);
  Key& operator=(Key&& other) noexcept;
  ~Key();

  // from_secret makes a key for HMAC. `kid` may be empty: then the key has no identifier. The secret
  // is not kept, as its owner has it: a key that was made so cannot be exported.
  // Failures: kSecretTooShort, kSecretTooLong, kSecretIsKeyMaterial, kKidInvalid,
  // kAlgorithmUnknown.
  [[nodiscard]] static Result<Key> from_secret(Bytes secret, std::string_view algorithm,
                                               std::string_view kid = {}, KeyUse use = {});

  // from_parts makes an asymmetric key; a private one may come without its public parts. Where
  // `kid` is empty, the key is known by its thumbprint (RFC 7638).
  // Failures: kKeyTooWeak, kKeyTooLarge, kKeyInvalid, kAlgorithmKeyMismatch (the algorithm is not
  // for this curve), kKidInvalid, kOutOfMemory, kRandomUnavailable (what is computed with a private
  // key is hidden by random numbers), kCryptoFailed. `detail` names the part.
  [[nodiscard]] static Result<Key> from_parts(const Algorithm& algorithm, crypto::Group group,
                                              crypto::KeyParts parts, std::string_view kid = {},
                                              KeyUse use = {});

  // generate makes a new secret or private key. `modulus_bits` is for RSA. "EdDSA" means Ed25519.
  // Failures: kAlgorithmUnknown, kOptionRange ("modulusLength"), kRandomUnavailable, and those of
  // from_parts.
  [[nodiscard]] static Result<Key> generate(std::string_view algorithm,
                                            std::size_t modulus_bits = kDefaultModulusBits,
                                            std::string_view kid = {});

  [[nodiscard]] const Algorithm& algorithm() const;
  [[nodiscard]] crypto::Group group() const;
  [[nodiscard]] KeyKind kind() const;

  // kid is the identifier that was given, else the thumbprint of an asymmetric key, else empty.
  [[nodiscard]] std::string_view kid() const;
  // is_named tells whether the identifier was given. A key that is not named fits every "kid".
  [[nodiscard]] bool is_named() const;

  [[nodiscard]] bool can_sign() const;
  [[nodiscard]] bool can_verify() const;

  // parts shows what the key consists of, the private parts included, for exporting it. A secret is
  // there only where generate made it.
  [[nodiscard]] const crypto::KeyParts& parts() const;

  // public_half returns the key that verifies what this one signs; a public key itself.
  // It does its own arithmetic. Failures: kKeySymmetric, kOutOfMemory, kCryptoFailed.
  [[nodiscard]] Result<Key> public_half() const;

  // with_primitive returns this key with the arithmetic of somebody else. What it may do, and how
  // long a signature is, goes on being decided here. A secret keeps its own.
  [[nodiscard]] Key with_primitive(
      std::shared_ptr<const crypto::SignaturePrimitive> primitive) const;

  // signs_deterministically tells whether the same message always gets the same signature.
  [[nodiscard]] bool signs_deterministically() const;

  // is_same_as tells whether both keys verify the same signatures.
  [[nodiscard]] bool is_same_as(const Key& other) const;

  [[nodiscard]] std::size_t signature_size() const;

  // sign writes signature_size() bytes, for which `signature` must have the room.
  // Failures: kKeyNotPrivate, kKeyUse, kOutOfMemory, kRandomUnavailable, kCryptoFailed; then no
  // signature is there.
  [[nodiscard]] Outcome sign(Bytes message, MutableBytes signature, KeyMemo* memo = nullptr) const;

  // verify fails with kSignatureInvalid, also for a signature of any other length.
  // Failures beside it: kOutOfMemory, kRandomUnavailable, kCryptoFailed. Only kOk means that the
  // signature is right.
  [[nodiscard]] Outcome verify(Bytes message, Bytes signature, KeyMemo* memo = nullptr) const;

 private:
  struct State;
  static Result<Key> make_secret(Bytes secret, std::string_view algorithm, std::string_view kid,
                                 KeyUse use, bool keep_secret);
  explicit Key(std::shared_ptr<const State> state);

  std::shared_ptr<const State> state_;
  std::shared_ptr<const crypto::SignaturePrimitive> primitive_;  // instead of the state's own
};

}  // namespace holoband
