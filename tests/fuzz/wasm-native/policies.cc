#include "policies.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace holoband::verdicts {

using wasm::OptionReader;

namespace {

TrustPolicy read_trust(OptionReader& options, std::vector<Key> keys) {
  options.mandatory("algorithms");
  return {.keys = std::move(keys),
          .algorithms = options.names("algorithms").value_or(std::vector<std::string>()),
          .max_token_bytes = options.size("maxTokenBytes").value_or(kDefaultMaxTokenBytes)};
}

TokenCacheLimits read_cache(OptionReader& options) {
  options.mandatory("max");
  const std::size_t max = options.size("max").value_or(0);
  return {.max_tokens = max,
          .max_bytes = options.size("maxBytes").value_or(max * kDefaultCacheBytesPerToken)};
}

}  // namespace

Result<Verifier> make_verifier(OptionReader& options, std::vector<Key> keys) {
  VerifierOptions verifier{
      .trust = read_trust(options, std::move(keys)), .claims = {}, .types = {}};
  for (const std::string_view name : {"issuer", "audience"}) options.mandatory(name);
  verifier.claims.issuers = options.names("issuer");
  verifier.claims.audiences = options.names("audience");
  verifier.claims.tolerance = options.duration("tolerance").value_or(0);
  verifier.claims.max_age = options.duration("maxAge");
  verifier.claims.accept_tokens_without_expiry =
      options.flag("acceptTokensWithoutExpiry").value_or(false);
  verifier.claims.required_claims =
      options.names("requiredClaims").value_or(std::vector<std::string>());
  if (auto types = options.names("typ")) {
    if (types->empty()) return failure(ErrorCode::kOptionEmpty, "typ");
    verifier.types = *std::move(types);
  }
  if (const auto cache = options.object("cache")) {
    OptionReader cache_options(*cache);
    verifier.cache = read_cache(cache_options);
    if (const Outcome outcome = cache_options.outcome(); !outcome.ok())
      return failure(outcome.code, "cache");
  }
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return outcome;
  return Verifier::create(std::move(verifier));
}

Result<JwsVerifier> make_jws_verifier(OptionReader& options, std::vector<Key> keys) {
  TrustPolicy trust = read_trust(options, std::move(keys));
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return outcome;
  return JwsVerifier::create(std::move(trust));
}

Result<Issuer> make_issuer(OptionReader& options, Key key) {
  for (const std::string_view name : {"issuer", "audience", "ttl"}) options.mandatory(name);
  IssuerOptions issuer{.key = std::move(key)};
  issuer.issuer = options.text("issuer");
  issuer.audiences = options.names("audience");
  issuer.ttl = options.duration("ttl");
  issuer.issue_tokens_without_expiry = options.flag("issueTokensWithoutExpiry").value_or(false);
  if (options.null("typ")) issuer.typ.reset();
  if (auto typ = options.text("typ")) issuer.typ = std::move(typ);
  issuer.max_token_bytes = options.size("maxTokenBytes").value_or(kDefaultMaxTokenBytes);
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return outcome;
  return Issuer::create(std::move(issuer));
}

Result<session::Policy> make_session_policy(OptionReader& options) {
  session::Policy policy;
  policy.access_ttl = options.duration("accessTtl").value_or(policy.access_ttl);
  policy.idle_ttl = options.duration("idleTtl").value_or(policy.idle_ttl);
  policy.absolute_ttl = options.duration("absoluteTtl").value_or(policy.absolute_ttl);
  policy.grace = options.duration("grace").value_or(policy.grace);
  policy.access_ttl_jitter = options.number("accessTtlJitter").value_or(policy.access_ttl_jitter);
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return outcome;
  if (const Outcome outcome = session::check_policy(policy); !outcome.ok()) return outcome;
  return policy;
}

}  // namespace holoband::verdicts
