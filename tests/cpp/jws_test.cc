#include "holoband/jws.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/bytes.h"
#include "holoband/json/scanner.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::decode;
using test::describe;
using test::encode;
using test::secret_key;

std::string split(std::string_view token) {
  CompactJws parts;
  const Outcome outcome = split_compact(token, parts);
  if (!outcome.ok()) return describe(outcome);
  return std::string(parts.header)
      .append("|")
      .append(parts.payload)
      .append("|")
      .append(parts.signature)
      .append("|")
      .append(parts.signing_input);
}

TEST(SplitCompact, CutsATokenAtItsTwoDots) {
  EXPECT_EQ(split("h.p.s"), "h|p|s|h.p");
  EXPECT_EQ(split("head.payload.signature"), "head|payload|signature|head.payload");
}

// What a segment holds is judged by the rules that follow.
TEST(SplitCompact, LeavesEmptySegmentsAndAnyCharactersToTheNextRules) {
  EXPECT_EQ(split(".."), "|||.");
  EXPECT_EQ(split("h.p."), "h|p||h.p");
  EXPECT_EQ(split(".p.s"), "|p|s|.p");
  EXPECT_EQ(split(" h . p . s "), " h | p | s | h . p ");
}

TEST(SplitCompact, RefusesAnythingButThreeSegments) {
  EXPECT_EQ(split(""), "ERR_TOKEN_EMPTY");
  for (const std::string_view token : {"h", "h.p", ".", "...", "h.p.s.", ".h.p.s", "h.p.s.t.u"}) {
    EXPECT_EQ(split(token), "ERR_TOKEN_SEGMENTS") << token;
  }
}

// CVE-2025-30204: cut at every dot, such a token cost memory in proportion to its dots.
// The copy is as long as the token and no longer, so that the sanitizers see a read behind it.
TEST(SplitCompact, ReadsNoByteBehindAToken) {
  const std::string_view token = "abcdefghi.abcdefghi.abcdefghi";
  for (std::size_t size = 1; size <= token.size(); ++size) {
    const std::vector<char> exact(token.begin(), token.begin() + static_cast<std::ptrdiff_t>(size));
    const std::string verdict = split({exact.data(), exact.size()});
    if (size < 20) {
      EXPECT_EQ(verdict, "ERR_TOKEN_SEGMENTS") << size;
    } else {
      EXPECT_EQ(verdict, "abcdefghi|abcdefghi|" + std::string(token.substr(20, size - 20)) +
                             "|abcdefghi.abcdefghi");
    }
  }
}

TEST(SplitCompact, RefusesAFloodOfDots) {
  EXPECT_EQ(split(std::string(10 << 20, '.')), "ERR_TOKEN_SEGMENTS");
}

TEST(SplitCompact, ReturnsViewsIntoTheToken) {
  const std::string token = "h.p.s";
  CompactJws parts;
  ASSERT_TRUE(split_compact(token, parts).ok());
  EXPECT_EQ(parts.header.data(), token.data());
  EXPECT_EQ(parts.signing_input.data(), token.data());
  EXPECT_EQ(parts.payload.data(), token.data() + 2);
  EXPECT_EQ(parts.signature.data(), token.data() + 4);
}

TEST(DecodeSegment, ReplacesWhatWasThere) {
  std::string out = "something longer than the result";
  EXPECT_EQ(describe(decode_segment("Zm9v", part::kPayload, out)), "OK");
  EXPECT_EQ(out, "foo");
  EXPECT_EQ(describe(decode_segment("", part::kPayload, out)), "OK");
  EXPECT_EQ(out, "");
}

TEST(DecodeSegment, NamesThePartThatIsNotCanonical) {
  std::string out;
  EXPECT_EQ(describe(decode_segment("Zm9v=", part::kHeader, out)), "ERR_BASE64URL_ALPHABET header");
  EXPECT_EQ(describe(decode_segment("Z", part::kPayload, out)), "ERR_BASE64URL_LENGTH payload");
  EXPECT_EQ(describe(decode_segment("Zh", part::kSignature, out)),
            "ERR_BASE64URL_TRAILING_BITS signature");
}

