#include "holoband/pem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "holoband/encoding/base64url.h"
#include "holoband/encoding/secret_text.h"
#include "holoband/jwk.h"
#include "pem_samples.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::key_for;
namespace samples = test::pem_samples;

// imported returns "private", "public" or the failure.
std::string imported(std::string_view pem, std::string_view algorithm,
                     std::string_view passphrase = {}) {
  const Result<Key> key = import_pem(pem, algorithm, {.kid = {}, .passphrase = passphrase});
  if (!key.ok()) return describe(key);
  return key.value().kind() == KeyKind::kPrivate ? "private" : "public";
}

std::string thumbprint_in(std::string_view pem, std::string_view algorithm) {
  return std::string(import_pem(pem, algorithm).value().kid());
}

// block returns base64 text between the lines of a label.
std::string block(std::string_view label, std::string_view base64) {
  const std::string name(label);
  return "-----BEGIN " + name + "-----\n" + std::string(base64) + "\n-----END " + name + "-----\n";
}

// body returns what stands between the lines of a block.
std::string body(std::string_view pem) {
  const std::size_t start = pem.find('\n') + 1;
  return std::string(pem.substr(start, pem.find("-----END") - start));
}

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string changed(text);
  for (std::size_t at = changed.find(what); at != std::string::npos;
       at = changed.find(what, at + by.size())) {
    changed.replace(at, what.size(), by);
  }
  return changed;
}

TEST(ImportPem, ReadsEveryKindOfBlock) {
  const struct {
    std::string_view pem;
    std::string_view algorithm;
    std::string_view expected;
  } good[] = {
      {samples::kRsaSpki, "RS256", "public"},       {samples::kRsaPkcs1Public, "RS384", "public"},
      {samples::kRsaCert, "RS512", "public"},       {samples::kRsaPkcs1, "PS256", "private"},
      {samples::kRsaPkcs8, "PS384", "private"},     {samples::kEcSpki, "ES256", "public"},
      {samples::kEcCert, "ES256", "public"},        {samples::kEcSec1, "ES256", "private"},
      {samples::kEcParamsSec1, "ES256", "private"}, {samples::kEcPkcs8, "ES256", "private"},
      {samples::kSecp384r1, "ES384", "private"},    {samples::kSecp384r1Spki, "ES384", "public"},
      {samples::kSecp521r1, "ES512", "private"},    {samples::kSecp521r1Spki, "ES512", "public"},
      {samples::kSecp256k1, "ES256K", "private"},   {samples::kSecp256k1Spki, "ES256K", "public"},
      {samples::kEdSpki, "Ed25519", "public"},      {samples::kEdSpki, "EdDSA", "public"},
      {samples::kEdCert, "Ed25519", "public"},      {samples::kEdPkcs8, "EdDSA", "private"},
      {samples::kEd448Pkcs8, "Ed448", "private"},   {samples::kEd448Spki, "Ed448", "public"},
  };
  for (const auto& [pem, algorithm, expected] : good)
    EXPECT_EQ(imported(pem, algorithm), expected) << pem;
}

TEST(ImportPem, ReadsOneKeyFromAllItsForms) {
  const std::string rsa = thumbprint_in(samples::kRsaSpki, "RS256");
  for (const std::string_view pem :
       {samples::kRsaPkcs1, samples::kRsaPkcs1Public, samples::kRsaPkcs8, samples::kRsaCert}) {
    EXPECT_EQ(thumbprint_in(pem, "RS256"), rsa);
  }
  const std::string ec = thumbprint_in(samples::kEcSpki, "ES256");
  for (const std::string_view pem :
       {samples::kEcSec1, samples::kEcParamsSec1, samples::kEcPkcs8, samples::kEcCert}) {
    EXPECT_EQ(thumbprint_in(pem, "ES256"), ec);
  }
  EXPECT_EQ(thumbprint_in(samples::kEdPkcs8, "EdDSA"), thumbprint_in(samples::kEdSpki, "EdDSA"));
  EXPECT_EQ(thumbprint_in(samples::kEdCert, "EdDSA"), thumbprint_in(samples::kEdSpki, "EdDSA"));
}

