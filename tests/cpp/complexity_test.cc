// Time against size, for every parser: whatever a text looks like, twice as much of it takes twice as long and no more.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/claims.h"
#include "holoband/duration.h"
#include "holoband/encoding/base64url.h"
#include "holoband/encoding/utf8.h"
#include "holoband/issuer.h"
#include "holoband/json/scanner.h"
#include "holoband/json/value.h"
#include "holoband/jwk.h"
#include "holoband/jws.h"
#include "holoband/key_der.h"
#include "holoband/key_text.h"
#include "holoband/pem.h"
#include "holoband/phc.h"
#include "holoband/text_index.h"
#include "support/keys.h"
#include "support/tokens.h"

namespace holoband {
namespace {

constexpr double kMostExponent = 1.1;
// What is small fits into one cache and not into the next, which differs by machine; a square shows all the same. Where
// another size is asked for, nothing is excused.
constexpr double kMostUsualExponent = 1.3;
constexpr std::size_t kSizes = 4;
constexpr int kRounds = 3;
// A machine that does something else in between is asked again; a parser that is not linear stays so.
constexpr int kMostRounds = 30;

// What watches memory makes everything slower.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HOLOBAND_IS_WATCHED
#endif
#endif
#if defined(HOLOBAND_IS_WATCHED) || defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kUsualLargest = std::size_t{64} * 1024;
#else
constexpr std::size_t kUsualLargest = std::size_t{256} * 1024;
#endif

// asked returns the size that HOLOBAND_COMPLEXITY_BYTES asks for, where it does.
const char* asked() { return std::getenv("HOLOBAND_COMPLEXITY_BYTES"); }

// largest returns the size of the largest text.
std::size_t largest() {
  return asked() == nullptr ? kUsualLargest : std::strtoul(asked(), nullptr, 10);
}

// Shape is one way in which a text can be hostile, and who reads it. A reader says what it came to.
struct Shape {
  const char* name;
  std::string (*text)(std::size_t size);
  ErrorCode (*read)(std::string_view text);
  ErrorCode verdict;
};

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Times holds the least CPU time of each size, for as many bytes in all as the largest text has.
using Times = std::array<double, kSizes>;

// exponent is the slope of a line through the points (log size, log time of one text), by least squares.
double exponent(const Times& times) {
  double slope = 0;
  double weight = 0;
  for (std::size_t i = 0; i < kSizes; ++i) {
    const double x = static_cast<double>(i) - (kSizes - 1) / 2.0;
    slope += x * std::log2(times[i]);
    weight += x * x;
  }
  return 1 + slope / weight;
}

// least_seconds returns the time below which nothing is told apart: that of the clock, and that in which memory can just
// be looked through.
double least_seconds(std::size_t most) {
  return std::max(20e-6, 0.05e-9 * static_cast<double>(most));
}

struct Measured {
  double exponent = 0;
  double seconds = 0;  // for the largest text
};

// What the system takes for fresh pages, from some size on, is no work of a parser: malloc is to keep what it has.
void keep_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

Measured measure(const Shape& shape, std::size_t most) {
  keep_memory();
  std::array<std::string, kSizes> texts;
  for (std::size_t i = 0; i < kSizes; ++i) texts[i] = shape.text(most >> (kSizes - 1 - i));
  Times times;
  times.fill(std::numeric_limits<double>::infinity());
  for (int round = 0; round < kMostRounds; ++round) {
    if (round >= kRounds && exponent(times) <= kMostExponent) break;
    for (std::size_t i = 0; i < kSizes; ++i) {
      const double start = cpu_seconds();
      for (std::size_t copies = std::size_t{1} << (kSizes - 1 - i); copies > 0; --copies) {
        EXPECT_EQ(shape.read(texts[i]), shape.verdict) << shape.name;
      }
      times[i] = std::min(times[i], std::max(cpu_seconds() - start, least_seconds(most)));
    }
  }
  return {exponent(times), times.back()};
}

std::string repeated(std::string_view part, std::size_t size) {
  std::string text;
  text.reserve(size + part.size());
  while (text.size() < size) text += part;
  return text;
}

std::string wrapped(std::string_view open, std::string_view part, std::size_t size,
                    std::string_view close) {
  return std::string(open).append(repeated(part, size)).append(close);
}

// numbered returns members, or whatever else has a number in it, with commas between them.
std::string numbered(std::string_view before, std::string_view after, std::size_t size) {
  std::string text;
  text.reserve(size + 64);
  for (std::size_t i = 0; text.size() < size; ++i) {
    if (i > 0) text += ',';
    std::string digits = std::to_string(i);
    digits.insert(0, 8 - digits.size(), '0');
    text.append(before).append(digits).append(after);
  }
  return text;
}

// A scanner keeps its memory from one text to the next, as that of a verifier does.
json::Scanner& kept_scanner() {
  static json::Scanner scanner;
  return scanner;
}

ErrorCode scan(std::string_view text) {
  json::Scanner& scanner = kept_scanner();
  return scanner.scan_object(text).code;
}

// scan_and_use also does what is done with a scanned value later on.
ErrorCode scan_and_use(std::string_view text) {
  json::Scanner& scanner = kept_scanner();
  const Outcome outcome = scanner.scan_object(text);
  const json::Value* value = scanner.find("a");
  if (!outcome.ok() || value == nullptr) return outcome.code;
  std::string decoded;
  if (json::decode_string(*value, decoded) || json::number_value(*value)) return ErrorCode::kOk;
  std::size_t count = 0;
  json::Elements elements(*value);
  while (elements.next() != nullptr) ++count;
  return count > 0 ? ErrorCode::kOk : ErrorCode::kJsonSyntax;
}

const std::vector<std::string>& accepted() {
  static const std::vector<std::string> names{"https://api.example", "https://other.example"};
  return names;
}

ErrorCode audience(std::string_view text) {
  json::Scanner& scanner = kept_scanner();
  if (const Outcome outcome = scanner.scan_object(text); !outcome.ok()) return outcome.code;
  ClaimsPolicy policy;
  policy.audiences = accepted();
  return check_audience(RegisteredClaims(scanner), policy).code;
}

ErrorCode split(std::string_view text) {
  CompactJws parts;
  return split_compact(text, parts).code;
}

ErrorCode decode(std::string_view text) {
  std::string out;
  return decode_segment(text, part::kPayload, out).code;
}

ErrorCode encode(std::string_view text) {
  return base64url_encode(as_bytes(text)).empty() ? ErrorCode::kBase64Length : ErrorCode::kOk;
}

ErrorCode utf8(std::string_view text) {
  return is_valid_utf8(text) ? ErrorCode::kOk : ErrorCode::kUtf8Invalid;
}

ErrorCode jwk(std::string_view text) { return import_jwk(text).outcome().code; }
ErrorCode jwk_set(std::string_view text) { return import_jwk_set(text).outcome().code; }
ErrorCode spki(std::string_view text) { return read_spki(as_bytes(text)).outcome().code; }
ErrorCode pkcs8(std::string_view text) { return read_pkcs8(as_bytes(text)).outcome().code; }
ErrorCode certificate(std::string_view text) {
  return read_certificate(as_bytes(text)).outcome().code;
}
ErrorCode pem(std::string_view text) { return import_pem(text, "ES256").outcome().code; }

ErrorCode phc(std::string_view text) {
  return parse_phc(text) ? ErrorCode::kOk : ErrorCode::kPasswordHashMalformed;
}

ErrorCode duration(std::string_view text) {
  return parse_duration(text) ? ErrorCode::kOk : ErrorCode::kDurationInvalid;
}

// key_text looks for keys in what is to be a secret, in each of the ways that there are.
ErrorCode key_text(std::string_view text) {
  const SecretBytes folded = fold(as_bytes(text));
  const std::string_view view(reinterpret_cast<const char*>(folded.bytes().data()), folded.size());
  if (has_armour(view) || has_openssh_line(view) || has_jwk(view))
    return ErrorCode::kSecretIsKeyMaterial;
  return decode_base64(view).size() + decode_hex(view).size() > 2 * text.size()
             ? ErrorCode::kSecretEncoding
             : ErrorCode::kOk;
}

VerifierOptions lifted() {
  VerifierOptions options = test::open_policy(test::secret_key());
  options.trust.max_token_bytes = kLargestMaxTokenBytes;
  return options;
}

ErrorCode verify(std::string_view token) {
  static Result<Verifier> verifier = Verifier::create(lifted());
  return verifier.value().verify(token, test::kNow).outcome().code;
}

ErrorCode explain(std::string_view token) {
  static Result<Verifier> verifier = Verifier::create(lifted());
  const auto findings = verifier.value().explain(token, test::kNow);
  if (!findings.ok()) return findings.outcome().code;
  for (const Finding& finding : findings.value()) {
    if (!finding.outcome.ok()) return finding.outcome.code;
  }
  return ErrorCode::kOk;
}

ErrorCode issue(std::string_view claims) {
  static Result<Issuer> issuer = Issuer::create(
      {.key = test::secret_key(), .ttl = 60, .max_token_bytes = kLargestMaxTokenBytes});
  return issuer.value().issue(claims, test::kNow).outcome().code;
}

// look_up finds texts that differ in their last byte only, in an index that is full of others.
ErrorCode look_up(std::string_view text) {
  TextIndex index;
  for (std::size_t i = 0; i + 1 < TextIndex::kCapacity; ++i) index.add(std::to_string(i));
  index.add(text);
  std::string other(text);
  other.back() = '!';
  return index.find(text) && !index.find(other) ? ErrorCode::kOk : ErrorCode::kKeyNotFound;
}

std::string token_of(std::string_view payload) {
  return test::sign(test::secret_key(), test::kHeader, payload);
}

// The payload of a token of a size is three quarters of that.
std::size_t payload_size(std::size_t size) { return size > 1024 ? size / 4 * 3 - 512 : size; }

// A DER element; its length has no more bytes than it needs.
std::string der(char tag, std::string_view content) {
  std::string length;
  for (std::size_t rest = content.size(); rest > 0; rest >>= 8)
    length.insert(length.begin(), static_cast<char>(rest & 0xFF));
  return std::string{tag, static_cast<char>(0x80 | length.size())}.append(length).append(content);
}

std::string ec_jwk(std::string_view kid) {
  static const std::string key = test::public_jwk_of(test::key_for("ES256"));
  return test::with(key, "kid", kid);
}

const Shape kShapes[] = {
    {"split: no dot", [](std::size_t n) { return repeated("A", n); }, split,
     ErrorCode::kTokenSegments},
    {"split: dots alone", [](std::size_t n) { return repeated(".", n); }, split,
     ErrorCode::kTokenSegments},
    {"split: a third dot at the end", [](std::size_t n) { return wrapped("A.A.", "A", n, "."); },
     split, ErrorCode::kTokenSegments},
    {"base64url: all good", [](std::size_t n) { return repeated("Aa0_", n); }, decode,
     ErrorCode::kOk},
    {"base64url: the last character is bad",
     [](std::size_t n) { return repeated("AAAA", n) + "AA="; }, decode, ErrorCode::kBase64Alphabet},
    {"base64url: bad from the first", [](std::size_t n) { return repeated("=", n); }, decode,
     ErrorCode::kBase64Alphabet},
    {"base64url: encoded", [](std::size_t n) { return repeated("\xFF\x01", n); }, encode,
     ErrorCode::kOk},
    {"UTF-8: two bytes each", [](std::size_t n) { return repeated("\xC3\xA9", n); }, utf8,
     ErrorCode::kOk},
    {"UTF-8: four bytes each", [](std::size_t n) { return repeated("\xF0\x9F\x8E\x9F", n); }, utf8,
     ErrorCode::kOk},
    {"UTF-8: broken at the end",
     [](std::size_t n) { return repeated("a\xC3\xA9", n) + "\xED\xA0"; }, utf8,
     ErrorCode::kUtf8Invalid},

    {"JSON: white space", [](std::size_t n) { return wrapped("{", " \t\r\n", n, "}"); }, scan,
     ErrorCode::kOk},
    {"JSON: white space and no end", [](std::size_t n) { return wrapped("{", " ", n, ""); }, scan,
     ErrorCode::kJsonSyntax},
    {"JSON: opening brackets", [](std::size_t n) { return repeated("[", n); }, scan,
     ErrorCode::kJsonTooDeep},
    {"JSON: as deep as allowed, again and again",
     [](std::size_t n) {
       const std::string deep = std::string(30, '[') + std::string(30, ']') + ",";
       return wrapped(R"({"a":[)", deep, n, "0]}");
     },
     scan_and_use, ErrorCode::kOk},
    {"JSON: one long string", [](std::size_t n) { return wrapped(R"({"a":")", "x", n, "\"}"); },
     scan_and_use, ErrorCode::kOk},
    {"JSON: a string without end", [](std::size_t n) { return wrapped(R"({"a":")", "x", n, ""); },
     scan, ErrorCode::kJsonSyntax},
    {"JSON: short escapes", [](std::size_t n) { return wrapped(R"({"a":")", R"(\n)", n, "\"}"); },
     scan_and_use, ErrorCode::kOk},
    {"JSON: surrogate pairs",
     [](std::size_t n) { return wrapped(R"({"a":")", R"(\ud83c\udf9f)", n, "\"}"); }, scan_and_use,
     ErrorCode::kOk},
    {"JSON: half a pair at the end",
     [](std::size_t n) { return wrapped(R"({"a":")", R"(\ud83c\udf9f)", n, "\\ud83c\"}"); }, scan,
     ErrorCode::kJsonSyntax},
    {"JSON: many members", [](std::size_t n) { return "{" + numbered("\"", "\":0", n) + "}"; },
     scan, ErrorCode::kOk},
    {"JSON: many members and one of them twice",
     [](std::size_t n) { return "{" + numbered("\"", "\":0", n) + R"(,"00000000":0})"; }, scan,
     ErrorCode::kJsonDuplicateMember},
    {"JSON: one name over and over",
     [](std::size_t n) { return wrapped("{", R"("a":0,)", n, R"("a":0})"); }, scan,
     ErrorCode::kJsonDuplicateMember},
    {"JSON: names that begin alike",
     [](std::size_t n) { return "{" + numbered('"' + std::string(200, 'n'), "\":0", n) + "}"; },
     scan, ErrorCode::kOk},
    {"JSON: names of escapes",
     [](std::size_t n) { return "{" + numbered(R"("\u006e\ud83c\udf9f)", "\":0", n) + "}"; }, scan,
     ErrorCode::kOk},
    {"JSON: objects whose names look alike",
     [](std::size_t n) {
       const std::string names = numbered("\"a", "z\":0", 240);
       return wrapped(R"({"a":[)", "{" + names + "},", n, "0]}");
     },
     scan_and_use, ErrorCode::kOk},
    {"JSON: empty objects", [](std::size_t n) { return wrapped(R"({"a":[)", "{},", n, "0]}"); },
     scan_and_use, ErrorCode::kOk},
    {"JSON: a number of many digits",
     [](std::size_t n) { return wrapped(R"({"a":0.)", "7", n, "}"); }, scan_and_use,
     ErrorCode::kOk},
    {"JSON: a number of many digits and as many zeros taken off again",
     [](std::size_t n) { return wrapped(R"({"a":7)", "0", n, "e-" + std::to_string(n) + "}"); },
     scan_and_use, ErrorCode::kOk},
    {"JSON: an exponent of many digits",
     [](std::size_t n) { return wrapped(R"({"a":0e)", "9", n, "}"); }, scan_and_use,
     ErrorCode::kOk},
    {"JSON: numbers that are nearly infinite",
     [](std::size_t n) { return wrapped(R"({"a":[)", "179769313486231580e291,", n, "0]}"); },
     scan_and_use, ErrorCode::kOk},

    {"claims: many audiences",
     [](std::size_t n) { return R"({"aud":[)" + numbered("\"", "\"", n) + "]}"; }, audience,
     ErrorCode::kAudienceMismatch},
    {"claims: audiences of escapes",
     [](std::size_t n) { return wrapped(R"({"aud":[)", R"("\u0068",)", n, "\"\"]}"); }, audience,
     ErrorCode::kAudienceMismatch},

    {"token: good, of one long claim",
     [](std::size_t n) { return token_of(wrapped(R"({"a":")", "x", payload_size(n), "\"}")); },
     verify, ErrorCode::kOk},
    {"token: good, of many claims",
     [](std::size_t n) { return token_of("{" + numbered("\"", "\":0", payload_size(n)) + "}"); },
     verify, ErrorCode::kOk},
    {"token: good, explained",
     [](std::size_t n) { return token_of("{" + numbered("\"", "\":0", payload_size(n)) + "}"); },
     explain, ErrorCode::kOk},
    {"token: a header of many parameters",
     [](std::size_t n) {
       const std::string header =
           R"({"alg":"HS256",)" + numbered("\"", "\":0", payload_size(n)) + "}";
       return test::encode(header) + ".e30.AAAA";
     },
     verify, ErrorCode::kSignatureInvalid},
    {"token: a signature that is far too long",
     [](std::size_t n) { return test::encode(test::kHeader) + ".e30." + repeated("AAAA", n - 64); },
     verify, ErrorCode::kSignatureInvalid},
    {"token: issued",
     [](std::size_t n) { return "{" + numbered("\"", "\":0", payload_size(n) / 2) + "}"; }, issue,
     ErrorCode::kOk},

    {"JWK: many members",
     [](std::size_t n) { return R"({"kty":"EC",)" + numbered("\"", "\":0", n) + "}"; }, jwk,
     ErrorCode::kJwkInvalid},
    {"JWK: a modulus that is far too long",
     [](std::size_t n) {
       return wrapped(R"({"kty":"RSA","alg":"RS256","e":"AQAB","n":")", "7777", n, "\"}");
     },
     jwk, ErrorCode::kKeyTooLarge},
    {"JWK: an exponent that is far too long",
     [](std::size_t n) {
       const std::string modulus = repeated("7777", 342);
       return wrapped(R"({"kty":"RSA","alg":"RS256","n":")" + modulus + R"(","e":")", "7777", n,
                      "\"}");
     },
     jwk, ErrorCode::kKeyInvalid},
    {"JWK: a coordinate that is far too long",
     [](std::size_t n) {
       return wrapped(R"({"kty":"EC","crv":"P-256","x":"AAAA","y":")", "AAAA", n, "\"}");
     },
     jwk, ErrorCode::kKeyInvalid},
    {"JWK: many operations",
     [](std::size_t n) { return wrapped(R"({"kty":"EC","key_ops":[)", R"("sign",)", n, "0]}"); },
     jwk, ErrorCode::kJwkMember},
    {"JWK Set: more members than there may be",
     [](std::size_t n) { return wrapped(R"({"keys":[)", "0,", n, "0]}"); }, jwk_set,
     ErrorCode::kJwkInvalid},
    {"JWK Set: one member that is no key",
     [](std::size_t n) { return wrapped(R"({"keys":[{"kty":")", "x", n, "\"}]}"); }, jwk_set,
     ErrorCode::kKeySetEmpty},
    {"JWK Set: a good key and a long list of certificates",
     [](std::size_t n) {
       const std::string key = ec_jwk("\"k\"");
       const std::string certificates = wrapped(R"(,"x5c":[)", R"("MIIB",)", n, "\"\"]}]}");
       return R"({"keys":[)" + key.substr(0, key.size() - 1) + certificates;
     },
     jwk_set, ErrorCode::kOk},

    {"DER: elements where an algorithm should be",
     [](std::size_t n) { return der('\x30', repeated(std::string("\x05\x00", 2), n)); }, spki,
     ErrorCode::kPemInvalid},
    {"DER: one inside of the other",
     [](std::size_t n) {
       std::string text;
       for (std::size_t left = n; left > 6; left -= 6) {
         text += "\x30\x84";
         for (int shift = 24; shift >= 0; shift -= 8)
           text += static_cast<char>((left - 6) >> shift & 0xFF);
       }
       return text;
     },
     certificate, ErrorCode::kPemInvalid},
    {"DER: a private key that is far too long",
     [](std::size_t n) {
       const std::string oid("\x30\x0d\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00", 15);
       return der('\x30',
                  std::string("\x02\x01\x00", 3) + oid +
                      der('\x04', der('\x30', repeated(std::string("\x02\x01\x03", 3), n))));
     },
     pkcs8, ErrorCode::kPemUnsupported},

    {"PHC: a cost of many digits",
     [](std::size_t n) {
       return wrapped("$argon2id$v=19$m=", "9", n, ",t=1,p=1$c2FsdHNhbHQ$AAAA");
     },
     phc, ErrorCode::kPasswordHashMalformed},
    {"PHC: a salt that is far too long",
     [](std::size_t n) { return wrapped("$argon2id$v=19$m=19456,t=2,p=1$", "A", n, "$AAAA"); }, phc,
     ErrorCode::kPasswordHashMalformed},
    {"duration: many digits", [](std::size_t n) { return wrapped("", "9", n, "s"); }, duration,
     ErrorCode::kDurationInvalid},
    {"secret: dashes", [](std::size_t n) { return repeated("-", n); }, key_text, ErrorCode::kOk},
    {"secret: the beginnings of PEM blocks",
     [](std::size_t n) { return repeated("-----BEGI\n", n); }, key_text, ErrorCode::kOk},
    {"secret: what is not seen", [](std::size_t n) { return repeated("\xE2\x80\x8B\xCD\x8F", n); },
     key_text, ErrorCode::kOk},
    {"secret: opening braces", [](std::size_t n) { return repeated("{\"", n); }, key_text,
     ErrorCode::kOk},
    {"secret: hexadecimal digits", [](std::size_t n) { return repeated("a1", n); }, key_text,
     ErrorCode::kOk},
    {"names: one long text", [](std::size_t n) { return repeated("kid", n); }, look_up,
     ErrorCode::kOk},
};

