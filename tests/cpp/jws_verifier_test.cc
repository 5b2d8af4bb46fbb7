#include "holoband/jws_verifier.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::decode;
using test::describe;
using test::encode;
using test::kClaims;
using test::secret_key;
using test::sign;

TrustPolicy trust(std::vector<Key> keys, std::vector<std::string> algorithms = {"HS256"}) {
  TrustPolicy policy;
  policy.keys = std::move(keys);
  policy.algorithms = std::move(algorithms);
  return policy;
}

JwsVerifier verifier(TrustPolicy policy) { return JwsVerifier::create(std::move(policy)).value(); }

std::string created(TrustPolicy policy) { return describe(JwsVerifier::create(std::move(policy))); }

// verdict_on signs the header with `key`, and verifies under the policy.
std::string verdict_on(std::string_view header, const Key& key, TrustPolicy policy) {
  return describe(verifier(std::move(policy)).verify(sign(key, header, "payload")));
}

std::string verdict_on(std::string_view header) {
  return verdict_on(header, secret_key(), trust({secret_key()}));
}

TEST(JwsVerifierCreate, TakesAPolicyWithKeysAndAlgorithms) {
  EXPECT_EQ(created(trust({secret_key()})), "OK");
  EXPECT_EQ(created(trust({secret_key(), secret_key("HS512")}, {"HS512", "HS256", "HS384"})), "OK");
  EXPECT_EQ(created(trust({secret_key()}, {"HS256", "HS256"})), "OK");
}

// "an empty allow-list allows nothing": it is not a policy at all.
TEST(JwsVerifierCreate, RefusesAnEmptyListOfAlgorithms) {
  EXPECT_EQ(created(trust({secret_key()}, {})), "ERR_OPTION_EMPTY algorithms");
}

// Whoever waits for keys can tell a bad policy from keys that are not there yet.
TEST(JwsVerifierCreate, JudgesThePolicyBeforeItMissesKeys) {
  EXPECT_EQ(created(trust({})), "ERR_KEY_SET_EMPTY keys");
  EXPECT_EQ(created(trust({}, {})), "ERR_OPTION_EMPTY algorithms");
  TrustPolicy policy = trust({});
  policy.max_token_bytes = 0;
  EXPECT_EQ(created(std::move(policy)), "ERR_OPTION_RANGE maxTokenBytes");
}

TEST(JwsVerifierCreate, RefusesAlgorithmsThatDoNotExist) {
  for (const std::string name : {"none", "NONE", "", "hs256", "RS1", "ES257", "HS256 ", "*"}) {
    EXPECT_EQ(created(trust({secret_key()}, {"HS256", name})), "ERR_ALGORITHM_UNKNOWN algorithms")
        << name;
  }
}

// CVE-2022-23540: no key and no algorithms meant that "none" was accepted.
TEST(JwsVerifierCreate, RefusesAPolicyWithoutKeys) {
  EXPECT_EQ(created(trust({})), "ERR_KEY_SET_EMPTY keys");
  EXPECT_EQ(created(trust({}, {})), "ERR_OPTION_EMPTY algorithms");
}

TEST(JwsVerifierCreate, RefusesAlgorithmsThatNoKeyHas) {
  EXPECT_EQ(created(trust({secret_key()}, {"HS384", "HS512"})), "ERR_OPTION_CONFLICT algorithms");
}

TEST(JwsVerifierCreate, HoldsTheLimitOnTokensToItsRange) {
  EXPECT_EQ(kSmallestMaxTokenBytes, 64U);
  EXPECT_EQ(kDefaultMaxTokenBytes, 8192U);
  EXPECT_EQ(kLargestMaxTokenBytes, 16777216U);
  for (const std::size_t size :
       {kSmallestMaxTokenBytes, kDefaultMaxTokenBytes, kLargestMaxTokenBytes}) {
    TrustPolicy policy = trust({secret_key()});
    policy.max_token_bytes = size;
    EXPECT_EQ(created(policy), "OK") << size;
    EXPECT_EQ(verifier(policy).max_token_bytes(), size);
  }
  for (const std::size_t size :
       {std::size_t{0}, kSmallestMaxTokenBytes - 1, kLargestMaxTokenBytes + 1}) {
    TrustPolicy policy = trust({secret_key()});
    policy.max_token_bytes = size;
    EXPECT_EQ(created(policy), "ERR_OPTION_RANGE maxTokenBytes") << size;
  }
}