TEST(ImportPem, MakesAKeyThatSignsForItsPublicForm) {
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {samples::kRsaPkcs8, samples::kRsaCert},
      {samples::kEcSec1, samples::kEcCert},
      {samples::kSecp384r1, samples::kSecp384r1Spki},
      {samples::kSecp521r1, samples::kSecp521r1Spki},
      {samples::kSecp256k1, samples::kSecp256k1Spki},
      {samples::kEdPkcs8, samples::kEdCert},
      {samples::kEd448Pkcs8, samples::kEd448Spki}};
  const std::string_view algorithms[] = {"PS512",  "ES256",   "ES384", "ES512",
                                         "ES256K", "Ed25519", "Ed448"};
  for (std::size_t i = 0; i < std::size(pairs); ++i) {
    const Key signer = import_pem(pairs[i].first, algorithms[i]).value();
    const Key verifier = import_pem(pairs[i].second, algorithms[i]).value();
    EXPECT_EQ(describe(verifier.verify(as_bytes("m"), test::signature_of(signer, "m"))), "OK");
  }
}

TEST(ImportPem, GivesTheKeyItsIdentifier) {
  const Key named = import_pem(samples::kEcSpki, "ES256", {.kid = "k1", .passphrase = {}}).value();
  EXPECT_EQ(named.kid(), "k1");
  EXPECT_TRUE(named.is_named());
  EXPECT_FALSE(import_pem(samples::kEcSpki, "ES256").value().is_named());
  EXPECT_EQ(describe(import_pem(samples::kEcSpki, "ES256",
                                {.kid = std::string(kMaxKidBytes + 1, 'k'), .passphrase = {}})),
            "ERR_KID_INVALID kid");
}

// The whole of a key text is chosen by its owner, but the algorithm is never guessed from it
// (CVE-2022-23539).
TEST(ImportPem, HoldsTheAlgorithmToTheKey) {
  const std::pair<std::string_view, std::string_view> wrong[] = {
      {samples::kRsaSpki, "HS256"},       {samples::kRsaSpki, "ES256"},
      {samples::kRsaSpki, "EdDSA"},       {samples::kRsaSpki, "ML-DSA-44"},
      {samples::kEcSpki, "ES384"},        {samples::kEcSpki, "ES256K"},
      {samples::kEcSpki, "RS256"},        {samples::kSecp256k1Spki, "ES256"},
      {samples::kSecp384r1Spki, "ES256"}, {samples::kEdSpki, "Ed448"},
      {samples::kEdSpki, "ES256"},        {samples::kEd448Spki, "Ed25519"},
      {samples::kEcSec1, "ES512"},        {samples::kRsaCert, "ES256"}};
  for (const auto& [pem, algorithm] : wrong)
    EXPECT_EQ(imported(pem, algorithm), "ERR_ALGORITHM_KEY_MISMATCH alg") << algorithm;
  for (const std::string_view algorithm : {"", "none", "RS1", "rs256", "ES257"})
    EXPECT_EQ(imported(samples::kRsaSpki, algorithm), "ERR_ALGORITHM_UNKNOWN alg") << algorithm;
}