// read describes the outcome, or returns "alg|kid|typ" with "-" for no typ.
std::string read(std::string_view text) {
  json::Scanner scanner;
  JoseHeader header;
  const Outcome outcome = read_header(scanner, text, header);
  if (!outcome.ok()) return describe(outcome);
  return header.algorithm + "|" + header.kid + "|" + header.typ.value_or("-");
}

TEST(ReadHeader, ReadsTheThreeParametersThatTheRulesNeed) {
  EXPECT_EQ(read(R"({"alg":"HS256"})"), "HS256||-");
  EXPECT_EQ(read(R"({"typ":"JWT","kid":"k1","alg":"HS256"})"), "HS256|k1|JWT");
  EXPECT_EQ(read(R"({"alg":"whatever","typ":""})"), "whatever||");
}

TEST(ReadHeader, ReadsEscapesAsWhatTheyMean) {
  EXPECT_EQ(read(R"({"\u0061lg":"HS\u0032\u0035\u0036","kid":"\u006b1","typ":"\u004aWT"})"),
            "HS256|k1|JWT");
}

TEST(ReadHeader, ForgetsTheHeaderBefore) {
  json::Scanner scanner;
  JoseHeader header;
  ASSERT_TRUE(read_header(scanner, R"({"alg":"HS512","kid":"k1","typ":"JWT"})", header).ok());
  ASSERT_TRUE(read_header(scanner, R"({"alg":"HS256"})", header).ok());
  EXPECT_EQ(header.algorithm, "HS256");
  EXPECT_EQ(header.kid, "");
  EXPECT_FALSE(header.typ.has_value());
}

TEST(ReadHeader, RefusesWhatIsNotAStrictObject) {
  EXPECT_EQ(read(""), "ERR_JSON_SYNTAX header");
  EXPECT_EQ(read("{\"alg\":\"HS256\""), "ERR_JSON_SYNTAX header");
  EXPECT_EQ(read("{\"alg\":\"HS256\"} x"), "ERR_JSON_SYNTAX header");
  EXPECT_EQ(read("\xEF\xBB\xBF{\"alg\":\"HS256\"}"), "ERR_JSON_SYNTAX header");
  EXPECT_EQ(read("[\"HS256\"]"), "ERR_JSON_NOT_OBJECT header");
  EXPECT_EQ(read("\"HS256\""), "ERR_JSON_NOT_OBJECT header");
  EXPECT_EQ(read("{\"alg\":\"HS256\",\"x\":\"\xC0\x80\"}"), "ERR_UTF8_INVALID header");
  EXPECT_EQ(read(R"({"alg":"HS256","alg":"none"})"), "ERR_JSON_DUPLICATE_MEMBER header");
  EXPECT_EQ(read(R"({"alg":"HS256","\u0061lg":"none"})"), "ERR_JSON_DUPLICATE_MEMBER header");
  EXPECT_EQ(read(R"({"alg":"HS256","x":{"a":1,"a":2}})"), "ERR_JSON_DUPLICATE_MEMBER header");
  EXPECT_EQ(read(R"({"alg":"HS256","x":1e999})"), "ERR_JSON_NUMBER_RANGE header");
  EXPECT_EQ(read(R"({"alg":"HS256","x":)" + std::string(99999, '[')), "ERR_JSON_TOO_DEEP header");
}

// Incidents, section 2: an algorithm that is missing, null, a list or an object.
TEST(ReadHeader, WantsAnAlgorithmThatIsAString) {
  EXPECT_EQ(read("{}"), "ERR_ALGORITHM_MISSING alg");
  EXPECT_EQ(read(R"({"typ":"JWT","ALG":"HS256"})"), "ERR_ALGORITHM_MISSING alg");
  for (const std::string_view wrong : {"null", "true", "256", "[]", "{}", R"(["HS256"])"}) {
    EXPECT_EQ(read("{\"alg\":" + std::string(wrong) + "}"), "ERR_HEADER_TYPE alg") << wrong;
  }
}

TEST(ReadHeader, WantsKidAndTypToBeStrings) {
  for (const std::string_view wrong : {"null", "true", "1", "[]", "{}", R"(["JWT"])"}) {
    const std::string value(wrong);
    EXPECT_EQ(read("{\"alg\":\"HS256\",\"kid\":" + value + "}"), "ERR_HEADER_TYPE kid") << wrong;
    EXPECT_EQ(read("{\"alg\":\"HS256\",\"typ\":" + value + "}"), "ERR_HEADER_TYPE typ") << wrong;
  }
}