TEST(JwsVerifier, ReturnsWhatWasSignedAndNothingItMadeUp) {
  JwsVerifier jws = verifier(trust({secret_key("HS256", "k1")}));
  const std::string header = R"({ "kid":"k1", "alg":"HS256", "typ":"X", "extra":[1] })";
  const std::string token = sign(secret_key("HS256", "k1"), header, "any payload at all \xFF");
  const Result<VerifiedJws> verified = jws.verify(token);
  ASSERT_EQ(describe(verified), "OK");
  EXPECT_EQ(verified.value().header_json(), header);
  EXPECT_EQ(decode(verified.value().payload_segment()), "any payload at all \xFF");
  EXPECT_EQ(verified.value().header().algorithm, "HS256");
  EXPECT_EQ(verified.value().header().kid, "k1");
  EXPECT_EQ(verified.value().header().typ, "X");
}

TEST(JwsVerifier, TakesATokenOfExactlyTheLimitAndNoneThatIsAByteLonger) {
  const std::string token = sign(secret_key(), R"({"alg":"HS256"})", std::string(300, 'x'));
  TrustPolicy policy = trust({secret_key()});
  policy.max_token_bytes = token.size();
  EXPECT_EQ(describe(verifier(policy).verify(token)), "OK");
  policy.max_token_bytes = token.size() - 1;
  EXPECT_EQ(describe(verifier(policy).verify(token)), "ERR_TOKEN_TOO_LARGE");
}

TEST(JwsVerifier, LooksAtTheSizeBeforeAnythingElse) {
  JwsVerifier jws = verifier(trust({secret_key()}));
  EXPECT_EQ(describe(jws.verify(std::string(kDefaultMaxTokenBytes, '.'))), "ERR_TOKEN_SEGMENTS");
  EXPECT_EQ(describe(jws.verify(std::string(kDefaultMaxTokenBytes + 1, '.'))),
            "ERR_TOKEN_TOO_LARGE");
  EXPECT_EQ(describe(jws.verify("")), "ERR_TOKEN_EMPTY");
}

// CVE-2015-9235, CVE-2022-23540, RFC 7515 appendix A.5 and every other spelling of "none".
TEST(JwsVerifier, KnowsNoAlgorithmNone) {
  for (const std::string_view name : {"none", "None", "nOnE", "NONE", "none ", " none", ""}) {
    const std::string header = "{\"alg\":\"" + std::string(name) + "\"}";
    EXPECT_EQ(verdict_on(header), "ERR_ALGORITHM_NOT_ALLOWED alg") << name;
    JwsVerifier jws = verifier(trust({secret_key()}));
    const std::string unsigned_token = encode(header) + "." + encode(kClaims);
    EXPECT_EQ(describe(jws.verify(unsigned_token + ".")), "ERR_ALGORITHM_NOT_ALLOWED alg") << name;
    EXPECT_EQ(describe(jws.verify(unsigned_token)), "ERR_TOKEN_SEGMENTS") << name;
  }
}

TEST(JwsVerifier, RefusesATokenWithoutASignature) {
  const std::string token = encode(R"({"alg":"HS256"})") + "." + encode(kClaims) + ".";
  EXPECT_EQ(describe(verifier(trust({secret_key()})).verify(token)),
            "ERR_SIGNATURE_MISSING signature");
}

TEST(JwsVerifier, TakesAnAlgorithmOnlyWhereItIsSpelledExactly) {
  for (const std::string_view name :
       {"hs256", "HS256 ", " HS256", "HS-256", "HS2567", "HS25", "HS256\\u0000"}) {
    EXPECT_EQ(verdict_on("{\"alg\":\"" + std::string(name) + "\"}"),
              "ERR_ALGORITHM_NOT_ALLOWED alg")
        << name;
  }
  EXPECT_EQ(verdict_on(R"({"alg":"\u0048S256"})"), "OK");
}

