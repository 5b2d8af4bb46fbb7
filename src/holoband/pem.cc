#include "holoband/pem.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "holoband/encoding/base64url.h"
#include "holoband/encoding/secret_text.h"
#include "holoband/key_decrypt.h"
#include "holoband/key_der.h"

namespace holoband {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr std::size_t kMaxLabel = 64;
constexpr std::string_view kWhiteSpace = " \t\r\n";

Outcome invalid() { return failure(ErrorCode::kPemInvalid, "pem"); }
Outcome unsupported() { return failure(ErrorCode::kPemUnsupported, "pem"); }

// Block is one PEM block, and the text behind it.
struct Block {
  std::string_view label;
  std::string_view base64;
  std::string_view rest;
};

bool starts_line(std::string_view text, std::size_t position) {
  return position == 0 || text[position - 1] == '\n';
}

// find_block takes the first block of a text. What stands around it is for people (RFC 7468
// section 2), so it may be anything but another block.
std::optional<Block> find_block(std::string_view text) {
  const std::size_t begin = text.find(kBegin);
  if (begin == std::string_view::npos || !starts_line(text, begin)) return std::nullopt;
  std::string_view rest = text.substr(begin + kBegin.size());
  const std::size_t label_end = rest.find(kDashes);
  if (label_end > kMaxLabel)
    return std::nullopt;  // there is none that a key may have, or none at all
  Block block;
  block.label = rest.substr(0, label_end);
  rest = rest.substr(label_end + kDashes.size());
  const std::size_t end = rest.find(kEnd);
  if (end == std::string_view::npos || !starts_line(rest, end)) return std::nullopt;
  block.base64 = rest.substr(0, end);
  rest = rest.substr(end + kEnd.size());
  if (!rest.starts_with(block.label) || !rest.substr(block.label.size()).starts_with(kDashes))
    return std::nullopt;
  block.rest = rest.substr(block.label.size() + kDashes.size());
  return block;
}

// only_block skips the parameters that some tools write in front of an EC key: the key repeats
// them.
std::optional<Block> only_block(std::string_view text) {
  std::optional<Block> block = find_block(text);
  if (block && block->label == "EC PARAMETERS") block = find_block(block->rest);
  if (!block || block->rest.find(kBegin) != std::string_view::npos) return std::nullopt;
  return block;
}

// Base64 with padding (RFC 4648 section 4) over several lines. It is turned into base64url, whose
// decoder is the strict one of this library.
std::optional<SecretBytes> decode(std::string_view base64) {
  SecretBytes characters(base64.size());
  std::size_t size = 0;
  std::size_t padding = 0;
  for (const char character : base64) {
    if (kWhiteSpace.find(character) != std::string_view::npos) continue;
    if (character == '-' || character == '_' || (padding > 0 && character != '='))
      return std::nullopt;
    if (character == '=') {
      ++padding;
      continue;
    }
    const char url = character == '+' ? '-' : character == '/' ? '_' : character;
    characters.bytes()[size++] = static_cast<std::uint8_t>(url);
  }
  if ((size + padding) % 4 != 0 || padding > 2) return std::nullopt;
  const std::string_view text(reinterpret_cast<const char*>(characters.bytes().data()), size);
  SecretBytes decoded(base64url_decoded_size(size));
  if (!base64url_decode(text, decoded.bytes()).ok()) return std::nullopt;
  return decoded;
}

Result<EncodedKey> read_encrypted(Bytes der, std::string_view passphrase) {
  if (passphrase.empty()) return failure(ErrorCode::kPassphraseMissing, "passphrase");
  const Result<SecretBytes> plain = decrypt_pkcs8(der, as_bytes(passphrase));
  if (!plain.ok()) return plain.outcome();
  Result<EncodedKey> key = read_pkcs8(plain.value().bytes());
  // One wrong passphrase in 256 leaves a padding that looks right, and rubbish before it.
  const bool rubbish = !key.ok() && key.outcome().code == ErrorCode::kPemInvalid;
  if (rubbish) return failure(ErrorCode::kPassphraseWrong, "passphrase");
  return key;
}

using Read = Result<EncodedKey> (*)(Bytes);

constexpr std::array<std::pair<std::string_view, Read>, 6> kFormats{{
    {"PUBLIC KEY", read_spki},
    {"PRIVATE KEY", read_pkcs8},
    {"CERTIFICATE", read_certificate},
    {"RSA PUBLIC KEY", read_pkcs1_public},
    {"RSA PRIVATE KEY", read_pkcs1_private},
    {"EC PRIVATE KEY", read_sec1},
}};

Result<EncodedKey> read_block(const Block& block, std::string_view passphrase) {
  // RFC 1421 headers: the encryption of another age, by MD5.
  if (block.base64.find(':') != std::string_view::npos) return unsupported();
  const std::optional<SecretBytes> der = decode(block.base64);
  if (!der) return invalid();
  if (block.label == "ENCRYPTED PRIVATE KEY") return read_encrypted(der->bytes(), passphrase);
  for (const auto& [label, read] : kFormats) {
    if (block.label == label) return read(der->bytes());
  }
  return unsupported();
}

bool fits(const Algorithm& algorithm, const EncodedKey& key) {
  if (!takes(algorithm, key.type, key.group)) return false;
  if (!key.pss_only) return true;
  return algorithm.scheme.family == crypto::Family::kRsaPss &&
         key.pss_digest.value_or(algorithm.scheme.digest) == algorithm.scheme.digest;
}

}  // namespace

Result<Key> import_pem(std::string_view pem, std::string_view algorithm,
                       const PemOptions& options) {
  const Algorithm* row = find_algorithm(algorithm);
  if (row == nullptr) return failure(ErrorCode::kAlgorithmUnknown, "alg");
  if (pem.size() > kMaxPemBytes) return invalid();
  const std::optional<Block> block = only_block(pem);
  if (!block) return invalid();
  Result<EncodedKey> key = read_block(*block, options.passphrase);
  if (!key.ok()) return key.outcome();
  if (!fits(*row, key.value())) return failure(ErrorCode::kAlgorithmKeyMismatch, "alg");
  return Key::from_parts(*row, key.value().group, std::move(key.value().parts), options.kid);
}

Result<SecretBytes> export_pem(const Key& key, bool with_private) {
  if (key.kind() == KeyKind::kSecret) return failure(ErrorCode::kKeySymmetric, "key");
  if (key.kind() == KeyKind::kPublic && with_private)
    return failure(ErrorCode::kKeyNotPrivate, "key");
  constexpr std::size_t kBytesInLine = 48;  // 64 characters (RFC 7468 section 2)
  const std::string_view label = with_private ? "PRIVATE KEY" : "PUBLIC KEY";
  const SecretBytes der = with_private ? write_pkcs8(key) : write_spki(key);
  SecretText text(128 + der.size() / kBytesInLine * 65 + 65);
  for (const std::string_view piece : {kBegin, label, kDashes, std::string_view("\n")})
    text.add(piece);
  for (Bytes rest = der.bytes(); !rest.empty();) {
    const Bytes line = rest.first(std::min(rest.size(), kBytesInLine));
    text.add_base64(line);
    text.add("\n");
    rest = rest.subspan(line.size());
  }
  for (const std::string_view piece : {kEnd, label, kDashes, std::string_view("\n")})
    text.add(piece);
  return text.take();
}

}  // namespace holoband
