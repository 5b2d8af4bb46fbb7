// The shared vectors, run against the C++ core: RFC examples, Wycheproof, and the attacks that
// other libraries fell to. Only what an HMAC key can be asked is asked.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "holoband/bytes.h"
#include "holoband/jwk.h"
#include "holoband/jws_verifier.h"
#include "holoband/verifier.h"
#include "support/conformance.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::VectorCase;

constexpr NumericDate kLongBeforeExpiry = 1;

bool is_hmac(const std::string& algorithm) { return algorithm.starts_with("HS"); }

// is_applicable: the policy names HMAC only, and the token is text.
bool is_applicable(const VectorCase& vector) {
  const auto& names = vector.algorithms;
  return vector.token.has_value() && !names.empty() &&
         std::all_of(names.begin(), names.end(), is_hmac);
}

Result<std::vector<Key>> keys_of(const VectorCase& vector) {
  if (!vector.jwks.empty()) {
    Result<ImportedKeySet> set = import_jwk_set(vector.jwks);
    if (!set.ok()) return set.outcome();
    return set.value().keys.keys();
  }
  const std::string_view algorithm = vector.algorithms.front();
  Result<Key> key = vector.secret
                        ? Key::from_secret(as_bytes(test::decode(*vector.secret)), algorithm)
                        : import_jwk(vector.jwk, algorithm);
  if (!key.ok()) return key.outcome();
  return std::vector<Key>{std::move(key).value()};
}

std::string verify_jws(TrustPolicy trust, const std::string& token) {
  Result<JwsVerifier> verifier = JwsVerifier::create(std::move(trust));
  if (!verifier.ok()) return describe(verifier);
  const Result<VerifiedJws> verified = verifier.value().verify(token);
  if (!verified.ok()) return describe(verified);
  std::string payload;
  return describe(decode_segment(verified.value().payload_segment(), part::kPayload, payload));
}

std::string verify_jwt(TrustPolicy trust, const VectorCase& vector) {
  VerifierOptions options;
  options.trust = std::move(trust);
  if (!vector.issuers.empty()) options.claims.issuers = vector.issuers;
  if (!vector.audiences.empty()) options.claims.audiences = vector.audiences;
  options.types = vector.types;
  options.claims.tolerance = vector.tolerance;
  return test::verdict(options, *vector.token, vector.now.value_or(kLongBeforeExpiry));
}

std::string verdict_on(const VectorCase& vector) {
  Result<std::vector<Key>> keys = keys_of(vector);
  if (!keys.ok()) return describe(keys);
  TrustPolicy trust;
  trust.keys = std::move(keys).value();
  trust.algorithms = vector.algorithms;
  return vector.jws ? verify_jws(std::move(trust), *vector.token)
                    : verify_jwt(std::move(trust), vector);
}

class Vectors : public testing::Test {
 protected:
  void SetUp() override {
    const std::optional<std::string> folder = test::vectors_folder();
    if (folder) {
      for (const std::string name :
           {"attack-cases.json", "rfc-vectors.json", "wycheproof-jws.json"}) {
        const std::vector<VectorCase> cases = test::load_vectors(*folder + "/" + name);
        EXPECT_FALSE(cases.empty()) << name << " cannot be read";
        cases_.insert(cases_.end(), cases.begin(), cases.end());
      }
      return;
    }
    const char* ci = std::getenv("CI");
    ASSERT_NE(std::string_view(ci == nullptr ? "" : ci), "true")
        << "the vectors must be there in CI";
    GTEST_SKIP() << "The shared vectors are not here; HOLOBAND_SHARED says where they are.";
  }

  std::vector<VectorCase> cases_;
};

TEST_F(Vectors, GetTheVerdictThatTheyDeserve) {
  std::size_t run = 0;
  std::size_t accepted = 0;
  for (const VectorCase& vector : cases_) {
    if (!is_applicable(vector)) continue;
    ++run;
    const std::string verdict = verdict_on(vector);
    accepted += verdict == "OK" ? 1U : 0U;
    const bool is_open = vector.expect == "acceptable";
    EXPECT_TRUE(is_open || (vector.expect == "valid") == (verdict == "OK"))
        << vector.id << " is " << vector.expect << ", and got " << verdict;
  }
  EXPECT_GT(run, 100U) << "of " << cases_.size() << " cases";
  EXPECT_GT(accepted, 20U) << "a verifier that refuses everything proves nothing";
}