// RFC 4055 section 1.2: a key that says it is for PSS is for nothing else; one with parameters is
// for that digest and that salt only.
TEST(ImportPem, HoldsAnRsaPssKeyToItsParameters) {
  for (const std::string_view algorithm : {"PS256", "PS384", "PS512"})
    EXPECT_EQ(imported(samples::kPssSpki, algorithm), "public") << algorithm;
  for (const std::string_view algorithm : {"RS256", "RS384", "RS512"})
    EXPECT_EQ(imported(samples::kPssSpki, algorithm), "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(imported(samples::kPss256Spki, "PS256"), "public");
  for (const std::string_view algorithm : {"PS384", "PS512", "RS256"})
    EXPECT_EQ(imported(samples::kPss256Spki, algorithm), "ERR_ALGORITHM_KEY_MISMATCH alg");
  for (const std::string_view algorithm : {"PS256", "RS256"})
    EXPECT_EQ(imported(samples::kPss20Spki, algorithm), "ERR_PEM_UNSUPPORTED pem");
}

TEST(ImportPem, RefusesKeysThatNoAlgorithmHas) {
  EXPECT_EQ(imported(samples::kX25519Spki, "EdDSA"), "ERR_PEM_UNSUPPORTED pem");
  EXPECT_EQ(imported(samples::kP224Spki, "ES256"), "ERR_PEM_UNSUPPORTED pem");
  EXPECT_EQ(imported(samples::kEcSpkiCompressed, "ES256"), "ERR_PEM_UNSUPPORTED pem");
  // CVE-2020-0601: a curve that somebody made, so that a known point is a key of his.
  EXPECT_EQ(imported(samples::kEcSpkiExplicit, "ES256"), "ERR_PEM_UNSUPPORTED pem");
}

TEST(ImportPem, ReadsTextAroundTheBlock) {
  const std::string pem(samples::kEcSpki);
  for (const std::string& text :
       {"\n\n" + pem, "a comment\n" + pem, pem + "and another\n",
        "Bag Attributes\n    friendlyName: x\n" + pem + "\n\n", pem.substr(0, pem.size() - 1)}) {
    EXPECT_EQ(imported(text, "ES256"), "public") << text;
  }
}

TEST(ImportPem, ReadsLinesOfAnyLengthAndEnd) {
  const std::string pem(samples::kEcSpki);
  EXPECT_EQ(imported(replaced(pem, "\n", "\r\n"), "ES256"), "public");
  EXPECT_EQ(imported(replaced(pem, "\n", " \t\n"), "ES256"), "public");
  const std::string one_line = replaced(body(pem), "\n", "");
  EXPECT_EQ(imported(block("PUBLIC KEY", one_line), "ES256"), "public");
  std::string short_lines;
  for (const char character : one_line) short_lines.append(1, character).append("\n");
  EXPECT_EQ(imported(block("PUBLIC KEY", short_lines), "ES256"), "public");
}

// One text, one key: whoever looks at the first block and whoever looks at the last must see the
// same.
TEST(ImportPem, RefusesASecondBlock) {
  const std::string pem(samples::kEcSpki);
  for (const std::string& text :
       {pem + pem, pem + std::string(samples::kRsaSpki), pem + "-----BEGIN X-----\n",
        std::string(samples::kEcCert) + std::string(samples::kEcCert),
        pem + "junk -----BEGIN PUBLIC KEY-----"}) {
    EXPECT_EQ(imported(text, "ES256"), "ERR_PEM_INVALID pem") << text;
  }
}

TEST(ImportPem, SkipsTheParametersInFrontOfAnEcKeyAndNothingElse) {
  const std::string parameters =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  EXPECT_EQ(imported(parameters + std::string(samples::kEcSec1), "ES256"), "private");
  EXPECT_EQ(imported(parameters + std::string(samples::kEcSpki), "ES256"), "public");
  EXPECT_EQ(imported(parameters, "ES256"), "ERR_PEM_INVALID pem");
  EXPECT_EQ(imported(std::string(samples::kEcSec1) + parameters, "ES256"), "ERR_PEM_INVALID pem");
  EXPECT_EQ(imported(parameters + parameters + std::string(samples::kEcSec1), "ES256"),
            "ERR_PEM_INVALID pem");
}

TEST(ImportPem, RefusesWhatIsNoBlock) {
  const std::string pem(samples::kEcSpki);
  const std::string base64 = body(pem);
  const std::string texts[] = {
      "",
      "-----BEGIN ",
      "-----BEGIN PUBLIC KEY-----",
      base64,
      "{}",
      test::jwk_of(key_for("ES256")),
      pem.substr(1),
      pem.substr(0, pem.find("-----END")),
      replaced(pem, "-----END PUBLIC KEY-----", "-----END PUBLIC KEY"),
      replaced(pem, "-----END PUBLIC KEY-----", "-----END PRIVATE KEY-----"),
      replaced(pem, "-----END PUBLIC KEY-----", "-----END PUBLIC KEY2-----"),
      replaced(pem, "-----BEGIN PUBLIC KEY-----", "-----BEGIN PRIVATE KEY-----"),
      replaced(pem, "-----BEGIN", "---- BEGIN"),
      replaced(pem, "-----BEGIN", "----BEGIN"),
      replaced(pem, "-----BEGIN PUBLIC", "-----begin PUBLIC"),
      replaced(pem, "-----BEGIN", "x-----BEGIN"),
      replaced(pem, "-----BEGIN", " -----BEGIN"),
      replaced(pem, "\n-----END", "-----END"),
      replaced(pem, "\n-----END", "\n -----END"),
      block(std::string(100, 'A'), base64),
      block("PUBLIC KEY", ""),
      block("PUBLIC KEY", "AAAA"),
      pem + std::string(kMaxPemBytes, '\n'),
  };
  for (const std::string& text : texts)
    EXPECT_EQ(imported(text, "ES256"), "ERR_PEM_INVALID pem") << text.substr(0, 200);
}

TEST(ImportPem, TakesATextOfTheLimitAndNoLonger) {
  const std::string pem(samples::kEcSpki);
  const std::string filled = pem + std::string(kMaxPemBytes - pem.size(), '\n');
  EXPECT_EQ(imported(filled, "ES256"), "public");
  EXPECT_EQ(imported(filled + "\n", "ES256"), "ERR_PEM_INVALID pem");
}

// RFC 7468 section 3: base64 of RFC 4648 section 4, padded.
TEST(ImportPem, RefusesBase64ThatIsNotCanonical) {
  // The DER of this key has 91 bytes: 121 characters and two bytes less than a group.
  const std::string base64 = replaced(body(samples::kEcSpki), "\n", "");
  ASSERT_EQ(base64.size() % 4, 0U);
  ASSERT_TRUE(base64.ends_with("=="));
  const std::string bare = base64.substr(0, base64.size() - 2);
  const auto alphabet =
      std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  const std::string last(1, alphabet[alphabet.find(bare.back()) + 1]);
  const std::string texts[] = {
      bare,
      bare + "=",
      bare + "===",
      bare + "====",
      base64 + "====",
      bare + "=A=",
      bare.substr(0, bare.size() - 1) + last + "==",  // a bit that must be zero
      bare.substr(0, 8) + "=" + bare.substr(8) + "=",
      bare.substr(0, 8) + "*" + bare.substr(9) + "==",
      bare.substr(0, 8) + "\xC2\xA0" + bare.substr(8) + "==",
      bare.substr(0, 8) + std::string(1, '\0') + bare.substr(9) + "==",
      bare.substr(0, 8) + "\x0B" + bare.substr(8) + "==",
      bare.substr(0, 8) + "-" + bare.substr(9) + "==",
      bare.substr(0, 8) + "_" + bare.substr(9) + "==",
      base64.substr(4),
      base64 + "AAAA",
      "=",
      "====",
  };
  EXPECT_EQ(imported(block("PUBLIC KEY", base64), "ES256"), "public");
  for (const std::string& text : texts)
    EXPECT_EQ(imported(block("PUBLIC KEY", text), "ES256"), "ERR_PEM_INVALID pem") << text;
}

TEST(ImportPem, RefusesTheAlphabetOfUrls) {
  std::string with_both;
  for (const std::string_view pem : {samples::kRsaSpki, samples::kRsaPkcs8, samples::kRsaCert}) {
    const std::string base64 = body(pem);
    with_both += base64;
    const std::string url = replaced(replaced(base64, "+", "-"), "/", "_");
    ASSERT_NE(url, base64);
    EXPECT_EQ(imported(replaced(pem, base64, url), "RS256"), "ERR_PEM_INVALID pem");
  }
  EXPECT_NE(with_both.find('+'), std::string::npos);
  EXPECT_NE(with_both.find('/'), std::string::npos);
}

TEST(ImportPem, RefusesLabelsThatItDoesNotKnow) {
  const std::string base64 = body(samples::kEcSpki);
  for (const std::string_view label :
       {"X509 CRL", "CERTIFICATE REQUEST", "TRUSTED CERTIFICATE", "DSA PRIVATE KEY",
        "OPENSSH PRIVATE KEY", "public key", "PUBLIC  KEY", "", "EC PUBLIC KEY", "PKCS7",
        "PGP PUBLIC KEY BLOCK", "SSH2 PUBLIC KEY", "NEW CERTIFICATE REQUEST"}) {
    EXPECT_EQ(imported(block(label, base64), "ES256"), "ERR_PEM_UNSUPPORTED pem") << label;
  }
}

// The label says what is inside, and nothing else is looked for.
TEST(ImportPem, ReadsABlockAsItsLabelSays) {
  const std::string_view pems[] = {samples::kRsaSpki, samples::kRsaPkcs1, samples::kRsaPkcs1Public,
                                   samples::kRsaPkcs8, samples::kRsaCert};
  const std::string_view labels[] = {"PUBLIC KEY", "RSA PRIVATE KEY", "RSA PUBLIC KEY",
                                     "PRIVATE KEY", "CERTIFICATE"};
  for (std::size_t i = 0; i < std::size(pems); ++i) {
    for (std::size_t j = 0; j < std::size(labels); ++j) {
      const std::string verdict = imported(block(labels[j], body(pems[i])), "RS256");
      EXPECT_EQ(verdict == "public" || verdict == "private", i == j)
          << labels[i] << " as " << labels[j] << ": " << verdict;
    }
  }
  EXPECT_EQ(imported(block("EC PRIVATE KEY", body(samples::kEcPkcs8)), "ES256"),
            "ERR_PEM_INVALID pem");
}

// RFC 1421 headers: a key that is encrypted with a hash by MD5, or text that hides in front.
TEST(ImportPem, RefusesHeadersInsideOfTheBlock) {
  EXPECT_EQ(imported(samples::kRsaPkcs1Encrypted, "RS256", "test"), "ERR_PEM_UNSUPPORTED pem");
  EXPECT_EQ(imported(samples::kRsaPkcs1Encrypted, "RS256"), "ERR_PEM_UNSUPPORTED pem");
  const std::string with_header = replaced(samples::kEcSpki, "-----\nM", "-----\nComment: x\n\nM");
  EXPECT_EQ(imported(with_header, "ES256"), "ERR_PEM_UNSUPPORTED pem");
}

TEST(ImportPem, DecryptsWithEveryCipherAndHash) {
  const std::string kid = thumbprint_in(samples::kEdPkcs8, "EdDSA");
  for (const std::string_view pem : samples::kEncrypted) {
    const Result<Key> key =
        import_pem(pem, "EdDSA", {.kid = {}, .passphrase = samples::kPassphrase});
    ASSERT_EQ(describe(key), "OK") << pem;
    EXPECT_EQ(key.value().kid(), kid);
    EXPECT_EQ(key.value().kind(), KeyKind::kPrivate);
  }
}

TEST(ImportPem, RefusesAnotherPassphrase) {
  for (const std::string_view pem : samples::kEncrypted) {
    EXPECT_EQ(imported(pem, "EdDSA"), "ERR_PASSPHRASE_MISSING passphrase");
    EXPECT_EQ(imported(pem, "EdDSA", "correct horsf"), "ERR_PASSPHRASE_WRONG passphrase");
    EXPECT_EQ(imported(pem, "EdDSA", "correct horse "), "ERR_PASSPHRASE_WRONG passphrase");
  }
}

// One wrong passphrase in 256 gives a padding that looks right. It is no less wrong.
TEST(ImportPem, CallsEveryWrongPassphraseWrong) {
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(imported(samples::kEncrypted[0], "EdDSA", std::to_string(i)),
              "ERR_PASSPHRASE_WRONG passphrase")
        << i;
  }
}

