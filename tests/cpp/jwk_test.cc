#include "holoband/jwk.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/bytes.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::decode;
using test::describe;
using test::encode;
using test::secret;

std::string encoded_secret(std::size_t size, std::uint32_t seed = 1) {
  const std::vector<std::uint8_t> bytes = secret(size, seed);
  return encode(std::string(bytes.begin(), bytes.end()));
}

// jwk returns a key with the given members in place of, or beside, the usual ones.
std::string jwk(std::string_view more = R"("alg":"HS256")", std::size_t size = 32) {
  return R"({"kty":"oct","k":")" + encoded_secret(size) + "\"," + std::string(more) + "}";
}

std::string imported(std::string_view text, std::string_view algorithm = {}) {
  const Result<Key> key = import_jwk(text, algorithm);
  if (!key.ok()) return describe(key);
  return std::string(key.value().algorithm().name).append(" ").append(key.value().kid());
}

bool is_same_secret(const Key& left, const Key& right) {
  const std::vector<std::uint8_t> signature = test::signature_of(left, "message");
  return right.verify(as_bytes("message"), signature).ok();
}

TEST(ImportJwk, MakesTheKeyThatTheSecretMakes) {
  for (const Algorithm* row : test::secret_algorithms()) {
    const Algorithm& algorithm = *row;
    const std::size_t size = algorithm.min_key_bits / 8;
    const std::string members = R"("kid":"k1","alg":")" + std::string(algorithm.name) + "\"";
    const Result<Key> key = import_jwk(jwk(members, size));
    ASSERT_EQ(describe(key), "OK") << algorithm.name;
    EXPECT_EQ(key.value().kid(), "k1");
    EXPECT_EQ(&key.value().algorithm(), &algorithm);
    EXPECT_TRUE(
        is_same_secret(key.value(), Key::from_secret(secret(size), algorithm.name).value()));
  }
}

TEST(ImportJwk, ReadsMembersInAnyOrderWithAnySpaceAndIgnoresOthers) {
  const std::string k = encoded_secret(32);
  EXPECT_EQ(imported("\n{ \"x-note\" : {\"k\":\"other\"} , \"alg\":\"HS256\",\t\"k\" : \"" + k +
                     "\",\"kid\":\"a\",\"kty\":\"oct\" } "),
            "HS256 a");
}

// The key of RFC 7515 appendix A.1.1 names no algorithm.
TEST(ImportJwk, TakesTheAlgorithmFromOutsideWhereTheKeyNamesNone) {
  const std::string_view text =
      R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUu)"
      R"(TwjAzZr1Z9CAow"})";
  EXPECT_EQ(imported(text, "HS256"), "HS256 ");
  EXPECT_EQ(imported(text, "HS512"), "HS512 ");
}

// CVE-2026-22818, CVE-2024-37568, CVE-2024-33663: no algorithm means none, never a token's choice.
TEST(ImportJwk, RefusesAKeyThatNobodyNamesAnAlgorithmFor) {
  EXPECT_EQ(imported(jwk(R"("kid":"a")")), "ERR_ALGORITHM_MISSING alg");
}

TEST(ImportJwk, RefusesTwoAlgorithmsThatDisagree) {
  EXPECT_EQ(imported(jwk(), "HS256"), "HS256 ");
  EXPECT_EQ(imported(jwk(R"("alg":"HS512")", 64), "HS256"), "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(imported(jwk(R"("alg":"HS256")", 64), "HS512"), "ERR_ALGORITHM_KEY_MISMATCH alg");
}

TEST(ImportJwk, RefusesAnAlgorithmThatDoesNotExist) {
  for (const std::string_view name :
       {"none", "NONE", "hs256", "A256GCM", "A256KW", "dir", "RS256"}) {
    EXPECT_EQ(imported(jwk(R"("alg":")" + std::string(name) + "\"")), "ERR_ALGORITHM_UNKNOWN alg")
        << name;
    EXPECT_EQ(imported(jwk(R"("kid":"a")"), name), "ERR_ALGORITHM_UNKNOWN alg") << name;
  }
  EXPECT_EQ(imported(jwk(R"("alg":"")")), "ERR_ALGORITHM_MISSING alg");
}

