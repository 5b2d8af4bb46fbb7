// What is called once per token: raw exports. An embind call costs forty times as much, one with a string argument five
// hundred times. Each returns a code of error_codes.def and leaves the rest in the frame.
#include <emscripten/emscripten.h>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "claims_table.h"
#include "handles.h"
#include "holoband/jws.h"
#include "memory.h"

namespace holoband::wasm {
namespace {

// The buffers of calls that belong to no handle.
struct Workspace {
  std::string header;
  std::string payload;
  std::string signature;
  json::Scanner scanner;
};

Workspace& workspace() {
  static Workspace instance;
  return instance;
}

Outcome decode_unverified(std::string_view token) {
  Workspace& work = workspace();
  CompactJws parts;
  if (const Outcome outcome = split_compact(token, parts); !outcome.ok()) return outcome;
  const struct {
    std::string_view segment;
    std::string_view name;
    std::string& bytes;
    bool json;
  } segments[] = {{parts.header, part::kHeader, work.header, true},
                  {parts.payload, part::kPayload, work.payload, true},
                  {parts.signature, part::kSignature, work.signature, false}};
  for (const auto& segment : segments) {
    if (const Outcome outcome = decode_segment(segment.segment, segment.name, segment.bytes);
        !outcome.ok()) {
      return outcome;
    }
    if (!segment.json) continue;
    if (const Outcome outcome = work.scanner.scan_object(segment.bytes); !outcome.ok()) {
      return failure(outcome.code, segment.name);
    }
  }
  return success();
}

}  // namespace

extern "C" {

// holoband_admit tells, before a token is copied, whether a verifier would look at one of this size at all.
EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_admit(Handle handle, std::size_t size) {
  std::size_t limit = 0;
  if (const Verifier* verifier = handles().find<Verifier>(handle)) {
    limit = verifier->max_token_bytes();
  } else if (const JwsVerifier* jws_verifier = handles().find<JwsVerifier>(handle)) {
    limit = jws_verifier->max_token_bytes();
  } else {
    return answer_outcome(failure(ErrorCode::kDisposed));
  }
  return answer_outcome(size > limit ? failure(ErrorCode::kTokenTooLarge) : success());
}

EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_verify(Handle handle, std::size_t size, double now) {
  auto* verifier = handles().find<Verifier>(handle);
  if (verifier == nullptr) return answer_outcome(failure(ErrorCode::kDisposed));
  const Result<VerifiedToken> verified = verifier->verify(input_text(0, size), now);
  if (const auto* dropped = verifier->dropped_slots()) answer_dropped(*dropped);
  if (!verified.ok()) return answer_outcome(verified.outcome());
  answer_text(verified.value().claims_json());
  answer_header(verified.value().header_json(), verified.value().header_serial());
  const CachePlace place = verified.value().place();
  answer_place(place);
  answer_flag(verified.value().has_nested_claims() ? 1 : 0);
  // Of a remembered token JavaScript has the claims, as good as always.
  const bool remembered = place.serial != 0;
  answer_shape(
      remembered ? 0 : table_claims(verified.value().claims(), verified.value().claims_json()));
  return 0;
}

EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_verify_jws(Handle handle, std::size_t size) {
  auto* verifier = handles().find<JwsVerifier>(handle);
  if (verifier == nullptr) return answer_outcome(failure(ErrorCode::kDisposed));
  const Result<VerifiedJws> verified = verifier->verify(input_text(0, size));
  if (!verified.ok()) return answer_outcome(verified.outcome());
  std::string& payload = workspace().payload;
  const Outcome decoded =
      decode_segment(verified.value().payload_segment(), part::kPayload, payload);
  if (!decoded.ok()) return answer_outcome(decoded);
  answer_text(payload);
  answer_header(verified.value().header_json(), verified.value().header_serial());
  return 0;
}

EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_decode(std::size_t size) {
  const Outcome decoded = decode_unverified(input_text(0, size));
  if (!decoded.ok()) return answer_outcome(decoded);
  answer_text(workspace().payload);
  answer_header(workspace().header, 0);
  answer_flag(static_cast<std::uint32_t>(workspace().signature.size()));
  return 0;
}

// holoband_issue signs the claims that stand in the input, followed by header parameters of `header_size` bytes. A `ttl`
// that is not a number means the issuer's own.
EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_issue(Handle handle, std::size_t claims_size,
                                                  std::size_t header_size, double now, double ttl) {
  auto* issuer = handles().find<Issuer>(handle);
  if (issuer == nullptr) return answer_outcome(failure(ErrorCode::kDisposed));
  IssueOptions options;
  if (!std::isnan(ttl)) options.ttl = ttl;
  options.header_parameters = input_text(claims_size, header_size);
  const Result<std::string_view> token = issuer->issue(input_text(0, claims_size), now, options);
  if (!token.ok()) return answer_outcome(token.outcome());
  answer_text(token.value());
  return 0;
}

// holoband_sign_jws signs the payload that stands in the input, followed by a type and header parameters.
EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_sign_jws(Handle handle, std::size_t payload_size,
                                                     std::size_t typ_size,
                                                     std::size_t header_size) {
  const Key* key = handles().find<Key>(handle);
  if (key == nullptr) return answer_outcome(failure(ErrorCode::kDisposed));
  HeaderOptions options;
  if (typ_size > 0) options.typ = std::string(input_text(payload_size, typ_size));
  options.parameters = input_text(payload_size + typ_size, header_size);
  const Result<std::string> header = write_header(workspace().scanner, *key, options);
  if (!header.ok()) return answer_outcome(header.outcome());
  std::string& token = workspace().payload;
  token.clear();
  const Outcome outcome = append_signed(*key, header.value(), input_text(0, payload_size), token);
  if (!outcome.ok()) return answer_outcome(outcome);
  answer_text(token);
  return 0;
}

}  // extern "C"

}  // namespace holoband::wasm