TEST(ImportPem, NeedsNoPassphraseForAKeyThatIsNotEncrypted) {
  EXPECT_EQ(imported(samples::kEdPkcs8, "EdDSA", "ignored"), "private");
  EXPECT_EQ(imported(samples::kEdSpki, "EdDSA", "ignored"), "public");
}

TEST(ImportPem, RefusesEncryptionThatIsWeakOrRare) {
  for (const std::string_view pem :
       {samples::kEncSha1, samples::kEncDes3, samples::kEncPbes1, samples::kEncScrypt}) {
    EXPECT_EQ(imported(pem, "EdDSA", samples::kPassphrase), "ERR_PEM_UNSUPPORTED pem") << pem;
  }
}

std::string exported(const Key& key, bool with_private) {
  const Result<SecretBytes> pem = export_pem(key, with_private);
  return pem.ok() ? test::text_of(pem.value()) : describe(pem);
}

TEST(ExportPem, IsReadBackAsTheSameKey) {
  for (const std::string& name : test::asymmetric_algorithms()) {
    const Key& key = key_for(name);
    const Result<Key> whole = import_pem(exported(key, true), name);
    ASSERT_EQ(describe(whole), "OK") << name;
    EXPECT_EQ(whole.value().kind(), KeyKind::kPrivate);
    EXPECT_TRUE(whole.value().is_same_as(key)) << name;
    EXPECT_EQ(test::jwk_of(whole.value()), test::jwk_of(key)) << name;
    const Result<Key> half = import_pem(exported(key, false), name);
    ASSERT_EQ(describe(half), "OK") << name;
    EXPECT_EQ(half.value().kind(), KeyKind::kPublic);
    EXPECT_TRUE(half.value().is_same_as(key)) << name;
    EXPECT_EQ(exported(half.value(), false), exported(key, false)) << name;
  }
}