TEST(ImportJwk, RefusesTextThatIsNotAStrictJsonObject) {
  const std::string good = jwk();
  const std::string texts[] = {"",
                               " ",
                               "null",
                               "[]",
                               "\"oct\"",
                               "[" + good + "]",
                               good + good,
                               good + ",",
                               "\xEF\xBB\xBF" + good,
                               good.substr(0, good.size() - 1),
                               good.substr(0, good.size() - 1) + R"(,"kty":"oct"})",
                               good.substr(0, good.size() - 1) + R"(,"k\u0074y":"oct"})",
                               good.substr(0, good.size() - 1) + ",\"x\":\"\xFF\"}",
                               good.substr(0, good.size() - 1) + R"(,"x":1e999})"};
  for (const std::string& text : texts) EXPECT_EQ(imported(text), "ERR_JWK_INVALID") << text;
}

TEST(ImportJwk, NamesTheMemberThatIsMissing) {
  EXPECT_EQ(imported("{}"), "ERR_JWK_INVALID kty");
  EXPECT_EQ(imported(R"({"alg":"HS256","k":"AAAA"})"), "ERR_JWK_INVALID kty");
  EXPECT_EQ(imported(R"({"alg":"HS256","kty":"oct"})"), "ERR_JWK_INVALID k");
}

TEST(ImportJwk, NamesTheMemberThatIsOfTheWrongType) {
  const std::string k = encoded_secret(32);
  for (const std::string_view wrong : {"null", "true", "1", "[]", "{}", R"(["oct"])"}) {
    const std::string value(wrong);
    EXPECT_EQ(imported("{\"kty\":" + value + ",\"alg\":\"HS256\"}"), "ERR_JWK_MEMBER kty") << wrong;
    EXPECT_EQ(imported(R"({"kty":"oct","alg":"HS256","k":)" + value + "}"), "ERR_JWK_MEMBER k")
        << wrong;
    EXPECT_EQ(imported(jwk("\"alg\":" + value)), "ERR_JWK_MEMBER alg") << wrong;
    EXPECT_EQ(imported(jwk(R"("alg":"HS256","kid":)" + value)), "ERR_JWK_MEMBER kid") << wrong;
    EXPECT_EQ(imported(jwk(R"("alg":"HS256","use":)" + value)), "ERR_JWK_MEMBER use") << wrong;
  }
}

TEST(ImportJwk, RefusesKeyTypesThatItDoesNotKnow) {
  const std::string_view texts[] = {
      R"({"kty":"RSA","n":"AQAB","e":"AQAB","alg":"HS256","k":"AAAA"})",
      R"({"kty":"EC","crv":"P-256","x":"AQ","y":"AQ","alg":"ES256"})",
      R"({"kty":"OKP","crv":"Ed25519","x":"AQ","alg":"EdDSA"})",
      R"({"kty":"OCT","k":"AAAA","alg":"HS256"})", R"({"kty":"","k":"AAAA","alg":"HS256"})"};
  for (const std::string_view text : texts) {
    EXPECT_EQ(imported(text), "ERR_KEY_TYPE_UNSUPPORTED kty") << text;
  }
}

// RFC 7517 section 4.2: a key for encryption is not one for signatures.
TEST(ImportJwk, HoldsAKeyToItsUse) {
  EXPECT_EQ(imported(jwk(R"("alg":"HS256","use":"sig")")), "HS256 ");
  for (const std::string_view use : {"enc", "", "SIG", "sig ", "sign"}) {
    EXPECT_EQ(imported(jwk(R"("alg":"HS256","use":")" + std::string(use) + "\"")),
              "ERR_KEY_USE use")
        << use;
  }
}

TEST(ImportJwk, HoldsAKeyToItsOperations) {
  const std::string start = R"("alg":"HS256","key_ops":)";
  for (const std::string_view good :
       {R"(["sign"])", R"(["verify"])", R"(["encrypt","verify","sign"])"}) {
    EXPECT_EQ(imported(jwk(start + std::string(good))), "HS256 ") << good;
  }
  for (const std::string_view other :
       {"[]", R"(["encrypt"])", R"(["Sign"])", R"(["wrapKey","deriveBits"])"}) {
    EXPECT_EQ(imported(jwk(start + std::string(other))), "ERR_KEY_USE key_ops") << other;
  }
  const std::string_view broken[] = {"null",
                                     "\"verify\"",
                                     "{}",
                                     R"([1,"verify"])",
                                     "[null]",
                                     R"(["verify","sign","verify"])",
                                     R"([["verify"]])"};
  for (const std::string_view wrong : broken) {
    EXPECT_EQ(imported(jwk(start + std::string(wrong))), "ERR_JWK_MEMBER key_ops") << wrong;
  }
}