TEST(JwsVerifier, RefusesAnAlgorithmThatThePolicyDoesNotName) {
  const TrustPolicy policy = trust({secret_key("HS256"), secret_key("HS512")}, {"HS512"});
  EXPECT_EQ(verdict_on(R"({"alg":"HS256"})", secret_key("HS256"), policy),
            "ERR_ALGORITHM_NOT_ALLOWED alg");
  EXPECT_EQ(verdict_on(R"({"alg":"HS512"})", secret_key("HS512"), policy), "OK");
}

// CVE-2026-48523 (GHSA-jq35-7prp-9v3f): in the list *and* the key's own.
TEST(JwsVerifier, RefusesAnAllowedAlgorithmThatIsNotTheKeysOwn) {
  const TrustPolicy policy = trust({secret_key("HS256", "a")}, {"HS256", "HS512"});
  EXPECT_EQ(verdict_on(R"({"alg":"HS512","kid":"a"})", secret_key("HS512"), policy),
            "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(verdict_on(R"({"alg":"HS512"})", secret_key("HS512"), policy),
            "ERR_ALGORITHM_KEY_MISMATCH alg");
}

// The algorithm comes from the key: a header that names another one of the same length of secret
// does not change how the key verifies.
TEST(JwsVerifier, RefusesASignatureThatWasMadeWithAnotherAlgorithmThanTheHeaderSays) {
  EXPECT_EQ(verdict_on(R"({"alg":"HS256"})", secret_key("HS512"), trust({secret_key("HS256")})),
            "ERR_SIGNATURE_INVALID signature");
  EXPECT_EQ(verdict_on(R"({"alg":"HS512"})", secret_key("HS256"),
                       trust({secret_key("HS512")}, {"HS512"})),
            "ERR_SIGNATURE_INVALID signature");
}

TEST(JwsVerifier, SelectsTheKeyThatTheKidNames) {
  const Key a = secret_key("HS256", "a", 1);
  const Key b = secret_key("HS256", "b", 2);
  const TrustPolicy policy = trust({a, b});
  EXPECT_EQ(verdict_on(R"({"alg":"HS256","kid":"a"})", a, policy), "OK");
  EXPECT_EQ(verdict_on(R"({"alg":"HS256","kid":"b"})", b, policy), "OK");
  EXPECT_EQ(verdict_on(R"({"alg":"HS256","kid":"b"})", a, policy),
            "ERR_SIGNATURE_INVALID signature");
  EXPECT_EQ(verdict_on(R"({"alg":"HS256","kid":"c"})", a, policy), "ERR_KEY_NOT_FOUND");
  EXPECT_EQ(verdict_on(R"({"alg":"HS256"})", a, policy), "ERR_KEY_AMBIGUOUS");
}

// A token from an attacker who signs with the secret that a hostile kid would have led to.
TEST(JwsVerifier, UsesAKidAsANameAndNothingElse) {
  for (const std::string_view kid :
       {"/dev/null", "../../dev/null", "x' UNION SELECT 'key';--", "__proto__"}) {
    const std::string header = R"({"alg":"HS256","kid":")" + std::string(kid) + "\"}";
    EXPECT_EQ(verdict_on(header, secret_key("HS256", {}, 9), trust({secret_key("HS256", "a")})),
              "ERR_KEY_NOT_FOUND");
    EXPECT_EQ(verdict_on(header, secret_key("HS256", {}, 9), trust({secret_key()})),
              "ERR_SIGNATURE_INVALID signature");
  }
}