// CVE-2025-59420, CVE-2026-32597, GHSA-hm7r-c7qw-ghp6, RFC 7515 section 4.1.11.
TEST(ReadHeader, RefusesEveryKindOfCrit) {
  const std::string_view values[] = {R"(["exp"])",
                                     R"(["b64"])",
                                     R"(["alg"])",
                                     R"(["x","x"])",
                                     R"(["absent"])",
                                     "[]",
                                     "[null]",
                                     "null",
                                     "true",
                                     "0",
                                     "{}",
                                     "\"exp\"",
                                     R"(["http://example.com/UNDEFINED"])"};
  for (const std::string_view crit : values) {
    EXPECT_EQ(read(R"({"alg":"HS256","exp":1,"x":1,"crit":)" + std::string(crit) + "}"),
              "ERR_CRIT_UNSUPPORTED crit")
        << crit;
  }
  EXPECT_EQ(read(R"({"alg":"HS256","\u0063rit":["exp"]})"), "ERR_CRIT_UNSUPPORTED crit");
}

TEST(ReadHeader, SaysOfAnExtensionFirstThatItIsOne) {
  EXPECT_EQ(read(R"({"crit":["x"]})"), "ERR_CRIT_UNSUPPORTED crit");
  EXPECT_EQ(read(R"({"b64":false,"crit":["b64"]})"), "ERR_CRIT_UNSUPPORTED crit");
  EXPECT_EQ(read(R"({"b64":false})"), "ERR_B64_UNSUPPORTED b64");
}

// RFC 7797: false changes what is signed; true is the default, and anything else means nothing.
TEST(ReadHeader, TakesB64OnlyWhereItSaysWhatIsTrueAnyway) {
  EXPECT_EQ(read(R"({"alg":"HS256","b64":true})"), "HS256||-");
  for (const std::string_view b64 :
       {"false", "null", "0", "1", "\"true\"", "\"false\"", "[]", "{}"}) {
    EXPECT_EQ(read("{\"alg\":\"HS256\",\"b64\":" + std::string(b64) + "}"),
              "ERR_B64_UNSUPPORTED b64")
        << b64;
  }
}

// CVE-2016-10555, CVE-2018-0114: a key that comes with the token is no key.
TEST(ReadHeader, DoesNotEvenReadKeysAndAddressesOfKeys) {
  for (const std::string_view name : {"jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256"}) {
    for (const std::string_view value : {"null", "1", "{}", "[]", "\"https://evil.example/\""}) {
      const std::string text =
          "{\"alg\":\"HS256\",\"" + std::string(name) + "\":" + std::string(value) + "}";
      EXPECT_EQ(read(text), "HS256||-") << text;
    }
  }
}

// written returns the header's JSON, or the failure.
std::string written(const Key& key, const HeaderOptions& options) {
  json::Scanner scanner;
  const Result<std::string> segment = write_header(scanner, key, options);
  return segment.ok() ? decode(segment.value()) : describe(segment);
}

TEST(WriteHeader, WritesAlgorithmTypeAndIdentifierInThisOrder) {
  EXPECT_EQ(written(secret_key("HS256"), {}), R"({"alg":"HS256"})");
  EXPECT_EQ(written(secret_key("HS384"), {"JWT", {}}), R"({"alg":"HS384","typ":"JWT"})");
  EXPECT_EQ(written(secret_key("HS512", "k1"), {"at+jwt", {}}),
            R"({"alg":"HS512","typ":"at+jwt","kid":"k1"})");
}

TEST(WriteHeader, QuotesWhatNeedsIt) {
  EXPECT_EQ(written(secret_key("HS256", "a\"\\\n\xC3\xA9"), {"\"", {}}),
            "{\"alg\":\"HS256\",\"typ\":\"\\\"\",\"kid\":\"a\\\"\\\\\\u000a\xC3\xA9\"}");
}

TEST(WriteHeader, AddsParametersAsTheyAreWritten) {
  EXPECT_EQ(
      written(secret_key(), {"JWT", R"( { "cty" : "JWT" , "x\u0079" : [ 1, {"a":null} ] } )"}),
      R"({"alg":"HS256","typ":"JWT","cty":"JWT","xy":[ 1, {"a":null} ]})");
  EXPECT_EQ(written(secret_key(), {{}, "{}"}), R"({"alg":"HS256"})");
  EXPECT_EQ(written(secret_key(), {{}, R"({"__proto__":{"alg":"none"},"":1})"}),
            R"({"alg":"HS256","__proto__":{"alg":"none"},"":1})");
}

TEST(WriteHeader, RefusesParametersThatTheRulesGiveAMeaningTo) {
  for (const std::string_view name :
       {"alg", "typ", "kid", "crit", "b64", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256"}) {
    const std::string text = "{\"a\":1,\"" + std::string(name) + "\":\"HS256\"}";
    EXPECT_EQ(written(secret_key(), {{}, text}), "ERR_HEADER_RESERVED " + std::string(name));
  }
  EXPECT_EQ(written(secret_key(), {{}, R"({"\u0061l\u0067":"none"})"}), "ERR_HEADER_RESERVED alg");
}

TEST(WriteHeader, RefusesParametersThatAreNotAStrictObject) {
  EXPECT_EQ(written(secret_key(), {{}, " "}), "ERR_JSON_SYNTAX header");
  EXPECT_EQ(written(secret_key(), {{}, R"({"a":1},"alg":"none")"}), "ERR_JSON_SYNTAX header");
  EXPECT_EQ(written(secret_key(), {{}, "[]"}), "ERR_JSON_NOT_OBJECT header");
  EXPECT_EQ(written(secret_key(), {{}, R"({"a":1,"a":2})"}), "ERR_JSON_DUPLICATE_MEMBER header");
  EXPECT_EQ(written(secret_key(), {{}, "{\"a\":\"\xFF\"}"}), "ERR_UTF8_INVALID header");
}

TEST(WriteHeader, WritesWhatReadHeaderReads) {
  const std::string json =
      written(secret_key("HS256", "a\"\x01\xF0\x9F\x98\x80"), {"t\"", R"({"x":"y"})"});
  EXPECT_EQ(read(json), "HS256|a\"\x01\xF0\x9F\x98\x80|t\"");
}

// The token of RFC 7515 appendix A.1, whose header and payload have line ends of their own.
TEST(AppendSigned, MakesTheTokenOfRfc7515AppendixA1) {
  const std::string bytes = decode(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  const Key key = Key::from_secret(as_bytes(bytes), "HS256").value();
  std::string token;
  ASSERT_TRUE(
      append_signed(
          key, encode("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}"),
          "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}",
          token)
          .ok());
  EXPECT_EQ(
      token,
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
      "cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

TEST(AppendSigned, AppendsToWhatIsThereAndSignsOnlyTheToken) {
  const Key key = secret_key("HS512");
  std::string alone;
  ASSERT_TRUE(append_signed(key, "aGVhZA", "payload", alone).ok());
  std::string appended = "Bearer ";
  ASSERT_TRUE(append_signed(key, "aGVhZA", "payload", appended).ok());
  EXPECT_EQ(appended, "Bearer " + alone);
}

TEST(AppendSigned, LeavesTheTextAsItWasWhereTheKeyCannotSign) {
  const Key half = test::key_for("ES256").public_half().value();
  std::string text = "Bearer ";
  EXPECT_EQ(describe(append_signed(half, "aGVhZA", "payload", text)), "ERR_KEY_NOT_PRIVATE key");
  EXPECT_EQ(text, "Bearer ");
}

TEST(AppendSigned, SignsPayloadsOfEveryLength) {
  for (const Algorithm& algorithm : algorithms()) {
    const Key& key = test::key_for(algorithm.name);
    const std::size_t step = algorithm.key_type == KeyType::kSecret ? 1 : 23;
    for (std::size_t size = 0; size < 70; size += step) {
      std::string token;
      ASSERT_TRUE(append_signed(key, "aGVhZA", std::string(size, 'x'), token).ok());
      CompactJws parts;
      ASSERT_TRUE(split_compact(token, parts).ok());
      EXPECT_EQ(decode(parts.payload), std::string(size, 'x'));
      const std::string signature = decode(parts.signature);
      EXPECT_EQ(signature.size(), key.signature_size());
      EXPECT_TRUE(key.verify(as_bytes(parts.signing_input), as_bytes(signature)).ok()) << size;
    }
  }
}

}  // namespace
}  // namespace holoband
