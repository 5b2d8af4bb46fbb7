#include "holoband/key_material.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hex.h"
#include "holoband/encoding/base64url.h"
#include "key_samples.h"

namespace holoband {
namespace {

using test::as_bytes;
using test::hex;

bool refuses(std::string_view text) { return is_key_material(as_bytes(text)); }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string url_alphabet(std::string_view base64) {
  std::string text = replaced(replaced(std::string(base64), "+", "-"), "/", "_");
  return replaced(text, "=", "");
}

std::string der(std::string_view base64) {
  const std::string text = url_alphabet(base64);
  std::string bytes(base64url_decoded_size(text.size()), '\0');
  const MutableBytes out(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
  EXPECT_TRUE(base64url_decode(text, out).ok());
  return bytes;
}

std::string base64url(std::string_view bytes) { return base64url_encode(as_bytes(bytes)); }

std::string base64(std::string_view bytes) {
  std::string text = replaced(replaced(base64url(bytes), "-", "+"), "_", "/");
  return text.append((4 - text.size() % 4) % 4, '=');
}

std::string wrapped(std::string_view base64, std::size_t width, std::string_view newline) {
  std::string text;
  for (std::size_t at = 0; at < base64.size(); at += width) {
    text.append(base64.substr(at, width)).append(newline);
  }
  return text;
}

std::string pem(std::string_view base64, std::string_view label = "PUBLIC KEY",
                std::string_view newline = "\n") {
  std::string text = "-----BEGIN ";
  text.append(label).append("-----").append(newline);
  text += wrapped(base64, 64, newline);
  return text.append("-----END ").append(label).append("-----").append(newline);
}

constexpr std::array<std::string_view, 6> kJwks{
    R"({"kty":"RSA","n":"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod","e":"AQAB"})",
    R"({"e":"AQAB","n":"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod","kty":"RSA"})",
    R"({"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
    R"({"crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kty":"OKP"})",
    R"({"kty":"AKP","alg":"ML-DSA-44","pub":"unH59k4RuutY-pxvu24U5h8YZD2rSVtHU5qRZsoBmBMcRPgmu9VuNOVdteXi"})",
    R"({"k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i","kty":"oct"})"};

// CVE-2015-9235, CVE-2016-5431: a verifier that expects RS256 gets HS256, with the PEM text as
// secret.
TEST(KeyMaterial, RefusesPem) {
  for (const std::string_view key : test::kDerKeys) EXPECT_TRUE(refuses(pem(key))) << key;
}

// CVE-2023-48223: one label was known and another was not.
TEST(KeyMaterial, RefusesPemUnderEveryLabel) {
  for (const std::string_view label :
       {"PUBLIC KEY", "RSA PUBLIC KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY", "CERTIFICATE", "TRUSTED CERTIFICATE",
        "X509 CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "DSA PRIVATE KEY",
        "PGP PUBLIC KEY BLOCK", "PGP PRIVATE KEY BLOCK"}) {
    EXPECT_TRUE(refuses(pem("cGxhY2Vob2xkZXIgZm9yIHNvbWV0aGluZyBlbHNl", label))) << label;
  }
  EXPECT_TRUE(
      refuses("---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"alice\"\nQUJD\n"
              "---- END SSH2 PUBLIC KEY ----\n"));
}

TEST(KeyMaterial, RefusesPemWithAnyEndOfLine) {
  std::string text = pem(test::kRsaSpki);
  text.pop_back();
  EXPECT_TRUE(refuses(text)) << "no newline at the end";
  for (const std::string_view newline : {"\r\n", "\r", "\n\n", " ", "", "\\n", "\\r\\n", "\\\\n"}) {
    EXPECT_TRUE(refuses(pem(test::kRsaSpki, "PUBLIC KEY", newline))) << newline;
  }
}

// CVE-2026-34950 (white space) and GHSA-ww5h-9m49-7xx4 (everything else) of fast-jwt.
TEST(KeyMaterial, RefusesPemBehindAnything) {
  const std::string text = pem(test::kRsaSpki);
  for (const std::string_view before :
       {" ", "\n", "\t\r\n \f\v", "\xEF\xBB\xBF", "\xE2\x80\x8B", "\xE2\x81\xA0", "\xC2\xA0",
        "\x01", "\x7F", "# the key of production\n", "Bag Attributes\n    localKeyID: 01\n", "x",
        "\xFF\xFE", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n", "<!-- key -->",
        "PUBLIC_KEY=\"", "'"}) {
    EXPECT_TRUE(refuses(std::string(before) + text)) << hex(as_bytes(before));
  }
  EXPECT_TRUE(refuses(std::string(1, '\0') + text));
  EXPECT_TRUE(refuses(text + "and something behind it"));
}

// GHSA-ffc3-869f-jxw9 of PyJWT.
TEST(KeyMaterial, RefusesPemWithBentArmour) {
  const std::string text = pem(test::kRsaSpki);
  EXPECT_TRUE(refuses(replaced(text, "-----", "----")));
  EXPECT_TRUE(refuses(replaced(text, "-----", "-")));
  EXPECT_TRUE(refuses(replaced(text, "-----", "------")));
  EXPECT_TRUE(refuses(replaced(text, "-----", "----- ")));
  EXPECT_TRUE(refuses(replaced(text, "-----", " -----\t")));
  EXPECT_TRUE(refuses(replaced(text, "-----", "- - - - -")));
  EXPECT_TRUE(refuses(replaced(text, "-", "\xE2\x80\x93"))) << "en dash";
  EXPECT_TRUE(refuses(replaced(text, "-", "\xE2\x80\x94"))) << "em dash";
  EXPECT_TRUE(refuses(replaced(text, "-", "\xE2\x88\x92"))) << "minus sign";
  EXPECT_TRUE(refuses(replaced(text, "-----", ""))) << "no dashes";
  EXPECT_TRUE(refuses(replaced(text, "PUBLIC KEY", "PUBLIC  KEY")));
  EXPECT_TRUE(refuses(replaced(text, "PUBLIC KEY", "PUBLIC\tKEY")));
  EXPECT_TRUE(refuses(replaced(text, "PUBLIC KEY", "PUBLIC\nKEY")));
  EXPECT_TRUE(refuses(replaced(text, "PUBLIC KEY", "PUBLICKEY")));
  EXPECT_TRUE(refuses(replaced(text, " ", "_")));
  EXPECT_TRUE(refuses(replaced(text, " ", "%20")));
  EXPECT_TRUE(refuses(replaced(text, " ", "+")));
  EXPECT_TRUE(refuses(replaced(text, "PUBLIC KEY", "PUBLIC\xC2\xA0KEY"))) << "no-break space";
  EXPECT_TRUE(refuses(replaced(text, "BEGIN PUBLIC", "BEGIN-PUBLIC")));
  EXPECT_TRUE(refuses(replaced(text, "BEGIN ", "BEG\xE2\x80\x8BIN "))) << "zero-width space";
  EXPECT_TRUE(refuses(replaced(replaced(text, "BEGIN", "Begin"), "PUBLIC KEY", "Public Key")));
}

TEST(KeyMaterial, RefusesPemThatLostALine) {
  const std::string text = pem(test::kRsaSpki);
  const std::string without_begin = text.substr(text.find('\n') + 1);
  const std::string without_end = text.substr(0, text.find("-----END"));
  EXPECT_TRUE(refuses(without_begin));
  EXPECT_TRUE(refuses(without_end));
}

TEST(KeyMaterial, RefusesPemInUtf16) {
  std::string little = "\xFF\xFE";
  std::string big = "\xFE\xFF";
  for (const char character : pem(test::kEcSpki)) {
    little.append(1, character).append(1, '\0');
    big.append(1, '\0').append(1, character);
  }
  EXPECT_TRUE(refuses(little));
  EXPECT_TRUE(refuses(big));
  EXPECT_TRUE(refuses(std::string_view(little).substr(2)));
}

TEST(KeyMaterial, RefusesPemAsAJsonString) {
  EXPECT_TRUE(refuses("\"" + pem(test::kRsaSpki, "PUBLIC KEY", "\\n") + "\""));
  EXPECT_TRUE(refuses("{\"key\":\"" + pem(test::kRsaSpki, "PUBLIC KEY", "\\n") + "\"}"));
  EXPECT_TRUE(refuses(replaced(pem(test::kRsaSpki, "PUBLIC KEY", "\\n"), "-", "\\u002D")));
}

TEST(KeyMaterial, RefusesDer) {
  for (const std::string_view key : test::kDerKeys) {
    EXPECT_TRUE(refuses(der(key))) << key;
    EXPECT_TRUE(refuses(der(key) + "\n")) << key;
    EXPECT_TRUE(refuses(der(key) + std::string("\r\n \0", 4))) << key;
  }
}

TEST(KeyMaterial, KnowsDerByItsWholeShape) {
  for (const std::string_view key : test::kDerKeys) {
    const std::string good = der(key);
    EXPECT_FALSE(refuses(good.substr(1))) << key;
    EXPECT_FALSE(refuses(good.substr(0, good.size() - 1))) << key;
    EXPECT_FALSE(refuses(good + "x")) << key;
    for (const std::size_t at : {0u, 1u}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 0x01);
      EXPECT_FALSE(refuses(bad)) << key << ' ' << at;
    }
  }
}

// Structures of ASN.1 that are no keys, so that none of the conditions can be left out.
TEST(KeyMaterial, AcceptsDerThatIsNoKey) {
  for (const std::string_view bytes :
       {"3000", "3003020101", "30060201010500", "3006300406022a03", "30090500300406022a030300",
        "300a300406022a0301010500", "3009300404022a03030100", "300702017f04020102",
        "300a02010204050102030405", "30090201010402010203", "300b020105300406022a030400",
        "30090281010130040500",
        "3005020180"
        "0200",
        "30800201010201010000", "3085000000000202010102", "300602020101", "30060200020101",
        "3006020101028001"}) {
    EXPECT_FALSE(is_key_material(test::unhex(bytes))) << bytes;
  }
}

TEST(KeyMaterial, RefusesTheBodyOfPem) {
  for (const std::string_view key : test::kDerKeys) {
    EXPECT_TRUE(refuses(key)) << key;
    EXPECT_TRUE(refuses(wrapped(key, 64, "\n"))) << key;
    EXPECT_TRUE(refuses(wrapped(key, 76, "\r\n"))) << key;
    EXPECT_TRUE(refuses(wrapped(key, 10, "\\n"))) << key;
    EXPECT_TRUE(refuses(url_alphabet(key))) << key;
    EXPECT_TRUE(refuses("  '" + std::string(key) + "'\n")) << key;
    EXPECT_TRUE(refuses(hex(as_bytes(der(key))))) << key;
  }
}

// CVE-2022-29217 of PyJWT.
TEST(KeyMaterial, RefusesOpensshLines) {
  constexpr std::array<std::string_view, 5> kTypes{"ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256",
                                                   "sk-ssh-ed25519@openssh.com",
                                                   "sk-ecdsa-sha2-nistp256@openssh.com"};
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    const std::string line = std::string(kTypes[i]).append(" ").append(test::kSshKeys[i]);
    EXPECT_TRUE(refuses(line));
    EXPECT_TRUE(refuses(line + " alice@example\n"));
    EXPECT_TRUE(refuses("\n  " + line));
    EXPECT_TRUE(refuses("command=\"/bin/true\",no-pty " + line));
    EXPECT_TRUE(refuses("host.example,192.0.2.1 " + line));
    EXPECT_TRUE(refuses(replaced(line, " ", "\t")));
    EXPECT_TRUE(refuses(test::kSshKeys[i])) << "the body alone";
    EXPECT_TRUE(refuses(der(test::kSshKeys[i]))) << "the bytes of the body";
    EXPECT_TRUE(refuses(base64(line)));
  }
}

TEST(KeyMaterial, RefusesOpensshPrivateKeys) {
  EXPECT_TRUE(refuses(pem(test::kSshPrivate, "OPENSSH PRIVATE KEY")));
  EXPECT_TRUE(refuses(test::kSshPrivate));
  EXPECT_TRUE(refuses(der(test::kSshPrivate)));
}

// GHSA-g3jj-5cmm-3hxx and CVE-2026-48526.
TEST(KeyMaterial, RefusesJwks) {
  for (const std::string_view jwk : kJwks) {
    const std::string text(jwk);
    EXPECT_TRUE(refuses(text));
    EXPECT_TRUE(refuses(replaced(text, "\":\"", "\" : \"")));
    EXPECT_TRUE(refuses(replaced(replaced(text, ",", ",\r\n\t"), "\":\"", "\"\n:\n\"")));
    EXPECT_TRUE(refuses("\xEF\xBB\xBF \n" + text + "\n"));
    EXPECT_TRUE(refuses("{\"keys\":[" + text + "]}"));
    EXPECT_TRUE(refuses("[" + text + "," + text + "]"));
    EXPECT_TRUE(refuses("{\"jwk\":" + text + "}"));
    EXPECT_TRUE(refuses(replaced(text, "kty", "\\u006b\\u0074\\u0079")));
    EXPECT_TRUE(refuses(replaced(text, "\"", "'")));
    EXPECT_TRUE(refuses(base64(text)));
    EXPECT_TRUE(refuses(base64url(text)));
  }
}

TEST(KeyMaterial, RefusesJwksInsideJsonStrings) {
  std::string text(kJwks[0]);
  for (int depth = 0; depth < 4; ++depth) {
    text = "\"" + replaced(replaced(text, "\\", "\\\\"), "\"", "\\\"") + "\"";
    EXPECT_TRUE(refuses(text)) << text;
  }
  EXPECT_TRUE(refuses("\"{\\n  \\\"kty\\\" : \\\"RSA\\\", \\\"n\\\" : \\\"sXchDaQeb\\\"}\""));
}

TEST(KeyMaterial, RefusesBase64AroundBase64) {
  for (const std::string_view key : test::kDerKeys) {
    EXPECT_TRUE(refuses(base64(pem(key)))) << key;
    EXPECT_TRUE(refuses(base64url(pem(key)))) << key;
    EXPECT_TRUE(refuses(wrapped(base64(pem(key)), 76, "\n"))) << key;
    EXPECT_TRUE(refuses(base64(base64(pem(key))))) << key;
    EXPECT_TRUE(refuses(hex(as_bytes(pem(key))))) << key;
  }
}

std::vector<std::uint8_t> random_secret(std::mt19937_64& generator) {
  std::vector<std::uint8_t> bytes(32 + generator() % 33);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(generator());
  return bytes;
}

TEST(KeyMaterial, AcceptsRandomBytes) {
  std::mt19937_64 generator(20260101);
  for (int i = 0; i < 200'000; ++i) {
    const std::vector<std::uint8_t> secret = random_secret(generator);
    ASSERT_FALSE(is_key_material(secret)) << hex(secret);
  }
}

TEST(KeyMaterial, AcceptsTheTextOfRandomBytes) {
  std::mt19937_64 generator(20260102);
  for (int i = 0; i < 200'000; ++i) {
    const std::vector<std::uint8_t> secret = random_secret(generator);
    ASSERT_FALSE(refuses(base64url_encode(secret)));
    ASSERT_FALSE(refuses(hex(secret)));
    if (i % 16 != 0) continue;
    const std::string_view bytes(reinterpret_cast<const char*>(secret.data()), secret.size());
    ASSERT_FALSE(refuses(base64(bytes)));
    ASSERT_FALSE(refuses(base64(base64(bytes))));
  }
}

// Secrets that begin as keys begin: a check of one or two bytes would refuse them.
TEST(KeyMaterial, AcceptsRandomBytesBehindTheFirstBytesOfAKey) {
  std::mt19937_64 generator(20260103);
  for (int i = 0; i < 200'000; ++i) {
    std::vector<std::uint8_t> secret = random_secret(generator);
    secret[0] = 0x30;
    secret[1] = static_cast<std::uint8_t>(secret.size() - 2);
    if (i % 2 == 0) secret[2] = i % 4 == 0 ? 0x02 : 0x30;
    ASSERT_FALSE(is_key_material(secret)) << hex(secret);
  }
}

TEST(KeyMaterial, AcceptsPassphrases) {
  for (const std::string_view phrase :
       {"", "correct horse battery staple, and then some more words",
        "let us begin certificate season with a public key party",
        "Begin with the private key of the garden gate, friend", "THE WEEKEND CERTIFICATE IS GOOD",
        "The kty: is not a word, and neither is \"kty\"",
        "ssh-rsa is what we used before ssh-ed25519",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "----------------------------------------",
        "=================================", "                                  ",
        "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"",
        "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\u00",
        "{\"secret\":\"0123456789abcdef0123456789abcdef\",\"for\":\"api\"}",
        "MIIsNotAKeyButALongWordThatBeginsAsOne", "0123456789abcdef0123456789abcdef",
        "gr\xC3\xBC\xC3\x9F"
        "e aus der K\xC3\xBC"
        "che, sagte der alte Mann",
        "\xE5\xAF\x86\xE7\xA0\x81\xE5\xAF\x86\xE7\xA0\x81\xE5\xAF\x86\xE7\xA0\x81\xE5\xAF\x86",
        "-----BEGIN HOLOBAND SECRET-----0123456789abcdef"}) {
    EXPECT_FALSE(refuses(phrase)) << phrase;
  }
}

// Every prefix of a key is a secret that only looks like one, or is refused; none may crash or
// hang.
TEST(KeyMaterial, SurvivesEveryTruncation) {
  for (const std::string& text :
       {pem(test::kEdSpki), der(test::kCertificate), std::string(kJwks[2]),
        std::string(test::kSshEd25519), base64(pem(test::kEdSpki))}) {
    for (std::size_t size = 0; size < text.size(); ++size) {
      (void)refuses(std::string_view(text).substr(0, size));
      (void)refuses(std::string_view(text).substr(size));
    }
    EXPECT_TRUE(refuses(text));
  }
}

// Processor time, because other programs may run too.
double seconds_for(const std::string& text, int times) {
  std::clock_t best = std::numeric_limits<std::clock_t>::max();
  for (int i = 0; i < 3; ++i) {
    const std::clock_t start = std::clock();
    for (int run = 0; run < times; ++run) EXPECT_FALSE(refuses(text));
    best = std::min(best, std::clock() - start);
  }
  return static_cast<double>(best) / CLOCKS_PER_SEC;
}

std::string repeated(std::string_view unit, std::size_t size) {
  std::string text;
  while (text.size() < size) text.append(unit);
  return text;
}

// Sixteen times the text takes sixteen times as long. A quadratic step would take 256 times as
// long.
TEST(KeyMaterial, TakesTimeThatIsLinearInTheSize) {
  for (const std::string_view unit :
       {"A", "AAAA ", "BEGIN ", "-BEGIN", "--END  ", "kty ", "\"kty\", :", "\\", "\\u", " ", "-",
        "=", "0", "MII", "\xE2\x80\x8B", "\x30\x80", "\"", "x"}) {
    const double small = seconds_for(repeated(unit, 1u << 13), 16);
    const double large = seconds_for(repeated(unit, 1u << 17), 1);
    EXPECT_LT(large, 4 * small + 0.005) << unit;
  }
}

}  // namespace
}  // namespace holoband
