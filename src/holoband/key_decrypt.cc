#include "holoband/key_decrypt.h"

#include <optional>
#include <string_view>
#include <utility>

#include "holoband/crypto/pbes2.h"
#include "holoband/encoding/der.h"
#include "holoband/key_oid.h"

namespace holoband {
namespace {

using crypto::Digest;
using crypto::Pbes2;
using der::Reader;
using der::Tag;

Outcome invalid() { return failure(ErrorCode::kPemInvalid, "pem"); }
Outcome unsupported() { return failure(ErrorCode::kPemUnsupported, "pem"); }

// hmacWithSHA256 and its neighbours (RFC 8018 appendix B.1.2).
std::optional<Digest> find_prf(Bytes oid) {
  constexpr std::string_view kHmac{"\x2A\x86\x48\x86\xF7\x0D\x02", 7};
  if (oid.size() != kHmac.size() + 1 || !oid::is(oid.first(kHmac.size()), kHmac))
    return std::nullopt;
  switch (oid.back()) {
    case 9:
      return Digest::kSha256;
    case 10:
      return Digest::kSha384;
    case 11:
      return Digest::kSha512;
    default:
      return std::nullopt;
  }
}

// The key size of AES-CBC (RFC 8018 appendix B.2.5), or 0.
std::size_t find_cipher(Bytes oid) {
  constexpr std::string_view kAes{"\x60\x86\x48\x01\x65\x03\x04\x01", 8};
  if (oid.size() != kAes.size() + 1 || !oid::is(oid.first(kAes.size()), kAes)) return 0;
  switch (oid.back()) {
    case 2:
      return 16;
    case 22:
      return 24;
    case 42:
      return 32;
    default:
      return 0;
  }
}

std::uint32_t small_number(Bytes number) {
  if (number.size() > 4) return 0xFFFFFFFF;
  std::uint32_t value = 0;
  for (const std::uint8_t byte : number) value = value << 8 | byte;
  return value;
}

// PBKDF2-params (RFC 8018 appendix A.2).
Outcome read_derivation(Reader& parent, Pbes2& scheme) {
  Reader derivation = parent.inside(Tag::kSequence);
  if (!oid::is(derivation.next_of(Tag::kOid), oid::kPbkdf2))
    return derivation.ok() ? unsupported() : invalid();
  Reader params = derivation.inside(Tag::kSequence);
  scheme.salt = params.next_of(Tag::kOctetString);
  scheme.iterations = small_number(params.number());
  // The length of the key is implied by the cipher, and is here only to be held to it.
  std::optional<std::uint32_t> key_size;
  if (!params.rest().empty() && params.rest()[0] == static_cast<std::uint8_t>(Tag::kInteger))
    key_size = small_number(params.number());
  if (!params.ok() || !derivation.at_end()) return invalid();
  if (params.at_end()) return unsupported();  // the default is HMAC with SHA-1
  Reader prf = params.inside(Tag::kSequence);
  const std::optional<Digest> digest = find_prf(prf.next_of(Tag::kOid));
  if (!prf.at_end()) prf.next_of(Tag::kNull);
  if (!prf.at_end() || !params.at_end()) return invalid();
  if (!digest) return unsupported();
  scheme.prf = *digest;
  scheme.key_size = key_size.value_or(0);
  return success();
}

Outcome read_cipher(Reader& parent, Pbes2& scheme) {
  Reader cipher = parent.inside(Tag::kSequence);
  const std::size_t key_size = find_cipher(cipher.next_of(Tag::kOid));
  if (!cipher.ok()) return invalid();
  if (key_size == 0) return unsupported();
  scheme.iv = cipher.next_of(Tag::kOctetString);
  const bool agrees = scheme.key_size == 0 || scheme.key_size == key_size;
  scheme.key_size = key_size;
  return cipher.at_end() && scheme.iv.size() == 16 && agrees ? success() : invalid();
}

}  // namespace

Result<SecretBytes> decrypt_pkcs8(Bytes der, Bytes passphrase) {
  Reader whole(der);
  Reader info = whole.inside(Tag::kSequence);
  Reader algorithm = info.inside(Tag::kSequence);
  const Bytes data = info.next_of(Tag::kOctetString);
  const Bytes oid = algorithm.next_of(Tag::kOid);
  if (!whole.at_end() || !info.at_end()) return invalid();
  if (!oid::is(oid, oid::kPbes2)) return unsupported();
  Reader params = algorithm.inside(Tag::kSequence);
  Pbes2 scheme{};
  if (const Outcome outcome = read_derivation(params, scheme); !outcome.ok()) return outcome;
  if (const Outcome outcome = read_cipher(params, scheme); !outcome.ok()) return outcome;
  if (!params.at_end() || !algorithm.at_end()) return invalid();
  if (scheme.iterations == 0 || scheme.iterations > kMaxPbkdf2Iterations) return unsupported();
  std::optional<SecretBytes> plain = crypto::pbes2_decrypt(scheme, passphrase, data);
  if (!plain) return failure(ErrorCode::kPassphraseWrong, "passphrase");
  return *std::move(plain);
}

}  // namespace holoband
