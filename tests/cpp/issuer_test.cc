#include "holoband/issuer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "holoband/verifier.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::decode;
using test::describe;
using test::kAudience;
using test::kIssuer;
using test::kNow;
using test::secret_key;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// plain_options make an issuer that sets nothing but "iat".
IssuerOptions plain_options(const Key& key = secret_key()) {
  IssuerOptions options{.key = key};
  options.issue_tokens_without_expiry = true;
  return options;
}

IssuerOptions full_options(const Key& key = secret_key()) {
  IssuerOptions options{.key = key};
  options.issuer = std::string(kIssuer);
  options.audiences = {std::string(kAudience)};
  options.ttl = 900;
  return options;
}

std::string created(const IssuerOptions& options) { return describe(Issuer::create(options)); }

Issuer issuer(const IssuerOptions& options) { return Issuer::create(options).value(); }

// payload_of issues a token and returns its decoded payload, or the failure.
std::string payload_of(const IssuerOptions& options, std::string_view claims, double now = kNow,
                       const IssueOptions& issue = {}) {
  Issuer made = issuer(options);
  const Result<std::string_view> token = made.issue(claims, now, issue);
  if (!token.ok()) return describe(token);
  CompactJws parts;
  EXPECT_TRUE(split_compact(token.value(), parts).ok());
  return decode(parts.payload);
}

std::string header_of(const IssuerOptions& options, std::string_view parameters = {}) {
  Issuer made = issuer(options);
  IssueOptions issue;
  issue.header_parameters = parameters;
  const Result<std::string_view> token = made.issue("{}", kNow, issue);
  if (!token.ok()) return describe(token);
  return decode(token.value().substr(0, token.value().find('.')));
}

IssueOptions with_ttl(double ttl) {
  IssueOptions issue;
  issue.ttl = ttl;
  return issue;
}

TEST(IssuerCreate, TakesOptionsThatSayWhatIsSet) {
  EXPECT_EQ(created(full_options()), "OK");
  EXPECT_EQ(created(plain_options()), "OK");
  EXPECT_EQ(created(IssuerOptions{.key = secret_key()}), "OK") << "exp may come with the claims";
}

TEST(IssuerCreate, RefusesTextThatIsEmptyOrNotUtf8) {
  for (const std::string text : {"", "\xFF", "a\xC0\x80"}) {
    IssuerOptions options = full_options();
    options.issuer = text;
    EXPECT_EQ(created(options), "ERR_OPTION_EMPTY issuer");
    options = full_options();
    options.audiences = {"a", text};
    EXPECT_EQ(created(options), "ERR_OPTION_EMPTY audience");
    options = full_options();
    options.typ = text;
    EXPECT_EQ(created(options), "ERR_OPTION_EMPTY typ");
  }
  IssuerOptions options = full_options();
  options.audiences = std::vector<std::string>();
  EXPECT_EQ(created(options), "ERR_OPTION_EMPTY audience");
}

TEST(IssuerCreate, RefusesALifetimeThatIsNoDuration) {
  for (const double ttl : {-1.0, -1e-9, kInfinity, -kInfinity, std::nan("")}) {
    IssuerOptions options = full_options();
    options.ttl = ttl;
    EXPECT_EQ(created(options), "ERR_DURATION_INVALID ttl") << ttl;
  }
}

TEST(IssuerCreate, RefusesALifetimeForTokensWithoutExpiry) {
  IssuerOptions options = full_options();
  options.issue_tokens_without_expiry = true;
  EXPECT_EQ(created(options), "ERR_OPTION_CONFLICT ttl");
}

TEST(IssuerCreate, HoldsTheLimitOnTokensToItsRange) {
  IssuerOptions options = full_options();
  for (const std::size_t size : {kSmallestMaxTokenBytes - 1, kLargestMaxTokenBytes + 1}) {
    options.max_token_bytes = size;
    EXPECT_EQ(created(options), "ERR_OPTION_RANGE maxTokenBytes") << size;
  }
  options.max_token_bytes = kLargestMaxTokenBytes;
  EXPECT_EQ(created(options), "OK");
}

