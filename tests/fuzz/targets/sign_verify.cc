// What an issuer signs, a verifier accepts and gives back as it was; and it refuses the token with any one character changed,
// left out or doubled.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "holoband/issuer.h"
#include "holoband/verifier.h"
#include "support/json_mutator.h"
#include "support/json_reference.h"
#include "support/json_values.h"
#include "support/nlohmann.h"
#include "support/require.h"
#include "support/samples.h"
#include "support/tokens.h"

namespace holoband::fuzz {
namespace {

constexpr std::size_t kOptions = 6;

const std::vector<Key>& all_keys() {
  static const std::vector<Key> kKeys = [] {
    std::vector<Key> keys = secret_keys();
    keys.insert(keys.end(), private_keys().begin(), private_keys().end());
    return keys;
  }();
  return kKeys;
}

IssuerOptions issuer_options(const Input& input) {
  IssuerOptions options{.key = all_keys()[input.option(0, all_keys().size())]};
  const std::size_t flags = input.option(1, 32);
  if ((flags & 1) != 0) options.issuer = std::string(test::kIssuer);
  if ((flags & 2) != 0) options.audiences = {std::string(test::kAudience)};
  if ((flags & 4) != 0) options.audiences = {std::string(test::kAudience), "\"b\"\n"};
  if ((flags & 8) != 0) options.ttl = 900;
  options.issue_tokens_without_expiry = (flags & 24) == 16;
  options.max_token_bytes = std::size_t{1} << 16;
  return options;
}

Verifier verifier_for(const IssuerOptions& issuer) {
  VerifierOptions options;
  const bool secret = issuer.key.kind() == KeyKind::kSecret;
  options.trust.keys = {secret ? issuer.key : issuer.key.public_half().value()};
  options.trust.algorithms = {std::string(issuer.key.algorithm().name)};
  options.trust.max_token_bytes = issuer.max_token_bytes;
  if (issuer.issuer) options.claims.issuers = {*issuer.issuer};
  if (issuer.audiences) options.claims.audiences = issuer.audiences;
  options.claims.accept_tokens_without_expiry = issuer.issue_tokens_without_expiry;
  return Verifier::create(std::move(options)).value();
}

// What the issuer sets is there, and all else is what was given.
void require_same_claims(std::string_view given, std::string_view found,
                         const IssuerOptions& issuer) {
  Json rest = Json::parse(found, nullptr, /*allow_exceptions=*/false);
  const Json claims = Json::parse(given, nullptr, /*allow_exceptions=*/false);
  require(issuer.issuer.has_value() ? rest["iss"] == Json(*issuer.issuer) : true,
          "the issuer is set");
  require(!issuer.ttl || rest["exp"] == Json(test::kNow + *issuer.ttl) || claims.contains("iat") ||
              claims.contains("exp"),
          "the expiry is set");
  for (const char* name : {"iss", "aud", "exp", "iat"}) {
    if (!claims.contains(name)) rest.erase(name);
  }
  require(rest == claims, "the claims come back as they were");
}

// A change of one character: another one of base64url, none, or one more.
std::string changed(std::string token, const Input& input) {
  constexpr std::string_view kCharacters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
  const std::size_t at = (input.option(2, 256) * 256 + input.option(3, 256)) % token.size();
  const char other = kCharacters[input.option(4, kCharacters.size())];
  switch (input.option(5, 4)) {
    case 0:
      return token.erase(at, 1);
    case 1:
      return token.insert(at, 1, other);
    case 2:
      return token.insert(at, 1, token[at]);
    default:
      token[at] = other != token[at] ? other : kCharacters[(input.option(4, 64) + 1) % 64];
      return token;
  }
}

void require_refused_when_changed(Verifier& verifier, const std::string& token, const Input& input,
                                  NumericDate now) {
  const std::string other = changed(token, input);
  if (other == token) return;
  const Result<VerifiedToken> verified = verifier.verify(other, now);
  require(!verified.ok(), "a token with one change is refused");
  require_plain_refusal(verified.outcome(), other);
}

NumericDate time_to_verify(std::string_view claims) {
  const Json all = Json::parse(claims, nullptr, /*allow_exceptions=*/false);
  const double nbf = all.contains("nbf") ? all["nbf"].get<double>() : 0;
  return std::max(test::kNow, nbf);
}

void check(const Input& input) {
  const IssuerOptions options = issuer_options(input);
  Issuer issuer = Issuer::create(options).value();
  const Result<std::string_view> issued = issuer.issue(input.text, test::kNow);
  if (!issued.ok()) return require_plain_refusal(issued.outcome(), input.text);
  const std::string token(issued.value());
  require(token.size() <= options.max_token_bytes, "no token is longer than a verifier takes");
  if (issuer.signs_deterministically())
    require(issuer.issue(input.text, test::kNow).value() == token,
            "the same claims are the same token");

  Verifier verifier = verifier_for(options);
  const NumericDate now = time_to_verify(input.text);
  const Result<VerifiedToken> verified = verifier.verify(token, now);
  if (!verified.ok()) {
    require(verified.outcome().code == ErrorCode::kTokenExpired,
            "what is issued is accepted until it expires");
    return;
  }
  const std::string claims(verified.value().claims_json());
  require_same_members(verified.value().claims(), claims);
  require_same_claims(input.text, claims, options);
  require_refused_when_changed(verifier, token, input, now);
  require(verifier.verify(token, now).ok(), "and goes on being accepted");
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holoband::fuzz;
  check({data, size, kOptions});
  return 0;
}

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  using namespace holoband::fuzz;
  return mutate_json_input(data, size, max_size, seed, sample_claims(), kOptions);
}