// The openssl command writes the same bytes, so that nobody can tell who wrote a file.
TEST(ExportPem, IsWhatTheOpensslCommandWrites) {
  const std::pair<std::string_view, std::string_view> publics[] = {
      {samples::kRsaSpki, "RS256"},       {samples::kEcSpki, "ES256"},
      {samples::kEdSpki, "EdDSA"},        {samples::kEd448Spki, "Ed448"},
      {samples::kSecp384r1Spki, "ES384"}, {samples::kSecp521r1Spki, "ES512"},
      {samples::kSecp256k1Spki, "ES256K"}};
  for (const auto& [pem, algorithm] : publics)
    EXPECT_EQ(exported(import_pem(pem, algorithm).value(), false), pem);
  const std::pair<std::string_view, std::string_view> privates[] = {
      {samples::kRsaPkcs8, "RS256"},
      {samples::kEcPkcs8, "ES256"},
      {samples::kEdPkcs8, "EdDSA"},
      {samples::kEd448Pkcs8, "Ed448"}};
  for (const auto& [pem, algorithm] : privates)
    EXPECT_EQ(exported(import_pem(pem, algorithm).value(), true), pem);
}

TEST(ExportPem, HasLinesOf64Characters) {
  const std::string pem = exported(key_for("RS256"), true);
  std::size_t start = 0;
  std::vector<std::size_t> lengths;
  for (std::size_t end = pem.find('\n'); end != std::string::npos; end = pem.find('\n', start)) {
    lengths.push_back(end - start);
    start = end + 1;
  }
  EXPECT_EQ(start, pem.size()) << "it ends in a line end";
  ASSERT_GT(lengths.size(), 10U);
  for (std::size_t i = 1; i + 2 < lengths.size(); ++i) EXPECT_EQ(lengths[i], 64U) << i;
  EXPECT_LE(lengths[lengths.size() - 2], 64U);
  EXPECT_GT(lengths[lengths.size() - 2], 0U);
}