TEST(IssuerHeader, HasTheAlgorithmTheTypeAndTheIdentifierOfTheKey) {
  EXPECT_EQ(header_of(plain_options()), R"({"alg":"HS256","typ":"JWT"})");
  IssuerOptions options = plain_options(secret_key("HS512", "k1"));
  options.typ = "at+jwt";
  EXPECT_EQ(header_of(options), R"({"alg":"HS512","typ":"at+jwt","kid":"k1"})");
  options.typ.reset();
  EXPECT_EQ(header_of(options), R"({"alg":"HS512","kid":"k1"})");
}

TEST(IssuerHeader, TakesParametersForOneToken) {
  Issuer made = issuer(plain_options());
  const std::string before(made.issue("{}", kNow).value());
  IssueOptions issue;
  issue.header_parameters = R"({"cty":"x"})";
  const std::string with = std::string(made.issue("{}", kNow, issue).value());
  EXPECT_EQ(decode(with.substr(0, with.find('.'))), R"({"alg":"HS256","typ":"JWT","cty":"x"})");
  EXPECT_EQ(made.issue("{}", kNow).value(), before) << "they are for that token only";
}

TEST(IssuerHeader, RefusesParametersThatTheLibrarySets) {
  for (const std::string name : {"alg", "typ", "kid", "crit", "b64", "jwk", "jku", "x5u", "x5c"}) {
    EXPECT_EQ(header_of(plain_options(), "{\"" + name + "\":\"none\"}"),
              "ERR_HEADER_RESERVED " + name);
  }
  EXPECT_EQ(header_of(plain_options(), "[]"), "ERR_JSON_NOT_OBJECT header");
  EXPECT_EQ(header_of(plain_options(), "{"), "ERR_JSON_SYNTAX header");
}

TEST(IssuerClaims, StandBehindWhatTheIssuerSets) {
  EXPECT_EQ(payload_of(full_options(), R"({"sub":"alice","role":"admin"})"),
            R"({"iss":"https://issuer.example","aud":"https://api.example","iat":1767225600,)"
            R"("exp":1767226500,"sub":"alice","role":"admin"})");
}

TEST(IssuerClaims, MayBeEmptyWithAndWithoutWhatTheIssuerSets) {
  EXPECT_EQ(
      payload_of(full_options(), "{}"),
      R"({"iss":"https://issuer.example","aud":"https://api.example","iat":1767225600,"exp":1767226500})");
  EXPECT_EQ(payload_of(plain_options(), "{}"), R"({"iat":1767225600})");
  EXPECT_EQ(payload_of(plain_options(), R"({"iat":1})"), R"({"iat":1})");
  EXPECT_EQ(payload_of(plain_options(), " { } "), R"({"iat":1767225600 } )");
}

TEST(IssuerClaims, KeepTheirWhiteSpaceAndTheirSpelling) {
  const std::string claims =
      "\n\t{ \"a\" : [ 1.50e0 , {\"b\":\"\\u00e9\xC3\xA9\\/\\uD83D\\uDE00{\"} ] }\r\n";
  EXPECT_EQ(payload_of(plain_options(), claims), "{\"iat\":1767225600," + claims.substr(3));
}

TEST(IssuerClaims, WriteSeveralAudiencesAsAList) {
  IssuerOptions options = plain_options();
  options.audiences = {"a\"", "b"};
  EXPECT_EQ(payload_of(options, "{}"), R"({"aud":["a\"","b"],"iat":1767225600})");
}

TEST(IssuerClaims, AreAStrictJsonObject) {
  EXPECT_EQ(payload_of(plain_options(), ""), "ERR_JSON_SYNTAX payload");
  EXPECT_EQ(payload_of(plain_options(), "{\"a\":1}}"), "ERR_JSON_SYNTAX payload");
  EXPECT_EQ(payload_of(plain_options(), "{\"a\":NaN}"), "ERR_JSON_SYNTAX payload");
  EXPECT_EQ(payload_of(plain_options(), "[{\"a\":1}]"), "ERR_JSON_NOT_OBJECT payload");
  EXPECT_EQ(payload_of(plain_options(), "null"), "ERR_JSON_NOT_OBJECT payload");
  EXPECT_EQ(payload_of(plain_options(), R"({"a":1,"\u0061":2})"),
            "ERR_JSON_DUPLICATE_MEMBER payload");
  EXPECT_EQ(payload_of(plain_options(), "{\"a\":\"\xFF\"}"), "ERR_UTF8_INVALID payload");
  EXPECT_EQ(payload_of(plain_options(), R"({"a":1e999})"), "ERR_JSON_NUMBER_RANGE payload");
  EXPECT_EQ(payload_of(plain_options(), "{\"a\":" + std::string(40, '[')),
            "ERR_JSON_TOO_DEEP payload");
}