void expect_linear(const Shape& shape, std::size_t most) {
  const Measured measured = measure(shape, most);
  EXPECT_LE(measured.exponent, asked() == nullptr ? kMostUsualExponent : kMostExponent)
      << shape.name;
  std::printf("complexity: %s: %zu bytes, %.3f ms, exponent %.2f\n", shape.name, most,
              measured.seconds * 1000, measured.exponent);
}

TEST(Complexity, OfEveryParserIsLinear) {
  for (const Shape& shape : kShapes) expect_linear(shape, largest());
}

// No text of PEM over the limit is read at all; below it the same is asked as of the others.
TEST(Complexity, OfPemIsLinearUpToItsLimitAndNothingBeyond) {
  const Shape shapes[] = {
      {"PEM: dashes", [](std::size_t n) { return repeated("-", n); }, pem, ErrorCode::kPemInvalid},
      {"PEM: beginnings", [](std::size_t n) { return repeated("-----BEGIN ", n - 16); }, pem,
       ErrorCode::kPemInvalid},
      {"PEM: a block of line ends",
       [](std::size_t n) {
         return wrapped("-----BEGIN PUBLIC KEY-----\n", "\n", n - 64, "-----END PUBLIC KEY-----\n");
       },
       pem, ErrorCode::kPemInvalid},
      {"PEM: a block of zeros",
       [](std::size_t n) {
         return wrapped("-----BEGIN PUBLIC KEY-----\n", "AAAA", n - 64,
                        "\n-----END PUBLIC KEY-----\n");
       },
       pem, ErrorCode::kPemInvalid},
  };
  for (const Shape& shape : shapes) {
    expect_linear(shape, kMaxPemBytes);
    EXPECT_EQ(pem(shape.text(kMaxPemBytes * 16)), ErrorCode::kPemInvalid);
  }
}