TEST(ExportPem, OfThePublicHalfHoldsNoPrivateByte) {
  for (const std::string& name : test::asymmetric_algorithms()) {
    const Key& key = key_for(name);
    const std::string base64 = replaced(body(exported(key, false)), "\n", "");
    const std::string url = replaced(replaced(replaced(base64, "+", "-"), "/", "_"), "=", "");
    const std::string bytes = test::decode(url);
    for (const crypto::Part part :
         {crypto::Part::kD, crypto::Part::kP, crypto::Part::kQ, crypto::Part::kDp,
          crypto::Part::kDq, crypto::Part::kQi, crypto::Part::kPriv}) {
      const Bytes secret = key.parts().get(part);
      if (secret.empty()) continue;
      const std::string_view piece(reinterpret_cast<const char*>(secret.data()) + 4, 12);
      EXPECT_EQ(bytes.find(piece), std::string::npos) << name;
    }
  }
}

TEST(ExportPem, IsRefusedForWhatAKeyDoesNotHave) {
  EXPECT_EQ(exported(key_for("HS256"), true), "ERR_KEY_SYMMETRIC key");
  EXPECT_EQ(exported(key_for("HS256"), false), "ERR_KEY_SYMMETRIC key");
  EXPECT_EQ(exported(key_for("ES256").public_half().value(), true), "ERR_KEY_NOT_PRIVATE key");
}

}  // namespace
}  // namespace holoband