// A few by name, so that a refusal for the wrong reason does not pass for a right one.
TEST_F(Vectors, AreRefusedForTheReasonThatTheyWereMadeFor) {
  const std::vector<std::pair<std::string_view, std::string_view>> expected{
      {"alg-none/v00-emptysig-hs", "ERR_ALGORITHM_NOT_ALLOWED alg"},
      {"alg-none/alg-missing-hs-signed", "ERR_ALGORITHM_MISSING alg"},
      {"alg-none/none-two-parts", "ERR_TOKEN_SEGMENTS"},
      {"signature/HS256-stripped", "ERR_SIGNATURE_MISSING signature"},
      {"signature/HS256-payload-swapped", "ERR_SIGNATURE_INVALID signature"},
      {"crit/unknown", "ERR_CRIT_UNSUPPORTED crit"},
      {"crit/empty-array", "ERR_CRIT_UNSUPPORTED crit"},
      {"hmac-key/HS256-16B", "ERR_SECRET_TOO_SHORT"},
      {"hmac-key/HS512-63B", "ERR_SECRET_TOO_SHORT"},
      {"encoding/sig-padded", "ERR_BASE64URL_ALPHABET signature"},
      {"encoding/sig-trailing-bits-1", "ERR_BASE64URL_TRAILING_BITS signature"},
      {"encoding/sig-std-alphabet", "ERR_BASE64URL_ALPHABET signature"},
      {"encoding/parts-4-parts", "ERR_TOKEN_SEGMENTS"},
      {"encoding/jwe-5-parts", "ERR_TOKEN_SEGMENTS"},
      {"json/dup-alg-none-last", "ERR_JSON_DUPLICATE_MEMBER header"},
      {"json/dup-exp-past-last", "ERR_JSON_DUPLICATE_MEMBER payload"},
      {"json/payload-array", "ERR_JSON_NOT_OBJECT payload"},
      {"json/payload-null", "ERR_JSON_NOT_OBJECT payload"},
      {"json/utf8-payload-overlong-nul", "ERR_UTF8_INVALID payload"},
      {"json/nul-suffix-iss", "ERR_ISSUER_MISMATCH iss"},
      {"claims/exp-eq-now", "ERR_TOKEN_EXPIRED exp"},
      {"claims/exp-type-string-num", "ERR_CLAIM_TYPE exp"},
      {"claims/exp-num-1e400", "ERR_JSON_NUMBER_RANGE payload"},
      {"claims/nbf-now+1", "ERR_TOKEN_NOT_ACTIVE nbf"},
      {"claims/iss-array", "ERR_CLAIM_TYPE iss"},
      {"claims/aud-object", "ERR_CLAIM_TYPE aud"},
      {"claims/typ-at-got-JWT", "ERR_TYP_NOT_ALLOWED typ"},
      {"dos/10mb-dots", "ERR_TOKEN_TOO_LARGE"},
      {"dos/deep-payload-10000", "ERR_TOKEN_TOO_LARGE"},
      {"rfc/7515-A.5-none", "ERR_ALGORITHM_NOT_ALLOWED alg"},
      {"rfc/7515-E-crit", "ERR_CRIT_UNSUPPORTED crit"},
      {"wycheproof-jwk/4-rejectsDuplicateKid", "ERR_KEY_SET_EMPTY keys"},
      {"wycheproof-jwk/16-empty_key", "ERR_KEY_SET_EMPTY keys"},
      {"wycheproof-jwk/25-rejectsAesKey", "ERR_KEY_SET_EMPTY keys"}};
  for (const auto& [name, verdict] : expected) {
    const std::string_view id = name;
    const auto found = std::find_if(cases_.begin(), cases_.end(),
                                    [&](const VectorCase& vector) { return vector.id == id; });
    ASSERT_NE(found, cases_.end()) << id;
    EXPECT_EQ(verdict_on(*found), verdict) << id;
  }
}

// CVE-2015-9235 and its whole family: the attacker signs with the text of the public key, so no
// text of a key of these cases may become an HMAC secret.
TEST_F(Vectors, LendNoneOfTheirPublicKeysAsASecret) {
  std::size_t tried = 0;
  for (const VectorCase& vector : cases_) {
    for (const std::string& text : {vector.pem, vector.jwk, vector.jwks}) {
      if (text.empty()) continue;
      ++tried;
      EXPECT_EQ(describe(Key::from_secret(as_bytes(text), "HS256")), "ERR_SECRET_IS_KEY_MATERIAL")
          << vector.id;
    }
  }
  EXPECT_GT(tried, 400U);
}

}  // namespace
}  // namespace holoband
