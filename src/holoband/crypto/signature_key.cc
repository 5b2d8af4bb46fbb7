#include "holoband/crypto/signature_key.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "holoband/crypto/ecdsa_signature.h"
#include "holoband/crypto/evp.h"
#include "holoband/crypto/provider.h"
#include "holoband/crypto/random.h"
#include "holoband/stack_wipe.h"

namespace holoband::crypto {
namespace {

enum class Purpose : std::uint8_t { kSign, kVerify };

const char* name_of(Digest digest) {
  return digest == Digest::kSha256   ? "SHA2-256"
         : digest == Digest::kSha384 ? "SHA2-384"
                                     : "SHA2-512";
}

bool is_rsa(Family family) { return family == Family::kRsaPkcs1 || family == Family::kRsaPss; }

// RSA and ECDSA are told the digest of the message, the others the message itself.
bool takes_digest(Family family) { return is_rsa(family) || family == Family::kEcdsa; }

Params settings_of(const Scheme& scheme, Purpose purpose) {
  Params params;
  if (takes_digest(scheme.family)) params.text(OSSL_SIGNATURE_PARAM_DIGEST, name_of(scheme.digest));
  if (scheme.family == Family::kRsaPkcs1)
    params.text(OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PKEY_RSA_PAD_MODE_PKCSV15);
  if (scheme.family == Family::kRsaPss) {
    // RFC 7518 section 3.5: the salt is as long as the digest, and the same digest makes the mask.
    params.text(OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PKEY_RSA_PAD_MODE_PSS);
    params.text(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, name_of(scheme.digest));
    params.text(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, OSSL_PKEY_RSA_PSS_SALT_LEN_DIGEST);
  }
  if (scheme.family == Family::kEcdsa && purpose == Purpose::kSign)
    params.setting(OSSL_SIGNATURE_PARAM_NONCE_TYPE, 1);  // RFC 6979
  return params;
}

// RSA signs with blinding: with two numbers that OpenSSL keeps in the key and changes with every
// signature. Where memory runs out in the middle of that they do not fit each other any more, and
// every signature is wrong, without an error, until they are drawn anew. So whoever signs has a copy
// of the key for himself, which ends with his context as soon as something fails.
EvpContext context_for(const Scheme& scheme, EVP_PKEY* key, Purpose purpose) {
  if (!is_rsa(scheme.family) || purpose == Purpose::kVerify)
    return EvpContext(EVP_PKEY_CTX_new_from_pkey(library(), key, nullptr));
  const EvpKey copy(EVP_PKEY_dup(key));
  if (copy == nullptr) return nullptr;
  return EvpContext(EVP_PKEY_CTX_new_from_pkey(library(), copy.get(), nullptr));
}

// prepare makes a context that can be used for any number of operations, one after the other.
EvpContext prepare(const Scheme& scheme, EVP_PKEY* key, Purpose purpose) {
  EvpContext context = context_for(scheme, key, purpose);
  if (context == nullptr) return nullptr;
  Params params = settings_of(scheme, purpose);
  const bool signs = purpose == Purpose::kSign;
  if (takes_digest(scheme.family)) {
    const int ready = signs ? EVP_PKEY_sign_init_ex(context.get(), params.list())
                            : EVP_PKEY_verify_init_ex(context.get(), params.list());
    return ready == 1 ? std::move(context) : nullptr;
  }
  using Signature = OpensslPtr<EVP_SIGNATURE, EVP_SIGNATURE_free>;
  const Signature signature(
      EVP_SIGNATURE_fetch(library(), group_sizes(scheme.group).name, nullptr));
  if (signature == nullptr) return nullptr;
  const int ready =
      signs ? EVP_PKEY_sign_message_init(context.get(), signature.get(), params.list())
            : EVP_PKEY_verify_message_init(context.get(), signature.get(), params.list());
  return ready == 1 ? std::move(context) : nullptr;
}

// Spare keeps one prepared context from call to call. Whoever takes it owns it, so that threads do
// not meet in one; the others make their own.
class Spare {
 public:
  Spare() = default;
  Spare(const Spare&) = delete;
  Spare& operator=(const Spare&) = delete;
  Spare(Spare&&) = delete;
  Spare& operator=(Spare&&) = delete;
  ~Spare() { take(); }

  EvpContext take() { return EvpContext(context_.exchange(nullptr)); }
  void give(EvpContext context) { EvpContext(context_.exchange(context.release())); }

