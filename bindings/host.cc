#include "host.h"

#include <emscripten/emscripten.h>

#include <memory>
#include <string>
#include <string_view>

#include "holoband/crypto/ecdsa_signature.h"
#include "holoband/key_der.h"

extern "C" {

// These are in host.js. It answers 0 for a key, or a signature, that the host does not make.
bool holoband_host_has_crypto();
std::uint32_t holoband_host_open(const std::uint8_t* der, std::size_t size, bool is_private,
                                 std::size_t digest_size, bool pss);
std::size_t holoband_host_sign(std::uint32_t key, const std::uint8_t* message, std::size_t size,
                               std::uint8_t* room, std::size_t room_size);
// 1 for a right signature, 0 for a wrong one, -1 for no answer.
int holoband_host_verify(std::uint32_t key, const std::uint8_t* message, std::size_t size,
                         const std::uint8_t* signature, std::size_t signature_size);
void holoband_host_close(std::uint32_t key);
std::size_t holoband_host_count();

}  // extern "C"

namespace holoband::wasm {
namespace {

using crypto::Family;

class HostKey final : public crypto::SignaturePrimitive {
 public:
  HostKey(std::uint32_t number, Family family) : number_(number), family_(family) {}
  HostKey(const HostKey&) = delete;
  HostKey& operator=(const HostKey&) = delete;
  HostKey(HostKey&&) = delete;
  HostKey& operator=(HostKey&&) = delete;
  ~HostKey() override { holoband_host_close(number_); }

  // All hosts write ECDSA as DER; not all of them know another way.
  [[nodiscard]] Outcome sign(Bytes message, MutableBytes signature) const override {
    crypto::EcdsaDer der{};
    const MutableBytes room = family_ == Family::kEcdsa ? MutableBytes(der) : signature;
    const std::size_t size =
        holoband_host_sign(number_, message.data(), message.size(), room.data(), room.size());
    const bool made = family_ == Family::kEcdsa
                          ? crypto::ecdsa_from_der(Bytes(room).first(size), signature)
                          : size == signature.size();
    return made ? success() : failure(ErrorCode::kCryptoFailed);
  }

  [[nodiscard]] Outcome verify(Bytes message, Bytes signature) const override {
    crypto::EcdsaDer der{};
    const Bytes written =
        family_ == Family::kEcdsa ? crypto::ecdsa_to_der(signature, der) : signature;
    const int answer = holoband_host_verify(number_, message.data(), message.size(), written.data(),
                                            written.size());
    if (answer == 1) return success();
    return failure(answer == 0 ? ErrorCode::kSignatureInvalid : ErrorCode::kCryptoFailed);
  }

  // The hosts draw the nonces of ECDSA, where RFC 6979 is what we do.
  [[nodiscard]] bool is_deterministic() const override { return family_ != Family::kEcdsa; }

 private:
  std::uint32_t number_;
  Family family_;
};

// agrees tries the host once: what it signs must be right in our own eyes, and what is not signed wrong in the host's.
bool agrees(const Key& key, const Key& hosted, HostTask task) {
  // No token is signed so: what is signed of one has a dot.
  const Bytes message = as_bytes("holoband");
  SecretBytes room(key.signature_size());
  const MutableBytes signature = room.bytes();
  if (task == HostTask::kSign) {
    return hosted.sign(message, signature).ok() && key.verify(message, signature).ok();
  }
  // Two ones: numbers that ECDSA and RSA do compute with.
  signature[signature.size() / 2 - 1] = signature.back() = 1;
  return hosted.verify(message, signature).code == ErrorCode::kSignatureInvalid;
}

std::uint32_t open(const Key& key, HostTask task) {
  const bool signs = task == HostTask::kSign;
  const crypto::Scheme& scheme = key.algorithm().scheme;
  const bool hashes = scheme.family != Family::kEddsa && scheme.family != Family::kMlDsa;
  const SecretBytes der = signs ? write_pkcs8(key) : write_spki(key);
  return holoband_host_open(der.bytes().data(), der.size(), signs,
                            hashes ? crypto::digest_size(scheme.digest) : 0,
                            scheme.family == Family::kRsaPss);
}

}  // namespace

Key with_host(const Key& key, HostTask task) {
  const bool fits =
      task == HostTask::kSign ? key.kind() == KeyKind::kPrivate : key.kind() != KeyKind::kSecret;
  const std::uint32_t number = fits ? open(key, task) : 0;
  if (number == 0) return key;
  Key hosted =
      key.with_primitive(std::make_shared<const HostKey>(number, key.algorithm().scheme.family));
  return agrees(key, hosted, task) ? hosted : key;
}

Outcome choose_crypto(OptionReader& options, std::span<Key> keys, HostTask task) {
  const std::string where = options.text("crypto").value_or("wasm");
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return outcome;
  if (where == "wasm") return success();
  if (where != "host") return failure(ErrorCode::kOptionRange, "crypto");
  if (!holoband_host_has_crypto()) return failure(ErrorCode::kHostCryptoUnavailable, "crypto");
  for (Key& key : keys) key = with_host(key, task);
  return success();
}

extern "C" {

// holoband_host_keys returns how many keys the host keeps for us.
EMSCRIPTEN_KEEPALIVE std::size_t holoband_host_keys() { return holoband_host_count(); }

}  // extern "C"

}  // namespace holoband::wasm