// Comparing each of them with each would take minutes.
TEST(ImportJwk, RefusesAnEndlessListOfOperations) {
  std::string list = "[\"verify\"";
  for (int i = 0; i < 300000; ++i) list += ",\"" + std::to_string(i) + "\"";
  EXPECT_EQ(imported(jwk(R"("alg":"HS256","key_ops":)" + list + "]")), "ERR_JWK_MEMBER key_ops");
}

TEST(ImportJwk, ReadsAnIdentifierAsItReadsAndNotAsItIsSpelled) {
  EXPECT_EQ(imported(jwk(R"("alg":"HS256","kid":"\u0061\"\u00e9")")), "HS256 a\"\xC3\xA9");
}

TEST(ImportJwk, RefusesAnIdentifierThatIsEmptyOrTooLong) {
  EXPECT_EQ(imported(jwk(R"("alg":"HS256","kid":"")")), "ERR_KID_INVALID kid");
  const std::string longest(kMaxKidBytes, 'k');
  EXPECT_EQ(imported(jwk(R"("alg":"HS256","kid":")" + longest + "\"")), "HS256 " + longest);
  EXPECT_EQ(imported(jwk(R"("alg":"HS256","kid":")" + longest + "k\"")), "ERR_KID_INVALID kid");
}

// Incidents, section 2: `oct` with an empty "k" (PyJWT 2.14), and secrets that are too short.
TEST(ImportJwk, RefusesASecretThatIsEmptyOrTooShort) {
  EXPECT_EQ(imported(R"({"kty":"oct","alg":"HS256","k":""})"), "ERR_SECRET_TOO_SHORT");
  EXPECT_EQ(imported(jwk(R"("alg":"HS256")", 31)), "ERR_SECRET_TOO_SHORT");
  EXPECT_EQ(imported(jwk(R"("alg":"HS384")", 47)), "ERR_SECRET_TOO_SHORT");
  EXPECT_EQ(imported(jwk(R"("alg":"HS512")", 63)), "ERR_SECRET_TOO_SHORT");
}

TEST(ImportJwk, RefusesASecretThatIsNotCanonicalBase64url) {
  const std::string k = encoded_secret(32);
  ASSERT_EQ(k.size() % 4, 3U) << "the last character has two bits that must be zero";
  std::string trailing = k;
  trailing.back() = static_cast<char>(trailing.back() + 1);
  const std::string wrong[] = {k + "=",           k + "\\u0041", k + "AA",
                               "+" + k.substr(1), " " + k,       trailing};
  for (const std::string& text : wrong) {
    const std::string outcome = imported(R"({"kty":"oct","alg":"HS256","k":")" + text + "\"}");
    const bool has_escape = text.find('\\') != std::string::npos;
    EXPECT_EQ(outcome, has_escape ? "ERR_JWK_MEMBER k" : "ERR_SECRET_ENCODING k") << text;
  }
}

TEST(ImportJwk, RefusesASecretThatIsTheTextOfAPublicKey) {
  const std::string pem =
      "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhq\n";
  EXPECT_EQ(imported(R"({"kty":"oct","alg":"HS256","k":")" + encode(pem) + "\"}"),
            "ERR_SECRET_IS_KEY_MATERIAL");
}

std::string set_report(std::string_view text) {
  const Result<ImportedKeySet> set = import_jwk_set(text);
  if (!set.ok()) return describe(set);
  std::string report;
  for (const Key& key : set.value().keys.keys()) report.append(key.kid()).append(" ");
  for (const SkippedKey& skipped : set.value().skipped) {
    report += "[" + std::to_string(skipped.index) + " " + describe(skipped.outcome) + "]";
  }
  return report;
}

std::string set_of(const std::vector<std::string>& keys) {
  std::string text = R"({"keys":[)";
  for (const std::string& key : keys) text += (text.back() == '[' ? "" : ",") + key;
  return text + "]}";
}

TEST(ImportJwkSet, KeepsTheKeysInTheirOrder) {
  const std::string a = jwk(R"("alg":"HS256","kid":"a")");
  const std::string b = jwk(R"("alg":"HS512","kid":"b")", 64);
  EXPECT_EQ(set_report(set_of({a, b})), "a b ");
  EXPECT_EQ(set_report("{\"keys\" : [ " + a + " ,\n" + b + " ] , \"other\" : 1 }"), "a b ");
}