// CVE-2016-10555, CVE-2018-0114: the attacker signs with the key that the header carries.
TEST(JwsVerifier, NeverUsesAKeyThatComesWithTheToken) {
  const Key evil = secret_key("HS256", {}, 66);
  const std::vector<std::uint8_t> bytes = test::secret(32, 66);
  const std::string k = encode(std::string(bytes.begin(), bytes.end()));
  const std::string jwk = R"({"kty":"oct","alg":"HS256","k":")" + k + "\"}";
  for (const std::string& parameter : {"\"jwk\":" + jwk, R"("x5c":[")" + k + "\"]",
                                       std::string(R"("jku":"https://evil.example/jwks")"),
                                       std::string(R"("x5u":"file:///etc/passwd")")}) {
    const std::string header = R"({"alg":"HS256",)" + parameter + "}";
    EXPECT_EQ(verdict_on(header, evil, trust({secret_key()})), "ERR_SIGNATURE_INVALID signature")
        << header;
    EXPECT_EQ(verdict_on(header), "OK") << "ignored, and not a reason to refuse: " << header;
  }
}

TEST(JwsVerifier, RefusesEveryExtensionWhoeverSignedIt) {
  EXPECT_EQ(verdict_on(R"({"alg":"HS256","crit":["exp"],"exp":1})"), "ERR_CRIT_UNSUPPORTED crit");
  EXPECT_EQ(verdict_on(R"({"alg":"HS256","crit":[]})"), "ERR_CRIT_UNSUPPORTED crit");
  EXPECT_EQ(verdict_on(R"({"alg":"HS256","crit":null})"), "ERR_CRIT_UNSUPPORTED crit");
  EXPECT_EQ(verdict_on(R"({"alg":"HS256","b64":false})"), "ERR_B64_UNSUPPORTED b64");
  EXPECT_EQ(verdict_on(R"({"alg":"HS256","b64":true})"), "OK");
}

TEST(JwsVerifier, ReportsOneFindingForEachRuleThatItApplied) {
  JwsVerifier jws = verifier(trust({secret_key()}));
  const std::string good = sign(secret_key(), R"({"alg":"HS256"})", "payload");
  const std::vector<std::pair<std::string, std::size_t>> cases{
      {good, 6},
      {std::string(kDefaultMaxTokenBytes + 1, 'x'), 1},
      {"a.b", 2},
      {"a.b.c", 3},
      {encode(R"({"alg":"HS512"})") + ".b.c", 4},
      {encode(R"({"alg":"HS256"})") + ".b.cc", 6}};
  for (const auto& [token, count] : cases) {
    std::vector<Finding> findings;
    const std::string outcome = describe(jws.verify(token, &findings));
    ASSERT_EQ(findings.size(), count) << outcome;
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(static_cast<std::size_t>(findings[i].rule), i);
      EXPECT_FALSE(findings[i].skipped);
      EXPECT_EQ(describe(findings[i].outcome), i + 1 < count ? "OK" : outcome);
    }
  }
}

TEST(JwsVerifier, WorksOnAfterItWasMoved) {
  auto original = std::make_unique<JwsVerifier>(verifier(trust({secret_key("HS256", "k1")})));
  const std::string token =
      sign(secret_key("HS256", "k1"), R"({"alg":"HS256","kid":"k1"})", "payload");
  ASSERT_EQ(describe(original->verify(token)), "OK");
  JwsVerifier moved = std::move(*original);
  original.reset();
  const Result<VerifiedJws> again = moved.verify(token);
  ASSERT_EQ(describe(again), "OK");
  EXPECT_EQ(again.value().header_json(), R"({"alg":"HS256","kid":"k1"})");
  EXPECT_EQ(again.value().header().kid, "k1");
}

TEST(JwsVerifierMemory, SaysWhetherTheHeaderIsTheOneOfTheTokenBefore) {
  JwsVerifier jws = verifier(trust({secret_key()}));
  const std::string plain = R"({"alg":"HS256"})";
  const std::string typed = R"({"alg":"HS256","typ":"JWT"})";
  const auto serial = [&](std::string_view header, std::string_view payload) {
    return jws.verify(sign(secret_key(), header, payload)).value().header_serial();
  };
  const std::uint32_t first = serial(plain, "one");
  EXPECT_EQ(serial(plain, "two"), first);
  const std::uint32_t second = serial(typed, "two");
  EXPECT_NE(second, first);
  EXPECT_EQ(serial(typed, "three"), second);
  EXPECT_NE(serial(plain, "four"), second);
}

TEST(JwsVerifierMemory, KeepsTheHeaderWhenOnlyAPayloadOrASignatureIsBad) {
  JwsVerifier jws = verifier(trust({secret_key()}));
  const std::string token = sign(secret_key(), R"({"alg":"HS256"})", "payload");
  const std::uint32_t serial = jws.verify(token).value().header_serial();
  EXPECT_EQ(describe(jws.verify(token.substr(0, token.rfind('.') + 1))),
            "ERR_SIGNATURE_MISSING signature");
  EXPECT_EQ(describe(jws.verify(token + "AAAA")), "ERR_SIGNATURE_INVALID signature");
  EXPECT_EQ(jws.verify(token).value().header_serial(), serial);
}

