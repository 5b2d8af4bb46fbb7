#include "holoband/jws.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "holoband/bytes.h"
#include "holoband/encoding/base64url.h"
#include "holoband/encoding/word.h"
#include "holoband/json/quote.h"

namespace holoband {
namespace {

using json::Kind;
using json::Value;

// What write_header sets itself, what would change the meaning of the token, and what carries or
// points at keys.
constexpr std::array<std::string_view, 11> kReservedParameters{
    "alg", "typ", "kid", "crit", "b64", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256"};

Outcome read_string(const Value* value, std::string_view name, std::string& out) {
  out.clear();
  if (value == nullptr || json::decode_string(*value, out)) return success();
  return failure(ErrorCode::kHeaderType, name);
}

// An unencoded payload (RFC 7797) is signed differently: two readers of one token must not disagree
// about it, so the member is refused even where "crit" does not list it. Its default, true, changes
// nothing.
Outcome check_extensions(const json::Scanner& scanner) {
  if (scanner.find("crit") != nullptr) return failure(ErrorCode::kCritUnsupported, "crit");
  const Value* b64 = scanner.find("b64");
  if (b64 != nullptr && b64->kind != Kind::kTrue) return failure(ErrorCode::kB64Unsupported, "b64");
  return success();
}

void append_member(std::string_view name, std::string_view value, std::string& json) {
  json += json.size() > 1 ? ",\"" : "\"";
  json += name;
  json += "\":";
  json::append_quoted(value, json);
}

// find_dot returns the position of the first dot from `at` on, or the end.
std::size_t find_dot(std::string_view token, std::size_t at) {
  for (; token.size() - at >= kWordSize; at += kWordSize) {
    const std::uint64_t marks = mark_equal(load_word(token.data() + at), '.');
    if (marks != 0) return at + first_mark(marks);
  }
  while (at < token.size() && token[at] != '.') ++at;
  return at;
}

}  // namespace

Outcome check_max_token_bytes(std::size_t limit) {
  const bool in_range = limit >= kSmallestMaxTokenBytes && limit <= kLargestMaxTokenBytes;
  return in_range ? success() : failure(ErrorCode::kOptionRange, "maxTokenBytes");
}

Outcome split_compact(std::string_view token, CompactJws& parts) {
  if (token.empty()) return failure(ErrorCode::kTokenEmpty);
  const std::size_t first = find_dot(token, 0);
  if (first == token.size()) return failure(ErrorCode::kTokenSegments);
  const std::size_t second = find_dot(token, first + 1);
  if (second == token.size()) return failure(ErrorCode::kTokenSegments);
  if (find_dot(token, second + 1) != token.size()) return failure(ErrorCode::kTokenSegments);
  parts.header = token.substr(0, first);
  parts.payload = token.substr(first + 1, second - first - 1);
  parts.signature = token.substr(second + 1);
  parts.signing_input = token.substr(0, second);
  return success();
}

Outcome decode_segment(std::string_view segment, std::string_view name, std::string& out) {
  out.resize(base64url_decoded_size(segment.size()));
  const MutableBytes room{reinterpret_cast<std::uint8_t*>(out.data()), out.size()};
  const Base64urlDecoded decoded = base64url_decode(segment, room);
  return decoded.ok() ? success() : failure(decoded.code, name);
}

Outcome read_header(json::Scanner& scanner, std::string_view text, JoseHeader& header) {
  const Outcome scanned = scanner.scan_object(text);
  if (!scanned.ok()) return failure(scanned.code, part::kHeader);
  if (const Outcome extensions = check_extensions(scanner); !extensions.ok()) return extensions;

  const Value* alg = scanner.find("alg");
  if (alg == nullptr) return failure(ErrorCode::kAlgorithmMissing, "alg");
  if (const Outcome outcome = read_string(alg, "alg", header.algorithm); !outcome.ok())
    return outcome;
  if (const Outcome outcome = read_string(scanner.find("kid"), "kid", header.kid); !outcome.ok())
    return outcome;

  const Value* typ = scanner.find("typ");
  header.typ.reset();
  return typ == nullptr ? success() : read_string(typ, "typ", header.typ.emplace());
}

Result<std::string> write_header(json::Scanner& scanner, const Key& key,
                                 const HeaderOptions& options) {
  std::string json = "{";
  append_member("alg", key.algorithm().name, json);
  if (options.typ) append_member("typ", *options.typ, json);
  if (!key.kid().empty()) append_member("kid", key.kid(), json);
  if (!options.parameters.empty()) {
    const Outcome scanned = scanner.scan_object(options.parameters);
    if (!scanned.ok()) return failure(scanned.code, part::kHeader);
    for (const json::Member& member : scanner.members()) {
      const auto* reserved =
          std::find(kReservedParameters.begin(), kReservedParameters.end(), member.name);
      if (reserved != kReservedParameters.end())
        return failure(ErrorCode::kHeaderReserved, *reserved);
      json += ',';
      json::append_quoted(member.name, json);
      json += ':';
      json += member.value.raw;
    }
  }
  json += '}';
  return base64url_encode(as_bytes(json));
}

std::size_t signed_size(const Key& key, std::size_t input_size) {
  return input_size + 1 + base64url_encoded_size(key.signature_size());
}

Outcome sign_in_place(const Key& key, char* token, std::size_t input_size, KeyMemo* memo) {
  std::array<std::uint8_t, crypto::kMaxSignatureSize> signature;  // NOLINT(*-member-init): written
  const MutableBytes room = MutableBytes(signature).first(key.signature_size());
  if (const Outcome outcome = key.sign(as_bytes({token, input_size}), room, memo); !outcome.ok())
    return outcome;
  token[input_size] = '.';
  base64url_encode(room, token + input_size + 1);
  return success();
}

Outcome append_signed(const Key& key, std::string_view header_segment, std::string_view payload,
                      std::string& out) {
  const std::size_t start = out.size();
  out += header_segment;
  out += '.';
  append_base64url(as_bytes(payload), out);
  const std::size_t input_size = out.size() - start;
  out.resize(start + signed_size(key, input_size));
  const Outcome outcome = sign_in_place(key, out.data() + start, input_size);
  if (!outcome.ok()) out.resize(start);
  return outcome;
}

}  // namespace holoband