// GHSA-w6j9-cwv2-h6wq: one bad key aborted the whole set.
TEST(ImportJwkSet, LeavesOutTheKeysThatItCannotUseAndSaysWhy) {
  const std::string a = jwk(R"("alg":"HS256","kid":"a")");
  const std::string b = jwk(R"("alg":"HS256","kid":"b")");
  const std::string text = set_of({jwk(R"("kid":"x")"), a, "null", jwk(R"("alg":"HS256")", 16), b,
                                   jwk(R"("alg":"HS256","use":"enc")"), "[]"});
  EXPECT_EQ(set_report(text),
            "a b [0 ERR_ALGORITHM_MISSING alg][2 ERR_JWK_INVALID][3 ERR_SECRET_TOO_SHORT]"
            "[5 ERR_KEY_USE use][6 ERR_JWK_INVALID]");
}

// Wycheproof "rejectsDuplicateKid": leaving only the broken one out would say which of them is
// meant.
TEST(ImportJwkSet, LeavesOutAKeyWhoseKidABrokenKeyClaimsToo) {
  const std::string good = jwk(R"("alg":"HS256","kid":"a")");
  const std::string other = jwk(R"("alg":"HS256","kid":"b")");
  const std::string broken = R"({"kty":"oct","alg":"HS256","kid":"\u0061","k":"AB"})";
  EXPECT_EQ(set_report(set_of({good, other, broken})),
            "b [0 ERR_KEY_AMBIGUOUS kid][2 ERR_SECRET_ENCODING k]");
  EXPECT_EQ(set_report(set_of({broken, good})), "ERR_KEY_SET_EMPTY keys");
}

TEST(ImportJwkSet, LetsAKeyForAnotherPurposeShareAKid) {
  const std::string good = jwk(R"("alg":"HS256","kid":"a")");
  const std::string encrypting = jwk(R"("alg":"HS256","kid":"a","use":"enc")");
  const std::string wrapping = jwk(R"("alg":"A256KW","kid":"a")");
  EXPECT_EQ(set_report(set_of({encrypting, good, wrapping})),
            "a [0 ERR_KEY_USE use][2 ERR_ALGORITHM_UNKNOWN alg]");
}

// Two good keys of one kid stay: which one is meant is asked, and refused, when a token names it.
TEST(ImportJwkSet, KeepsTwoGoodKeysOfOneKid) {
  const std::string good = jwk(R"("alg":"HS256","kid":"a")");
  EXPECT_EQ(set_report(set_of({good, good})), "a a ");
}

TEST(ImportJwkSet, IsRefusedWhereNoKeyCanBeUsed) {
  EXPECT_EQ(set_report(R"({"keys":[]})"), "ERR_KEY_SET_EMPTY keys");
  EXPECT_EQ(set_report(set_of({jwk(R"("kid":"x")"), "1"})), "ERR_KEY_SET_EMPTY keys");
}

TEST(ImportJwkSet, IsRefusedWhereItIsNotASet) {
  for (const std::string_view text :
       {"", "[]", "null", "{\"keys\":[],\"keys\":[]}", "{\"keys\":[}"}) {
    EXPECT_EQ(set_report(text), "ERR_JWK_INVALID") << text;
  }
  EXPECT_EQ(set_report("[" + jwk() + "]"), "ERR_JWK_INVALID");
  for (const std::string_view text :
       {"{}", R"({"keys":{}})", R"({"keys":null})", R"({"Keys":[]})"}) {
    EXPECT_EQ(set_report(text), "ERR_JWK_INVALID keys") << text;
  }
  EXPECT_EQ(set_report(jwk()), "ERR_JWK_INVALID keys");
}

// Wycheproof "mixedSymmetryKeyset": whoever publishes such a set publishes the secret.
TEST(ImportJwkSet, IsRefusedWhereItHoldsASecretBesideAPublicKey) {
  const std::string a = jwk(R"("alg":"HS256","kid":"a")");
  const std::string ec = R"({"kty":"EC","crv":"P-256","x":"AQ","y":"AQ","alg":"ES256","kid":"e"})";
  EXPECT_EQ(set_report(set_of({a, ec})), "ERR_KEY_SET_MIXED keys");
  EXPECT_EQ(set_report(set_of({ec, a})), "ERR_KEY_SET_MIXED keys");
}

TEST(ImportJwkSet, ReadsManyKeysAndNestedMembersWithoutLosingItsPlace) {
  std::vector<std::string> keys;
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const std::string kid = "key" + std::to_string(i);
    keys.push_back(jwk(R"("alg":"HS256","x":[{"a":"]}"},[[]]],"kid":")" + kid + "\""));
    expected += kid + " ";
  }
  EXPECT_EQ(set_report(set_of(keys)), expected);
}

}  // namespace
}  // namespace holoband
