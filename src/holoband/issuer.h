// Issuer: made once with a key and what all its tokens have in common, called for every token.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/claims.h"
#include "holoband/clock.h"
#include "holoband/jws.h"
#include "holoband/result.h"

namespace holoband {

// IssuerOptions: what is set here is set in every token, and cannot be set by the claims.
struct IssuerOptions {
  Key key;
  std::optional<std::string> issuer = {};  // "iss"
  std::optional<std::vector<std::string>> audiences =
      {};                          // "aud": a string for one, an array for several
  std::optional<double> ttl = {};  // "exp" is so many seconds after the time of issue
  bool issue_tokens_without_expiry =
      false;  // else every token has an "exp", from ttl or from its claims
  std::optional<std::string> typ = "JWT";
  std::size_t max_token_bytes = kDefaultMaxTokenBytes;  // no longer than a verifier will take
};

// IssueOptions are for one token.
struct IssueOptions {
  std::optional<double> ttl;  // instead of the issuer's
  std::string_view
      header_parameters;  // a JSON object with further header parameters; empty for none
};

// Issuer keeps buffers from call to call: make one per thread. It can be moved, but not copied.
class Issuer {
 public:
  // Failures: kKeyNotPrivate, kKeyUse, kOptionEmpty, kDurationInvalid, kOptionConflict, kOptionRange; `detail` names the
  // option.
  [[nodiscard]] static Result<Issuer> create(IssuerOptions options);

  // signs_deterministically tells whether the same claims at the same time are the same token.
  [[nodiscard]] bool signs_deterministically() const {
    return options_.key.signs_deterministically();
  }

  // issue signs the claims, the text of a JSON object, together with what the issuer sets: "iss",
  // "aud", "exp", and "iat" where the claims have none. The view lives until the next call.
  // Failures: those of the scanner, kClaimConflict, kClaimType, kClaimMissing ("exp"),
  // kHeaderReserved, kTokenTooLarge, kDurationInvalid, kClockInvalid, and those of Key::sign. Nothing
  // is signed then.
  [[nodiscard]] Result<std::string_view> issue(std::string_view claims, NumericDate now,
                                               const IssueOptions& options = {});

 private:
  Issuer(IssuerOptions options, std::string constant_claims)
      : options_(std::move(options)), constant_claims_(std::move(constant_claims)) {}

  Outcome check_claims(const RegisteredClaims& claims, bool sets_expiry) const;
  struct Times {
    std::optional<double> issued_at;  // nothing where the claims have it
    std::optional<double> expiry;     // nothing where the issuer sets none
    bool operator==(const Times&) const = default;
  };

  // Opening is how tokens of one second begin: with the header, and with all that the issuer sets.
  struct Opening {
    std::string token;     // begins with it, as far as whole groups of three bytes go
    std::size_t size = 0;  // of that beginning
    std::string rest;      // of the payload, up to two bytes
    Times times;
    bool empty = false;  // the issuer sets nothing
  };

  Result<Times> check(std::string_view claims, NumericDate now, std::optional<double> ttl);
  Opening open(std::string_view header, const Times& times) const;
  Result<std::string_view> sign(Opening& opening, std::string_view claims);

  IssuerOptions options_;
  std::string constant_claims_;     // the text of "iss" and "aud", ready to be put first
  std::string header_;              // the encoded header of tokens without parameters of their own
  std::optional<Opening> opening_;  // of the last token with that header
  std::optional<Opening> own_opening_;  // of the last token with parameters of its own
  KeyMemo memo_;
  json::Scanner scanner_;
  std::string rest_;
};

}  // namespace holoband