 private:
  std::atomic<EVP_PKEY_CTX*> context_ = nullptr;
};

Result<EvpKey> import_parts(const Scheme& scheme, KeyParts& parts) {
  switch (scheme.family) {
    case Family::kRsaPkcs1:
    case Family::kRsaPss:
      return import_rsa(parts);
    case Family::kEcdsa:
      return import_ec(scheme.group, parts);
    case Family::kEddsa:
      return import_okp(scheme.group, parts);
    case Family::kMlDsa:
      return import_ml_dsa(scheme.group, parts);
    case Family::kHmac:
      break;
  }
  return failure(ErrorCode::kCryptoFailed);
}

// Subject is what is signed: the message, or its digest.
class Subject {
 public:
  Subject(const Scheme& scheme, Bytes message) : bytes_(message) {
    if (!takes_digest(scheme.family)) return;
    hash(scheme.digest, message, digest_);
    bytes_ = Bytes(digest_).first(digest_size(scheme.digest));
  }
  [[nodiscard]] Bytes bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, kMaxDigestSize> digest_{};
  Bytes bytes_;
};

// verify_failure tells a wrong signature from an answer that could not be found. The first may lead
// the sum of ECDSA to the point at infinity, which OpenSSL takes for a failure of its own.
Outcome verify_failure(int answer) {
  const OpensslErrors errors = take_errors();
  const bool wrong = answer == 0 || (answer < 0 && errors.point);
  const bool judged = wrong && !errors.memory && !errors.randomness;
  return judged ? failure(ErrorCode::kSignatureInvalid) : openssl_failure(errors);
}

Result<KeyParts> make_parts(const Scheme& scheme, std::size_t modulus_bits) {
  if (is_rsa(scheme.family)) return generate_rsa(modulus_bits);
  if (scheme.family == Family::kEcdsa) return generate_ec(scheme.group);
  SecretBytes secret(group_sizes(scheme.group).private_key);
  if (!random_bytes(secret.bytes())) return failure(ErrorCode::kRandomUnavailable);
  KeyParts parts;
  parts.set(scheme.family == Family::kEddsa ? Part::kD : Part::kPriv, std::move(secret));
  return parts;
}

}  // namespace

struct SignatureKey::State {
  Scheme scheme;
  EvpKey key;
  std::size_t signature_size = 0;
  Spare signer;
  Spare verifier;

  State(const Scheme& its_scheme, EvpKey its_key, std::size_t size)
      : scheme(its_scheme), key(std::move(its_key)), signature_size(size) {}

  EvpContext context(Purpose purpose) {
    EvpContext kept = (purpose == Purpose::kSign ? signer : verifier).take();
    return kept != nullptr ? std::move(kept) : prepare(scheme, key.get(), purpose);
  }

  // OpenSSL writes ECDSA signatures as DER, RFC 7518 section 3.4 does not.
  bool sign(EVP_PKEY_CTX* context, Bytes subject, MutableBytes signature) const {
    if (scheme.family != Family::kEcdsa) {
      std::size_t size = signature.size();
      return EVP_PKEY_sign(context, signature.data(), &size, subject.data(), subject.size()) == 1 &&
             size == signature.size();
    }
    EcdsaDer der{};
    std::size_t size = der.size();
    return EVP_PKEY_sign(context, der.data(), &size, subject.data(), subject.size()) == 1 &&
           ecdsa_from_der(Bytes(der).first(size), signature);
  }

  // As EVP_PKEY_verify: 1 for a right signature, 0 for a wrong one, less for no answer.
  int verify(EVP_PKEY_CTX* context, Bytes subject, Bytes signature) const {
    EcdsaDer der{};
    const Bytes encoded =
        scheme.family == Family::kEcdsa ? ecdsa_to_der(signature, der) : signature;
    return EVP_PKEY_verify(context, encoded.data(), encoded.size(), subject.data(), subject.size());
  }
};

SignatureKey::SignatureKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SignatureKey::SignatureKey(SignatureKey&&) noexcept = default;
SignatureKey& SignatureKey::operator=(SignatureKey&&) noexcept = default;
SignatureKey::~SignatureKey() = default;

Result<SignatureKey> SignatureKey::create(const Scheme& scheme, KeyParts& parts) {
  const StackWipe stack;
  const ErrorScope errors;
  Result<EvpKey> key = import_parts(scheme, parts);
  if (!key.ok()) return key.outcome();
  if (has_errors()) return openssl_failure();
  const std::size_t size =
      is_rsa(scheme.family) ? parts.get(Part::kN).size() : group_sizes(scheme.group).signature;
  return SignatureKey(std::make_unique<State>(scheme, std::move(key).value(), size));
}

std::size_t SignatureKey::signature_size() const { return state_->signature_size; }

Outcome SignatureKey::sign(Bytes message, MutableBytes signature) const {
  const StackWipe stack;
  const MutableBytes room = signature.first(state_->signature_size);
  const ErrorScope errors;
  const Subject subject(state_->scheme, message);
  EvpContext context = state_->context(Purpose::kSign);
  const bool made = context != nullptr && state_->sign(context.get(), subject.bytes(), room);
  if (!made || has_errors()) {
    wipe(room);
    return openssl_failure();
  }
  state_->signer.give(std::move(context));
  return success();
}

Outcome SignatureKey::verify(Bytes message, Bytes signature) const {
  if (signature.size() != state_->signature_size) return failure(ErrorCode::kSignatureInvalid);
  const ErrorScope errors;
  const Subject subject(state_->scheme, message);
  EvpContext context = state_->context(Purpose::kVerify);
  if (context == nullptr) return openssl_failure();
  const int answer = state_->verify(context.get(), subject.bytes(), signature);
  // A context that has failed is not used again: what it holds now is OpenSSL's own business.
  if (answer != 1 || has_errors()) return verify_failure(answer);
  state_->verifier.give(std::move(context));
  return success();
}

Result<KeyParts> generate_parts(const Scheme& scheme, std::size_t modulus_bits) {
  const StackWipe stack;
  const ErrorScope errors;
  Result<KeyParts> parts = make_parts(scheme, modulus_bits);
  if (parts.ok() && has_errors()) return openssl_failure();
  return parts;
}

}  // namespace holoband::crypto
