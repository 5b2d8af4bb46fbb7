// JwsVerifier: the part of verification that is about trust alone: size, form, header, key,
// signature.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/header_memo.h"
#include "holoband/jws.h"
#include "holoband/key_set.h"
#include "holoband/result.h"
#include "holoband/rules.h"

namespace holoband {

struct TrustPolicy {
  std::vector<Key> keys;
  std::vector<std::string> algorithms;  // a header's "alg" must be in here and be its key's
  std::size_t max_token_bytes = kDefaultMaxTokenBytes;
};

// VerifiedJws is a token whose signature is right. Only a JwsVerifier makes one. Its views live
// until the next call of the verifier that made it; payload_segment is a view of the token itself,
// and lives no longer than that.
class VerifiedJws {
 public:
  [[nodiscard]] const JoseHeader& header() const { return *header_; }
  [[nodiscard]] std::string_view header_json() const { return header_json_; }
  [[nodiscard]] std::string_view payload_segment() const { return payload_segment_; }
  // header_serial is another one for another header_json: callers can keep what they made of it.
  [[nodiscard]] std::uint32_t header_serial() const { return header_serial_; }

 private:
  friend class JwsVerifier;
  VerifiedJws() = default;

  const JoseHeader* header_ = nullptr;
  std::string_view header_json_;
  std::string_view payload_segment_;
  std::uint32_t header_serial_ = 0;
};

// JwsVerifier keeps buffers from call to call: make one per thread. It can be moved, but not
// copied.
class JwsVerifier {
 public:
  // Failures: kOptionEmpty, kAlgorithmUnknown, kOptionConflict (no key has an allowed algorithm),
  // kOptionRange, kKeyUse (the keys are for signing only), and those of KeySet::create. `detail` names the option.
  [[nodiscard]] static Result<JwsVerifier> create(TrustPolicy policy);

  [[nodiscard]] std::size_t max_token_bytes() const { return max_token_bytes_; }

  // verify applies the rules from kSize to kSignature. Where `findings` is given it gets one entry
  // per rule applied.
  [[nodiscard]] Result<VerifiedJws> verify(std::string_view token,
                                           std::vector<Finding>* findings = nullptr);

 private:
  struct Attempt;

  JwsVerifier(KeySet keys, std::vector<const Algorithm*> algorithms, std::size_t max_token_bytes)
      : keys_(std::move(keys)),
        algorithms_(std::move(algorithms)),
        max_token_bytes_(max_token_bytes) {}

  // judge applies the rules in their order. `goes_on` is told of each, and says whether the next one is applied.
  template <class GoesOn>
  void judge(Attempt& attempt, GoesOn goes_on);

  Outcome check_size(Attempt& attempt);
  Outcome check_segments(Attempt& attempt);
  Outcome check_header(Attempt& attempt);
  Outcome check_algorithm(Attempt& attempt);
  Outcome check_key(Attempt& attempt);
  Outcome check_signature(Attempt& attempt);
  KnownHeader& remember(const Attempt& attempt);

  KeySet keys_;
  std::vector<const Algorithm*> algorithms_;
  std::size_t max_token_bytes_;

  HeaderMemo known_headers_;
  // The header of a token that is not known, while it is judged.
  std::string header_json_;
  JoseHeader header_;

  json::Scanner scanner_;
  std::string signature_;
};

}  // namespace holoband
