#include "holoband/verifier.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::encode;
using test::first_failure;
using test::kClaims;
using test::kHeader;
using test::kNow;
using test::open_policy;
using test::policy;
using test::secret_key;
using test::sign;
using test::sign_segments;
using test::verdict;
using test::verdict_on_claims;
using test::verdict_on_header;

std::string created(VerifierOptions options) {
  return describe(Verifier::create(std::move(options)));
}

Verifier verifier(VerifierOptions options) { return Verifier::create(std::move(options)).value(); }

// typ_verdict verifies a token of this type under a policy that names these types.
std::string typ_verdict(std::vector<std::string> types, std::string_view typ) {
  VerifierOptions options = policy(secret_key());
  options.types = std::move(types);
  return verdict_on_header(options, R"({"alg":"HS256","typ":")" + std::string(typ) + "\"}");
}

std::string payload_verdict(std::string_view payload) {
  return verdict_on_claims(open_policy(secret_key()), payload);
}

TEST(VerifierCreate, RefusesEachPartOfAPolicyThatCouldNotProtect) {
  EXPECT_EQ(created(policy(secret_key())), "OK");
  VerifierOptions options = policy(secret_key());
  options.claims.audiences = {""};
  EXPECT_EQ(created(options), "ERR_OPTION_EMPTY audience");
  options = policy(secret_key());
  options.claims.issuers = std::vector<std::string>();
  EXPECT_EQ(created(options), "ERR_OPTION_EMPTY issuer");
  options = policy(secret_key());
  options.claims.tolerance = std::numeric_limits<double>::infinity();
  EXPECT_EQ(created(options), "ERR_DURATION_INVALID tolerance");
  options = policy(secret_key());
  options.trust.algorithms.clear();
  EXPECT_EQ(created(options), "ERR_OPTION_EMPTY algorithms");
  options = policy(secret_key());
  options.trust.keys.clear();
  EXPECT_EQ(created(options), "ERR_KEY_SET_EMPTY keys");
  options = policy(secret_key());
  options.types = {"JWT", ""};
  EXPECT_EQ(created(options), "ERR_OPTION_EMPTY typ");
  options = policy(secret_key());
  options.trust.max_token_bytes = 0;
  EXPECT_EQ(created(options), "ERR_OPTION_RANGE maxTokenBytes");
}

TEST(Verifier, ReturnsTheHeaderAndTheClaimsByteForByte) {
  Verifier v = verifier(policy(secret_key()));
  const std::string header = R"({ "typ" : "JWT" , "alg":"HS256" })";
  const std::string claims = R"( {"aud":"https:\/\/api.example","iss":"https://issuer.example",)"
                             R"("exp":1767229200,"name":"\u00e9","n":1.50e0,"r":[1]} )";
  const std::string token = sign(secret_key(), header, claims);
  const Result<VerifiedToken> verified = v.verify(token, kNow);
  ASSERT_EQ(describe(verified), "OK");
  EXPECT_EQ(verified.value().header_json(), header);
  EXPECT_EQ(verified.value().claims_json(), claims);
  ASSERT_NE(verified.value().claim("n"), nullptr);
  EXPECT_EQ(verified.value().claim("n")->raw, "1.50e0");
  EXPECT_EQ(verified.value().claim("absent"), nullptr);
  EXPECT_EQ(verified.value().claims().members().size(), 6U);
  EXPECT_TRUE(verified.value().has_nested_claims());
}

TEST(Verifier, NumbersItsHeadersSoThatOneThatIsKnownIsToldFromAnother) {
  Verifier v = verifier(open_policy(secret_key()));
  const auto serial = [&](std::string_view header, std::string_view claims) {
    return v.verify(sign(secret_key(), header, claims), kNow).value().header_serial();
  };
  const std::uint32_t first = serial(kHeader, "{}");
  EXPECT_EQ(serial(kHeader, R"({"a":1})"), first);
  EXPECT_NE(serial(R"({"alg":"HS256"})", "{}"), first);
}

TEST(Verifier, HasNoNumberForTheHeaderOfATokenThatItRemembers) {
  VerifierOptions options = open_policy(secret_key());
  options.cache = TokenCacheLimits{4, 8192};
  Verifier v = verifier(options);
  const std::string token = sign(secret_key(), kHeader, "{}");
  EXPECT_NE(v.verify(token, kNow).value().header_serial(), 0U);
  EXPECT_EQ(v.verify(token, kNow).value().header_serial(), 0U);
  EXPECT_NE(v.dropped_slots(), nullptr);
  EXPECT_EQ(verifier(open_policy(secret_key())).dropped_slots(), nullptr);
}

TEST(Verifier, TellsTheLimitOfItsPolicy) {
  VerifierOptions options = policy(secret_key());
  EXPECT_EQ(verifier(options).max_token_bytes(), 8192U);
  options.trust.max_token_bytes = 100;
  EXPECT_EQ(verifier(options).max_token_bytes(), 100U);
}