std::string set_of(std::size_t count) {
  std::string text = R"({"keys":[)";
  for (std::size_t i = 0; i < count; ++i) {
    text += (i > 0 ? "," : "") + ec_jwk('"' + std::to_string(i) + '"');
  }
  return text + "]}";
}

// The size is the number of keys.
TEST(Complexity, OfKeySetsIsLinearInTheirKeysUpToTheLimitAndNothingBeyond) {
  const Shape shape{"JWK Set: good keys of many names", set_of, jwk_set, ErrorCode::kOk};
  expect_linear(shape, 1000);
  EXPECT_EQ(jwk_set(set_of(1001)), ErrorCode::kJwkInvalid);
}

// A test that cannot fail proves nothing.
TEST(Complexity, OfAReaderThatIsNotLinearIsFoundOut) {
  const Shape shape{"each with each", [](std::size_t n) { return repeated("ab", n); },
                    [](std::string_view text) {
                      std::size_t equal = 0;
                      for (const char one : text) {
                        equal +=
                            static_cast<std::size_t>(std::count(text.begin(), text.end(), one));
                      }
                      return equal > 0 ? ErrorCode::kOk : ErrorCode::kJsonSyntax;
                    },
                    ErrorCode::kOk};
  EXPECT_GT(measure(shape, 4096).exponent, 1.5);
}

}  // namespace
}  // namespace holoband