TEST(IssuerClaims, DoNotSetWhatTheIssuerSets) {
  EXPECT_EQ(payload_of(full_options(), R"({"iss":"https://issuer.example"})"),
            "ERR_CLAIM_CONFLICT iss");
  EXPECT_EQ(payload_of(full_options(), R"({"aud":"x"})"), "ERR_CLAIM_CONFLICT aud");
  EXPECT_EQ(payload_of(full_options(), R"({"exp":9999999999})"), "ERR_CLAIM_CONFLICT exp");
  EXPECT_EQ(payload_of(full_options(), R"({"\u0065xp":9999999999})"), "ERR_CLAIM_CONFLICT exp");
  EXPECT_EQ(payload_of(plain_options(), R"({"exp":9999999999})", kNow, with_ttl(1)),
            "ERR_CLAIM_CONFLICT exp");
  EXPECT_EQ(payload_of(full_options(), R"({"x":{"exp":1}})").find("ERR"), std::string::npos);
}

TEST(IssuerClaims, MaySetWhatTheIssuerDoesNot) {
  EXPECT_EQ(payload_of(plain_options(), R"({"iss":"a","aud":["b"],"exp":2,"nbf":1,"jti":"j"})"),
            R"({"iat":1767225600,"iss":"a","aud":["b"],"exp":2,"nbf":1,"jti":"j"})");
}

TEST(IssuerClaims, NeedAnExpiryUnlessTheIssuerDoesWithoutOnPurpose) {
  const IssuerOptions options{.key = secret_key()};
  EXPECT_EQ(payload_of(options, "{}"), "ERR_CLAIM_MISSING exp");
  EXPECT_EQ(payload_of(options, R"({"EXP":1767229200})"), "ERR_CLAIM_MISSING exp");
  EXPECT_EQ(payload_of(options, R"({"exp":1767229200})"), R"({"iat":1767225600,"exp":1767229200})");
  EXPECT_EQ(payload_of(options, "{}", kNow, with_ttl(60)),
            R"({"iat":1767225600,"exp":1767225660})");
}

// An issuer makes no token that a verifier would refuse for its types.
TEST(IssuerClaims, AreOfTheTypesThatAVerifierWants) {
  for (const std::string name : {"exp", "nbf", "iat"}) {
    for (const std::string_view value : {"null", "\"1\"", "true", "-1", "[]", "{}"}) {
      EXPECT_EQ(payload_of(plain_options(), "{\"" + name + "\":" + std::string(value) + "}"),
                "ERR_CLAIM_TYPE " + name)
          << value;
    }
  }
  for (const std::string name : {"iss", "sub", "aud", "jti"}) {
    for (const std::string_view value : {"null", "1", "true", "[1]", "{}"}) {
      EXPECT_EQ(payload_of(plain_options(), "{\"" + name + "\":" + std::string(value) + "}"),
                "ERR_CLAIM_TYPE " + name)
          << value;
    }
  }
}

TEST(IssuerTimes, AreWholeSecondsOfTheClockThatWasHandedIn) {
  EXPECT_EQ(payload_of(plain_options(), "{}", 1000.9), R"({"iat":1000})");
  EXPECT_EQ(payload_of(plain_options(), "{}", 0), R"({"iat":0})");
  EXPECT_EQ(payload_of(plain_options(), "{}", 1000.9, with_ttl(60)), R"({"iat":1000,"exp":1060})");
  EXPECT_EQ(payload_of(plain_options(), "{}", 1000.25, with_ttl(0.5)), R"({"iat":1000,"exp":1000})")
      << "a fraction of a second never makes a token live longer";
}

TEST(IssuerTimes, CountTheLifetimeFromTheTimeOfIssueWhateverTheClaimsSay) {
  EXPECT_EQ(payload_of(plain_options(), R"({"iat":5})", 1000, with_ttl(60)),
            R"({"exp":1060,"iat":5})");
}

TEST(IssuerTimes, TakeTheLifetimeOfTheTokenBeforeThatOfTheIssuer) {
  IssuerOptions options = plain_options();
  options.issue_tokens_without_expiry = false;
  options.ttl = 900;
  EXPECT_EQ(payload_of(options, "{}", 1000, with_ttl(60)), R"({"iat":1000,"exp":1060})");
  EXPECT_EQ(payload_of(options, "{}", 1000, with_ttl(0)), R"({"iat":1000,"exp":1000})");
  EXPECT_EQ(payload_of(options, "{}", 1000), R"({"iat":1000,"exp":1900})");
}

TEST(IssuerTimes, RefuseALifetimeThatIsNoDuration) {
  for (const double ttl : {-1.0, kInfinity, std::nan("")}) {
    EXPECT_EQ(payload_of(plain_options(), "{}", kNow, with_ttl(ttl)), "ERR_DURATION_INVALID ttl")
        << ttl;
  }
}

// 2^53 seconds: from there on a double leaves out seconds.
TEST(IssuerTimes, RefuseALifetimeThatEndsBeyondWhatReadersAgreeOn) {
  EXPECT_EQ(payload_of(plain_options(), "{}", 0, with_ttl(9007199254740991.0)),
            R"({"iat":0,"exp":9007199254740991})");
  for (const double ttl : {9007199254740992.0, 1e17, 1e300}) {
    EXPECT_EQ(payload_of(plain_options(), "{}", 0, with_ttl(ttl)), "ERR_OPTION_RANGE ttl") << ttl;
  }
  EXPECT_EQ(payload_of(plain_options(), "{}", kNow, with_ttl(9007199254740991.0)),
            "ERR_OPTION_RANGE ttl");
}

TEST(IssuerTimes, RefuseAClockThatTellsNoTime) {
  for (const double now : {std::nan(""), kInfinity, -kInfinity, -1.0, 9007199254740992.0, 1e300}) {
    EXPECT_EQ(payload_of(plain_options(), "{}", now), "ERR_CLOCK_INVALID") << now;
    EXPECT_EQ(payload_of(full_options(), "{}", now), "ERR_CLOCK_INVALID") << now;
  }
}

TEST(Issuer, MakesNoTokenThatIsLongerThanTheLimit) {
  IssuerOptions options = plain_options();
  Issuer unlimited = issuer(options);
  const std::string claims = R"({"a":")" + std::string(200, 'x') + "\"}";
  const std::size_t size = unlimited.issue(claims, kNow).value().size();
  options.max_token_bytes = size;
  Issuer exact = issuer(options);
  EXPECT_EQ(describe(exact.issue(claims, kNow)), "OK");
  options.max_token_bytes = size - 1;
  Issuer tight = issuer(options);
  EXPECT_EQ(describe(tight.issue(claims, kNow)), "ERR_TOKEN_TOO_LARGE");
  EXPECT_EQ(describe(tight.issue("{}", kNow)), "OK") << "one token too many spoils no other";
}