// A header that was refused must leave nothing behind: neither itself nor the key before it.
TEST(JwsVerifierMemory, ForgetsTheKeyOfTheHeaderBeforeWhenAHeaderIsRefused) {
  const Key key = secret_key("HS256", "a");
  JwsVerifier jws = verifier(trust({key}));
  const std::string good = sign(key, R"({"alg":"HS256","kid":"a"})", "payload");
  for (const std::string_view header :
       {R"({"alg":"none"})", R"({"alg":"HS256","kid":"b"})", R"({"alg":"HS256","crit":[]})", "{",
        "", R"({"alg":"HS256","kid":1})"}) {
    const std::string bad = sign(key, header, "payload");
    const std::string first = describe(jws.verify(bad));
    EXPECT_NE(first, "OK") << header;
    EXPECT_EQ(describe(jws.verify(bad)), first)
        << "seen twice, a bad header is still bad: " << header;
    EXPECT_EQ(describe(jws.verify(good)), "OK") << header;
    EXPECT_EQ(describe(jws.verify(bad)), first) << header;
  }
}

struct Stream {
  std::vector<std::string> tokens;
  TrustPolicy policy;
};

// Tokens that are good and bad in every way that the memory of a header could mix up.
Stream mixed_stream() {
  const std::vector<Key> keys{secret_key("HS256", "a", 1), secret_key("HS256", "b", 2),
                              secret_key("HS512", "c", 3), secret_key("HS384", "d", 4)};
  const std::string_view headers[] = {R"({"alg":"HS256","kid":"a"})",
                                      R"({"alg":"HS256","kid":"b"})",
                                      R"({"alg":"HS512","kid":"c"})",
                                      R"({"alg":"HS512"})",
                                      R"({"kid":"a","alg":"HS256"})",
                                      R"({"alg":"HS256","kid":"\u0061"})",
                                      R"({"alg":"HS256","kid":"c"})",
                                      R"({"alg":"HS384","kid":"d"})",
                                      R"({"alg":"HS256"})",
                                      R"({"alg":"none"})",
                                      R"({"alg":"HS256","kid":"a","crit":["x"]})",
                                      R"({"alg":"HS256","kid":"a","typ":"JWT"})",
                                      "{}",
                                      "[]",
                                      "",
                                      "\xFF"};
  Stream stream{{}, trust(keys, {"HS256", "HS512"})};
  for (const std::string_view header : headers) {
    for (const Key& key : keys) stream.tokens.push_back(sign(key, header, kClaims));
  }
  stream.tokens.insert(stream.tokens.end(), {"", "a.b", "a.b.c", "..", "...", "=.b.c"});
  return stream;
}

TEST(JwsVerifierMemory, ChangesNoVerdictWhateverCameBefore) {
  const Stream stream = mixed_stream();
  JwsVerifier shared = verifier(stream.policy);
  std::mt19937 random(20260101);
  std::string last_header;
  std::uint32_t last_serial = 0;
  std::size_t accepted = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string& token = stream.tokens[random() % stream.tokens.size()];
    JwsVerifier fresh = verifier(stream.policy);
    const Result<VerifiedJws> expected = fresh.verify(token);
    const Result<VerifiedJws> actual = shared.verify(token);
    ASSERT_EQ(describe(actual), describe(expected)) << token;
    if (!actual.ok()) continue;
    ++accepted;
    EXPECT_EQ(actual.value().header_json(), expected.value().header_json());
    EXPECT_EQ(actual.value().payload_segment(), expected.value().payload_segment());
    EXPECT_EQ(actual.value().header().kid, expected.value().header().kid);
    EXPECT_EQ(actual.value().header().typ, expected.value().header().typ);
    if (actual.value().header_serial() == last_serial) {
      EXPECT_EQ(actual.value().header_json(), last_header) << "same serial, another header";
    }
    last_serial = actual.value().header_serial();
    last_header = actual.value().header_json();
  }
  EXPECT_GT(accepted, 200U);
}

}  // namespace
}  // namespace holoband