TEST(Verifier, SaysWhetherAClaimIsAnObjectOrAList) {
  Verifier v = verifier(open_policy(secret_key()));
  const auto nested = [&](std::string_view claims) {
    return v.verify(sign(secret_key(), kHeader, claims), kNow).value().has_nested_claims();
  };
  EXPECT_FALSE(nested("{}"));
  EXPECT_FALSE(nested(R"({"a":"[{","b":null})"));
  EXPECT_TRUE(nested(R"({"a":1,"b":{}})"));
  EXPECT_TRUE(nested(R"({"aud":["x"]})"));
}

TEST(Verifier, WantsATimeThatCanBeComparedWith) {
  Verifier v = verifier(policy(secret_key()));
  const std::string token = sign(secret_key(), kHeader, kClaims);
  for (const double now : {std::nan(""), std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity(), -1.0}) {
    EXPECT_EQ(describe(v.verify(token, now)), "ERR_CLOCK_INVALID") << now;
    EXPECT_EQ(describe(v.explain(token, now)), "ERR_CLOCK_INVALID") << now;
    EXPECT_EQ(describe(v.verify("", now)), "ERR_CLOCK_INVALID") << now;
  }
  EXPECT_EQ(describe(v.verify(token, 0)), "OK");
}

TEST(Verifier, WorksOnAfterItWasMoved) {
  auto original = std::make_unique<Verifier>(verifier(policy(secret_key())));
  const std::string token = sign(secret_key(), kHeader, kClaims);
  ASSERT_EQ(describe(original->verify(token, kNow)), "OK");
  Verifier moved = std::move(*original);
  original.reset();
  const Result<VerifiedToken> again = moved.verify(token, kNow);
  ASSERT_EQ(describe(again), "OK");
  EXPECT_EQ(again.value().header_json(), kHeader);
  EXPECT_EQ(again.value().claims_json(), kClaims);
  EXPECT_EQ(again.value().claim("sub")->raw, "\"alice\"");
}

TEST(VerifierTyp, IsTheSameInLettersOfEitherSize) {
  EXPECT_EQ(typ_verdict({"abc-xyz"}, "ABC-XYZ"), "OK");
  EXPECT_EQ(typ_verdict({"ABC-XYZ"}, "abc-xyz"), "OK");
  EXPECT_EQ(typ_verdict({"a@["}, "a`{"), "ERR_TYP_NOT_ALLOWED typ") << "these are no letters";
}

TEST(VerifierTyp, IsAbsentOrJwtUnlessThePolicyNamesOthers) {
  EXPECT_EQ(verdict_on_header(policy(secret_key()), R"({"alg":"HS256"})"), "OK");
  for (const std::string_view typ : {"JWT", "jwt", "Jwt", "application/jwt", "APPLICATION/JWT"}) {
    EXPECT_EQ(typ_verdict({}, typ), "OK") << typ;
  }
  for (const std::string_view typ :
       {"", "at+jwt", "rt+jwt", "JWT ", " JWT", "JW", "JWTT", "application/", "application/at+jwt",
        "application/application/jwt", "application/x/jwt", "text/jwt", "/jwt", "JWT\\u0000"}) {
    EXPECT_EQ(typ_verdict({}, typ), "ERR_TYP_NOT_ALLOWED typ") << typ;
  }
}

// RFC 8725 section 3.11, incidents section 6: a refresh token is no access token, nor the reverse.
TEST(VerifierTyp, IsOneOfThoseThatThePolicyNames) {
  for (const std::string_view typ : {"at+jwt", "AT+JWT", "application/at+jwt", "\\u0061t+jwt"}) {
    EXPECT_EQ(typ_verdict({"at+jwt"}, typ), "OK") << typ;
    EXPECT_EQ(typ_verdict({"application/at+jwt"}, typ), "OK") << typ;
    EXPECT_EQ(typ_verdict({"rt+jwt", "at+jwt"}, typ), "OK") << typ;
    EXPECT_EQ(typ_verdict({"rt+jwt"}, typ), "ERR_TYP_NOT_ALLOWED typ") << typ;
  }
  EXPECT_EQ(typ_verdict({"at+jwt"}, "JWT"), "ERR_TYP_NOT_ALLOWED typ");
}

TEST(VerifierTyp, IsThereWhereThePolicyNamesIt) {
  VerifierOptions options = policy(secret_key());
  options.types = {"JWT"};
  EXPECT_EQ(verdict_on_header(options, R"({"alg":"HS256"})"), "ERR_TYP_NOT_ALLOWED typ");
  EXPECT_EQ(verdict_on_header(options, kHeader), "OK");
}

// RFC 7515 section 4.1.9: only a type without another slash is short for one of application/.
TEST(VerifierTyp, KeepsThePrefixOfATypeThatHasASlashOfItsOwn) {
  EXPECT_EQ(typ_verdict({"foo/bar"}, "foo/bar"), "OK");
  EXPECT_EQ(typ_verdict({"foo/bar"}, "application/foo/bar"), "ERR_TYP_NOT_ALLOWED typ");
  EXPECT_EQ(typ_verdict({"application/foo/bar"}, "foo/bar"), "ERR_TYP_NOT_ALLOWED typ");
  EXPECT_EQ(typ_verdict({"application/foo/bar"}, "Application/Foo/Bar"), "OK");
  EXPECT_EQ(typ_verdict({"application/"}, ""), "ERR_TYP_NOT_ALLOWED typ");
}

// Incidents, section 4.
TEST(VerifierPayload, IsOneStrictJsonObject) {
  EXPECT_EQ(payload_verdict("{}"), "OK");
  EXPECT_EQ(payload_verdict(" \t\r\n{ } \n"), "OK");
  for (const std::string_view text :
       {"", " ", "{", "}", "{}{}", "{} x", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":1,}",
        "{'a':1}", "{\"a\":01}", "{\"a\":\"\\uD800\"}", "{\"a\":\"\\uDC00\\uD800\"}",
        "{\"a\":\"\n\"}", "\xEF\xBB\xBF{}"}) {
    EXPECT_EQ(payload_verdict(text), "ERR_JSON_SYNTAX payload") << text;
  }
  EXPECT_EQ(payload_verdict(std::string_view("{}\0", 3)), "ERR_JSON_SYNTAX payload");
}

// fast-jwt #638: a payload that was a list passed every check.
TEST(VerifierPayload, IsNoListAndNoScalar) {
  for (const std::string_view text :
       {"[]", "[{\"exp\":9999999999}]", "null", "true", "1", "\"{}\""}) {
    EXPECT_EQ(payload_verdict(text), "ERR_JSON_NOT_OBJECT payload") << text;
  }
}

TEST(VerifierPayload, IsValidUtf8) {
  for (const std::string_view bytes :
       {"\xC0\x80", "\xED\xA0\x80", "\xF8\x88\x80\x80\x80", "\xFF", "\xE2\x82"}) {
    EXPECT_EQ(payload_verdict("{\"a\":\"" + std::string(bytes) + "\"}"),
              "ERR_UTF8_INVALID payload");
  }
}

TEST(VerifierPayload, HasNoTwoMembersOfOneNameAtAnyDepth) {
  for (const std::string_view text :
       {R"({"exp":1,"exp":2})", R"({"sub":"a","s\u0075b":"b"})", R"({"a":{"b":1,"b":1}})",
        R"({"a":[{"b":[{"c":1,"c":1}]}]})", R"({"__proto__":1,"__proto__":2})", R"({"":1,"":1})"}) {
    EXPECT_EQ(payload_verdict(text), "ERR_JSON_DUPLICATE_MEMBER payload") << text;
  }
  EXPECT_EQ(payload_verdict(R"({"a":{"b":1},"c":{"b":1},"b":1,"B":1})"), "OK");
}

// GHSA-8wjv-2p76-3863: a parser that recursed over 20,000 brackets.
TEST(VerifierPayload, IsNestedNoDeeperThanTheLimit) {
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_EQ(payload_verdict(nested(json::kMaxDepth)), "OK");
  EXPECT_EQ(payload_verdict(nested(json::kMaxDepth + 1)), "ERR_JSON_TOO_DEEP payload");
  VerifierOptions large = open_policy(secret_key());
  large.trust.max_token_bytes = 1 << 20;
  EXPECT_EQ(verdict_on_claims(large, "{\"a\":" + std::string(20000, '[')),
            "ERR_JSON_TOO_DEEP payload");
}

TEST(VerifierPayload, HasOnlyNumbersThatAreFinite) {
  EXPECT_EQ(payload_verdict(R"({"exp":1e400})"), "ERR_JSON_NUMBER_RANGE payload");
  EXPECT_EQ(payload_verdict(R"({"a":[-1e999]})"), "ERR_JSON_NUMBER_RANGE payload");
  EXPECT_EQ(payload_verdict(R"({"a":1e308,"b":1e-999,"c":-0,"d":9007199254740993})"), "OK");
}

TEST(VerifierPayload, IsCanonicalBase64urlWhoeverSignedIt) {
  const VerifierOptions options = open_policy(secret_key());
  const std::string header = encode(kHeader);
  const auto of = [&](std::string_view segment) {
    return verdict(options, sign_segments(secret_key(), header, segment));
  };
  EXPECT_EQ(of("e30"), "OK");
  EXPECT_EQ(of("e31"), "ERR_BASE64URL_TRAILING_BITS payload");
  EXPECT_EQ(of("e30="), "ERR_BASE64URL_ALPHABET payload");
  EXPECT_EQ(of("e30\n"), "ERR_BASE64URL_ALPHABET payload");
  EXPECT_EQ(of(" e30"), "ERR_BASE64URL_ALPHABET payload");
  EXPECT_EQ(of("e"), "ERR_BASE64URL_LENGTH payload");
  EXPECT_EQ(of("{}"), "ERR_BASE64URL_ALPHABET payload") << "RFC 7797, without saying so";
}

// CVE-2024-51744 (golang-jwt): who asked only "is it expired?" took a forged token for an old one.
TEST(VerifierOrder, TellsABadSignatureBeforeAnythingThatTheClaimsSay) {
  const VerifierOptions options = policy(secret_key("HS256", {}, 1));
  const Key other = secret_key("HS256", {}, 2);
  for (const std::string_view claims :
       {R"({"exp":1})", "{}", "[]", "", "\xFF", R"({"exp":"x","nbf":9e99})"}) {
    EXPECT_EQ(verdict(options, sign(other, R"({"alg":"HS256","typ":"other"})", claims)),
              "ERR_SIGNATURE_INVALID signature")
        << claims;
  }
}

// Each token breaks one rule less than the one before, from the first rule to the last.
TEST(VerifierOrder, IsTheOrderOfTheRules) {
  VerifierOptions options = policy(secret_key());
  options.claims.max_age = 60;
  options.claims.required_claims = {"role"};
  const auto of = [&](std::string_view header, std::string_view claims, std::uint32_t seed) {
    return verdict(options, sign(secret_key("HS256", {}, seed), header, claims));
  };
  const std::string all = R"({"exp":1,"nbf":9e9,"iat":1,"iss":"x","aud":"x"})";
  EXPECT_EQ(verdict(options, std::string(9000, '.')), "ERR_TOKEN_TOO_LARGE");
  EXPECT_EQ(verdict(options, "=.=.=.="), "ERR_TOKEN_SEGMENTS");
  EXPECT_EQ(verdict(options, "=.=.="), "ERR_BASE64URL_ALPHABET header");
  EXPECT_EQ(of(R"({"alg":"none","typ":"x","crit":1})", all, 2), "ERR_CRIT_UNSUPPORTED crit");
  EXPECT_EQ(of(R"({"alg":"none","typ":"x"})", all, 2), "ERR_ALGORITHM_NOT_ALLOWED alg");
  EXPECT_EQ(of(R"({"alg":"HS256","typ":"x"})", all, 2), "ERR_SIGNATURE_INVALID signature");
  EXPECT_EQ(of(R"({"alg":"HS256","typ":"x"})", "[" + all, 1), "ERR_TYP_NOT_ALLOWED typ");
  EXPECT_EQ(of(kHeader, "[" + all, 1), "ERR_JSON_SYNTAX payload");
  EXPECT_EQ(of(kHeader, all, 1), "ERR_TOKEN_EXPIRED exp");
  EXPECT_EQ(of(kHeader, R"({"exp":8e9,"nbf":9e9,"iat":1,"iss":"x","aud":"x"})", 1),
            "ERR_TOKEN_NOT_ACTIVE nbf");
  EXPECT_EQ(of(kHeader, R"({"exp":8e9,"iat":1,"iss":"x","aud":"x"})", 1), "ERR_TOKEN_TOO_OLD iat");
  const std::string fresh = R"({"exp":8e9,"iat":1767225600,)";
  EXPECT_EQ(of(kHeader, fresh + R"("iss":"x","aud":"x"})", 1), "ERR_ISSUER_MISMATCH iss");
  EXPECT_EQ(of(kHeader, fresh + R"("iss":"https://issuer.example","aud":"x"})", 1),
            "ERR_AUDIENCE_MISMATCH aud");
  const std::string known = fresh + R"("iss":"https://issuer.example","aud":"https://api.example")";
  EXPECT_EQ(of(kHeader, known + "}", 1), "ERR_CLAIM_MISSING role");
  EXPECT_EQ(of(kHeader, known + R"(,"role":1,"jti":1})", 1), "ERR_CLAIM_TYPE jti");
  EXPECT_EQ(of(kHeader, known + R"(,"role":1})", 1), "OK");
}

TEST(VerifierOrder, PutsTheKeyBeforeTheSignature) {
  const VerifierOptions options = policy(secret_key("HS256", "a"));
  EXPECT_EQ(verdict(options, encode(R"({"alg":"HS256","kid":"b"})") + ".e30."),
            "ERR_KEY_NOT_FOUND");
  EXPECT_EQ(verdict(options, encode(R"({"alg":"HS256","kid":"a"})") + ".e30."),
            "ERR_SIGNATURE_MISSING signature");
}

}  // namespace
}  // namespace holoband