TEST(Issuer, MakesTheSameTokenFromTheSameClaims) {
  Issuer one = issuer(full_options());
  Issuer two = issuer(full_options());
  const std::string first(one.issue(R"({"sub":"alice"})", kNow).value());
  EXPECT_NE(one.issue(R"({"sub":"bob"})", kNow).value(), first);
  EXPECT_EQ(one.issue(R"({"sub":"alice"})", kNow).value(), first);
  EXPECT_EQ(two.issue(R"({"sub":"alice"})", kNow).value(), first);
}

TEST(Issuer, GoesOnAfterAFailureAsIfNothingHadHappened) {
  Issuer made = issuer(full_options());
  const std::string before(made.issue(R"({"sub":"alice"})", kNow).value());
  for (const std::string_view bad : {"", "[]", R"({"exp":1})", R"({"sub":1})"}) {
    EXPECT_FALSE(made.issue(bad, kNow).ok()) << bad;
    EXPECT_EQ(made.issue(R"({"sub":"alice"})", kNow).value(), before) << bad;
  }
}

TEST(Issuer, WorksOnAfterItWasMoved) {
  auto original = std::make_unique<Issuer>(issuer(full_options()));
  const std::string before(original->issue("{}", kNow).value());
  Issuer moved = std::move(*original);
  original.reset();
  EXPECT_EQ(moved.issue("{}", kNow).value(), before);
}

}  // namespace
}  // namespace holoband
