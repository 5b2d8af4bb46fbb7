// Keys, tokens and verifiers for tests. Everything is deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/clock.h"
#include "holoband/key.h"
#include "holoband/verifier.h"

namespace holoband::test {

inline constexpr NumericDate kNow = 1767225600;  // 2026-01-01T00:00:00Z
inline constexpr std::string_view kIssuer = "https://issuer.example";
inline constexpr std::string_view kAudience = "https://api.example";
inline constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";

// kClaims satisfy policy(): they expire an hour after kNow.
inline constexpr std::string_view kClaims =
    R"({"iss":"https://issuer.example","aud":"https://api.example","exp":1767229200,"sub":"alice"})";

// secret returns `size` bytes that look random; another seed gives other ones.
[[nodiscard]] std::vector<std::uint8_t> secret(std::size_t size, std::uint32_t seed = 1);

// secret_key returns a key whose secret is as long as its algorithm demands.
[[nodiscard]] Key secret_key(std::string_view algorithm = "HS256", std::string_view kid = {},
                             std::uint32_t seed = 1);

// key_for returns a secret or private key for any algorithm. It is made once for the whole run.
[[nodiscard]] const Key& key_for(std::string_view algorithm);

// secret_algorithms returns the rows of HMAC.
[[nodiscard]] std::vector<const Algorithm*> secret_algorithms();

// signature_of signs, and traps where the key cannot.
[[nodiscard]] std::vector<std::uint8_t> signature_of(const Key& key, std::string_view message);

// encode and decode are base64url; decode is for tests that know the text to be canonical.
[[nodiscard]] std::string encode(std::string_view bytes);
[[nodiscard]] std::string decode(std::string_view text);

// sign makes a token with a right signature around a header and a payload of any content.
[[nodiscard]] std::string sign(const Key& key, std::string_view header, std::string_view payload);

// sign_segments does the same for segments that need not be canonical base64url.
[[nodiscard]] std::string sign_segments(const Key& key, std::string_view header,
                                        std::string_view payload);

// policy accepts tokens of `key` for kIssuer and kAudience.
[[nodiscard]] VerifierOptions policy(const Key& key);

// open_policy accepts tokens of `key` from anybody for anybody, with or without expiry.
[[nodiscard]] VerifierOptions open_policy(const Key& key);

// verdict verifies with a verifier made for this one token, and describes the outcome.
[[nodiscard]] std::string verdict(const VerifierOptions& options, std::string_view token,
                                  NumericDate now = kNow);

// verdict_on_claims signs the claims with the first key of the policy, and verifies.
[[nodiscard]] std::string verdict_on_claims(const VerifierOptions& options, std::string_view claims,
                                            NumericDate now = kNow);

// verdict_on_header signs kClaims under a header of any content, and verifies.
[[nodiscard]] std::string verdict_on_header(const VerifierOptions& options,
                                            std::string_view header);

// first_failure describes the first finding that failed, or "OK".
[[nodiscard]] std::string first_failure(const std::vector<Finding>& findings);

}  // namespace holoband::test
