#define OPENSSL_SUPPRESS_DEPRECATED

#include "faults/material.h"

#include <openssl/aes.h>

#include <functional>
#include <map>

#include "holoband/bytes.h"
#include "holoband/crypto/pbes2.h"
#include "holoband/encoding/base64url.h"
#include "holoband/encoding/der.h"
#include "holoband/jwk.h"
#include "holoband/key_der.h"
#include "holoband/key_oid.h"
#include "holoband/pem.h"
#include "support/tokens.h"

namespace holoband::test {
namespace {

using der::element;
using der::Tag;

std::string text_of(const Result<SecretBytes>& result) {
  const Bytes bytes = result.value().bytes();
  return {bytes.begin(), bytes.end()};
}

std::string pem_of(std::string_view label, Bytes der) {
  std::string base64 = base64url_encode(der);
  for (char& character : base64)
    character = character == '-' ? '+' : character == '_' ? '/' : character;
  while (base64.size() % 4 != 0) base64 += '=';
  std::string pem = "-----BEGIN " + std::string(label) + "-----\n";
  pem.append(base64).append("\n-----END ").append(label).append("-----\n");
  return pem;
}

// The library reads encrypted keys, but writes none.
SecretBytes encrypted(Bytes plain, Bytes key, std::array<std::uint8_t, AES_BLOCK_SIZE> iv) {
  const std::size_t padding = AES_BLOCK_SIZE - plain.size() % AES_BLOCK_SIZE;
  std::vector<std::uint8_t> padded(plain.begin(), plain.end());
  padded.insert(padded.end(), padding, static_cast<std::uint8_t>(padding));
  AES_KEY schedule;
  if (AES_set_encrypt_key(key.data(), static_cast<int>(key.size() * 8), &schedule) != 0)
    __builtin_trap();
  SecretBytes out(padded.size());
  AES_cbc_encrypt(padded.data(), out.bytes().data(), padded.size(), &schedule, iv.data(),
                  AES_ENCRYPT);
  return out;
}

std::string encrypted_pem_of(const Key& key) {
  constexpr std::string_view kHmacSha256{"\x2A\x86\x48\x86\xF7\x0D\x02\x09"};
  constexpr std::string_view kAes256{"\x60\x86\x48\x01\x65\x03\x04\x01\x2A"};
  constexpr std::array<std::uint8_t, 1> kOnce{1};
  const std::vector<std::uint8_t> salt = secret(16);
  std::array<std::uint8_t, AES_BLOCK_SIZE> iv{};
  SecretBytes wrapping(32);
  crypto::pbkdf2(crypto::Digest::kSha256, as_bytes(kPassphrase), salt, 1, wrapping.bytes());
  const SecretBytes data = encrypted(write_pkcs8(key).bytes(), wrapping.bytes(), iv);

  const auto oid = [](std::string_view bytes) { return element(Tag::kOid, {as_bytes(bytes)}); };
  const auto sequence = [](std::initializer_list<Bytes> pieces) {
    return element(Tag::kSequence, pieces);
  };
  const auto octets = [](Bytes bytes) { return element(Tag::kOctetString, {bytes}); };
  const SecretBytes prf = sequence({oid(kHmacSha256).bytes()});
  const SecretBytes derivation =
      sequence({oid(oid::kPbkdf2).bytes(),
                sequence({octets(salt).bytes(), der::number(kOnce).bytes(), prf.bytes()}).bytes()});
  const SecretBytes cipher = sequence({oid(kAes256).bytes(), octets(iv).bytes()});
  const SecretBytes scheme =
      sequence({oid(oid::kPbes2).bytes(), sequence({derivation.bytes(), cipher.bytes()}).bytes()});
  return pem_of("ENCRYPTED PRIVATE KEY",
                sequence({scheme.bytes(), octets(data.bytes()).bytes()}).bytes());
}

Key key_of(std::string_view algorithm) {
  return find_algorithm(algorithm)->key_type == KeyType::kSecret ? secret_key(algorithm)
                                                                 : key_for(algorithm);
}

}  // namespace

Material::Material(std::string_view algorithm)
    : key(key_of(algorithm)), signature(signature_of(key, kMessage)) {
  bad_signatures.push_back(signature_of(key, "header.another"));
  for (const std::size_t at : {std::size_t{0}, signature.size() / 2, signature.size() - 1}) {
    bad_signatures.push_back(signature);
    bad_signatures.back()[at] ^= 1;
  }
  bad_signatures.emplace_back(signature.size());
  if (!is_asymmetric()) return;
  private_jwk = text_of(export_jwk(key, true));
  public_jwk = text_of(export_jwk(key, false));
  private_pem = text_of(export_pem(key, true));
  public_pem = text_of(export_pem(key, false));
  encrypted_pem = encrypted_pem_of(key);
}

Key Material::fresh() const {
  return is_asymmetric() ? import_jwk(private_jwk).value() : secret_key(algorithm());
}

Key Material::fresh_public() const {
  return is_asymmetric() ? import_jwk(public_jwk).value() : secret_key(algorithm());
}

std::string Material::flaw_of(const Key& other) const {
  if (!other.is_same_as(key)) return "it is another key";
  if (!other.verify(as_bytes(kMessage), signature).ok()) return "it does not verify";
  if (other.verify(as_bytes(kMessage), bad_signatures[1]).ok()) return "it verifies anything";
  return other.kind() == KeyKind::kPublic ? "" : pair_flaw(other);
}

const Material& material_for(std::string_view algorithm) {
  static std::map<std::string, Material, std::less<>> all;
  return all.try_emplace(std::string(algorithm), algorithm).first->second;
}

std::string pair_flaw(const Key& key) {
  std::vector<std::uint8_t> made(key.signature_size());
  if (!key.sign(as_bytes(kMessage), made).ok()) return "it does not sign";
  if (key.kind() == KeyKind::kSecret)
    return key.verify(as_bytes(kMessage), made).ok() ? "" : "what it signs is wrong";
  const Result<Key> half = key.public_half();
  if (!half.ok()) return "it has no public half";
  return half.value().verify(as_bytes(kMessage), made).ok() ? "" : "what it signs is wrong";
}

}  // namespace holoband::test
