// JSON Web Signature, compact form (RFC 7515): taking it apart, and putting it together.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "holoband/json/scanner.h"
#include "holoband/key.h"
#include "holoband/result.h"

namespace holoband {

// The parts of a token, as `detail` of a failure names them.
namespace part {
inline constexpr std::string_view kHeader = "header";
inline constexpr std::string_view kPayload = "payload";
inline constexpr std::string_view kSignature = "signature";
}  // namespace part

// The limit on the size of a token, for those who make them and those who take them.
inline constexpr std::size_t kDefaultMaxTokenBytes = 8192;
inline constexpr std::size_t kSmallestMaxTokenBytes = 64;
inline constexpr std::size_t kLargestMaxTokenBytes = std::size_t{16} * 1024 * 1024;

// check_max_token_bytes fails with kOptionRange where a limit is out of range.
[[nodiscard]] Outcome check_max_token_bytes(std::size_t limit);

// CompactJws is a token cut at its two dots. Nothing in it has been decoded or believed.
struct CompactJws {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view
      signing_input;  // header, dot, payload: what the signature is about (section 5.1)
};

// split_compact fails with kTokenEmpty or kTokenSegments. It looks no further than the third dot.
[[nodiscard]] Outcome split_compact(std::string_view token, CompactJws& parts);

// decode_segment replaces `out` with the bytes of a base64url segment; `name` is the part that a
// failure names.
[[nodiscard]] Outcome decode_segment(std::string_view segment, std::string_view name,
                                     std::string& out);

// JoseHeader is what the rules need of a header (section 4.1). It is never trusted to choose an
// algorithm or a key's material: "jwk", "jku", "x5u" and "x5c" are not even read.
struct JoseHeader {
  std::string algorithm;
  std::string kid;  // empty where there is none
  std::optional<std::string> typ;
};

// read_header checks a decoded header and fills `header`.
// Failures: those of the scanner, kHeaderType, kAlgorithmMissing, kCritUnsupported,
// kB64Unsupported.
[[nodiscard]] Outcome read_header(json::Scanner& scanner, std::string_view text,
                                  JoseHeader& header);

// HeaderOptions say what a header holds beside "alg" and "kid".
struct HeaderOptions {
  std::optional<std::string> typ;
  std::string_view parameters;  // the text of a JSON object with further parameters; empty for none
};

// write_header returns the encoded header segment for tokens signed with `key`. The parameters that
// the rules of verification give a meaning to cannot be set by hand.
// Failures: those of the scanner, kHeaderReserved.
[[nodiscard]] Result<std::string> write_header(json::Scanner& scanner, const Key& key,
                                               const HeaderOptions& options);

// signed_size returns how long a token is whose signing input has `input_size` characters.
[[nodiscard]] std::size_t signed_size(const Key& key, std::size_t input_size);

// sign_in_place puts a dot and the signature behind a signing input, for which `token` has the room of signed_size.
// Failures: those of Key::sign; then there is no signature.
[[nodiscard]] Outcome sign_in_place(const Key& key, char* token, std::size_t input_size,
                                    KeyMemo* memo = nullptr);

// append_signed appends the whole token, `header_segment.payload.signature`, to `out`, which is as it
// was where the key cannot sign. Failures: those of Key::sign.
[[nodiscard]] Outcome append_signed(const Key& key, std::string_view header_segment,
                                    std::string_view payload, std::string& out);

}  // namespace holoband
