// JWKs of RSA, EC, OKP and AKP keys. What all JWKs have in common is tested in jwk_test.cc.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/hex.h"
#include "ec_samples.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jwk.h"
#include "holoband/key_shape.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::asymmetric_algorithms;
using test::bytes_of;
using test::describe;
using test::jwk_of;
using test::key_for;
using test::member;
using test::plus;
using test::public_jwk_of;
using test::with;
using test::with_bytes;
using test::without;
using Octets = std::vector<std::uint8_t>;

// imported returns "private ALG", "public ALG", or the failure.
std::string imported(std::string_view jwk, std::string_view algorithm = {}) {
  const Result<Key> key = import_jwk(jwk, algorithm);
  if (!key.ok()) return describe(key);
  const bool is_private = key.value().kind() == KeyKind::kPrivate;
  return (is_private ? "private " : "public ") + std::string(key.value().algorithm().name);
}

const KeyShape& shape_of_key(const std::string& algorithm) {
  return shape_of(find_algorithm(algorithm)->key_type);
}

// One algorithm of each key type and curve.
const std::array<std::string, 9> kKinds{"RS256",   "ES256", "ES384",     "ES512",    "ES256K",
                                        "Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-87"};

TEST(ImportAsymmetricJwk, MakesAPublicOrAPrivateKey) {
  for (const std::string& name : asymmetric_algorithms()) {
    EXPECT_EQ(imported(jwk_of(key_for(name))), "private " + name);
    EXPECT_EQ(imported(public_jwk_of(key_for(name))), "public " + name);
  }
}

TEST(ImportAsymmetricJwk, NamesThePublicMemberThatIsMissing) {
  for (const std::string& name : kKinds) {
    for (const KeyMember& each : shape_of_key(name).members) {
      if (each.is_private) continue;
      const std::string expected = "ERR_JWK_INVALID " + std::string(each.name);
      EXPECT_EQ(imported(without(public_jwk_of(key_for(name)), each.name)), expected) << name;
      EXPECT_EQ(imported(without(jwk_of(key_for(name)), each.name)), expected)
          << name << ": the private key does not stand for the public one";
    }
  }
}

TEST(ImportAsymmetricJwk, NamesTheMemberThatIsOfTheWrongType) {
  for (const std::string& name : kKinds) {
    const std::string good = jwk_of(key_for(name));
    for (const KeyMember& each : shape_of_key(name).members) {
      for (const std::string_view wrong : {"null", "true", "65537", "[]", "{}", R"(["AQAB"])"}) {
        EXPECT_EQ(imported(with(good, each.name, wrong)),
                  "ERR_JWK_MEMBER " + std::string(each.name))
            << name << " " << wrong;
      }
    }
  }
}

// One spelling per key: RFC 7515 section 2, without padding, and without bits that are lost.
TEST(ImportAsymmetricJwk, RefusesAMemberThatIsNotCanonicalBase64Url) {
  for (const std::string& name : kKinds) {
    const std::string good = jwk_of(key_for(name));
    for (const KeyMember& each : shape_of_key(name).members) {
      const std::string text = member(good, each.name);
      const std::string spellings[] = {text + "=",
                                       text + "==",
                                       " " + text,
                                       text + "\\n",
                                       "+" + text.substr(1),
                                       "/" + text.substr(1),
                                       text + "A=",
                                       text.substr(0, 1) + " " + text.substr(1),
                                       "*"};
      for (const std::string& wrong : spellings) {
        EXPECT_EQ(imported(with(good, each.name, "\"" + wrong + "\"")),
                  "ERR_JWK_MEMBER " + std::string(each.name))
            << name << " " << wrong;
      }
    }
  }
}

TEST(ImportAsymmetricJwk, RefusesBitsThatCanonicalBase64UrlLeavesZero) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::size_t tried = 0;
  for (const std::string& name : kKinds) {
    const std::string good = jwk_of(key_for(name));
    for (const KeyMember& each : shape_of_key(name).members) {
      std::string text = member(good, each.name);
      if (text.size() % 4 == 0) continue;
      ++tried;
      text.back() = kAlphabet[kAlphabet.find(text.back()) + 1];
      EXPECT_EQ(imported(with(good, each.name, "\"" + text + "\"")),
                "ERR_JWK_MEMBER " + std::string(each.name))
          << name;
    }
  }
  EXPECT_GT(tried, 10U);
}

// An empty private member must not make a public key of a private one.
TEST(ImportAsymmetricJwk, RefusesAnEmptyMember) {
  for (const std::string& name : kKinds) {
    const std::string good = jwk_of(key_for(name));
    for (const KeyMember& each : shape_of_key(name).members) {
      EXPECT_EQ(imported(with(good, each.name, "\"\"")), "ERR_JWK_MEMBER " + std::string(each.name))
          << name;
    }
  }
}

// RFC 7518 section 2: a Base64urlUInt has the least number of bytes.
TEST(ImportAsymmetricJwk, RefusesALeadingZeroInTheNumbersOfRsa) {
  const std::string good = jwk_of(key_for("RS256"));
  for (const KeyMember& each : shape_of(KeyType::kRsa).members) {
    Octets bytes = bytes_of(good, each.name);
    bytes.insert(bytes.begin(), 0);
    const std::string expected = "ERR_JWK_MEMBER " + std::string(each.name);
    EXPECT_EQ(imported(with_bytes(good, each.name, bytes)), expected);
    EXPECT_EQ(imported(with_bytes(good, each.name, Octets(1))), expected);
  }
}

// Sections 6.2.1.2 and 6.2.2.1: the length of the field, zeros in front included.
TEST(ImportAsymmetricJwk, RefusesAMemberOfAnotherLength) {
  for (const std::string& name : kKinds) {
    if (name == "RS256") continue;
    const std::string good = jwk_of(key_for(name));
    const std::string half = public_jwk_of(key_for(name));
    for (const KeyMember& each : shape_of_key(name).members) {
      const Octets bytes = bytes_of(good, each.name);
      Octets longer = bytes;
      longer.insert(longer.begin(), 0);
      const Octets shorter(bytes.begin() + 1, bytes.end());
      for (const Octets& wrong : {longer, shorter, Octets(1, 9)}) {
        const std::string own = "ERR_KEY_INVALID " + std::string(each.name);
        if (!each.is_private) {
          EXPECT_EQ(imported(with_bytes(half, each.name, wrong)), own) << name;
        } else {
          EXPECT_EQ(imported(with_bytes(good, each.name, wrong)), own) << name;
        }
      }
    }
  }
}

TEST(ImportAsymmetricJwk, RefusesMembersThatAreSwapped) {
  const std::string ec = public_jwk_of(key_for("ES256"));
  EXPECT_EQ(imported(with_bytes(with_bytes(ec, "x", bytes_of(ec, "y")), "y", bytes_of(ec, "x"))),
            "ERR_KEY_INVALID x");
  const std::string okp = jwk_of(key_for("Ed25519"));
  EXPECT_EQ(imported(with_bytes(with_bytes(okp, "x", bytes_of(okp, "d")), "d", bytes_of(okp, "x"))),
            "ERR_KEY_INVALID d");
  const std::string rsa = jwk_of(key_for("RS256"));
  EXPECT_EQ(imported(with_bytes(with_bytes(rsa, "p", bytes_of(rsa, "q")), "q", bytes_of(rsa, "p"))),
            "ERR_KEY_INVALID dp");
}

// Wycheproof "rejectsModifiedKey", and the private key of somebody else.
TEST(ImportAsymmetricJwk, RefusesHalvesThatDoNotBelongTogether) {
  const std::pair<std::string_view, std::string_view> members[] = {
      {"ES256", "d"},   {"ES384", "d"}, {"ES512", "d"},        {"ES256K", "d"},
      {"Ed25519", "d"}, {"Ed448", "d"}, {"ML-DSA-44", "priv"}, {"ML-DSA-87", "priv"}};
  for (const auto& [algorithm, name] : members) {
    const std::string good = jwk_of(key_for(algorithm));
    const Key other = Key::generate(algorithm).value();
    EXPECT_EQ(imported(with_bytes(good, name, bytes_of(jwk_of(other), name))),
              "ERR_KEY_INVALID " + std::string(name))
        << algorithm;
  }
}

TEST(ImportAsymmetricJwk, RefusesAPrivateKeyOfZeroOrOfTheOrder) {
  for (const test::EcSample& sample : test::ec_samples()) {
    const std::string name(algorithm_of_group(sample.group)->name);
    const std::string good = jwk_of(key_for(name));
    const Octets order = test::unhex(sample.order);
    for (const Octets& wrong : {Octets(order.size()), order})
      EXPECT_EQ(imported(with_bytes(good, "d", wrong)), "ERR_KEY_INVALID d") << name;
  }
}

TEST(ImportAsymmetricJwk, NeedsTheCurve) {
  const std::string ec = public_jwk_of(key_for("ES256"));
  EXPECT_EQ(imported(without(ec, "crv")), "ERR_JWK_INVALID crv");
  for (const std::string_view wrong : {"null", "256", "[]", R"(["P-256"])"})
    EXPECT_EQ(imported(with(ec, "crv", wrong)), "ERR_JWK_MEMBER crv") << wrong;
  for (const std::string_view other :
       {R"("")", R"("p-256")", R"("P-224")", R"("Ed25519")", R"("X25519")", R"("brainpoolP256r1")"})
    EXPECT_EQ(imported(with(ec, "crv", other)), "ERR_KEY_TYPE_UNSUPPORTED crv") << other;
  const std::string okp = public_jwk_of(key_for("Ed25519"));
  EXPECT_EQ(imported(without(okp, "crv")), "ERR_JWK_INVALID crv");
  for (const std::string_view other : {R"("X25519")", R"("X448")", R"("P-256")", R"("ed25519")"})
    EXPECT_EQ(imported(with(okp, "crv", other)), "ERR_KEY_TYPE_UNSUPPORTED crv") << other;
}

// CVE-2022-23539, Wycheproof "mismatchedAlgAndCurve".
TEST(ImportAsymmetricJwk, HoldsTheAlgorithmToTypeAndCurve) {
  for (const std::string& name : kKinds) {
    const std::string jwk = public_jwk_of(key_for(name));
    for (const Algorithm& algorithm : algorithms()) {
      const bool fits = takes(algorithm, key_for(name).algorithm().key_type, key_for(name).group());
      const std::string verdict =
          imported(with(jwk, "alg", "\"" + std::string(algorithm.name) + "\""));
      if (fits) {
        EXPECT_EQ(verdict, "public " + std::string(algorithm.name));
      } else {
        // Two parameter sets of ML-DSA are told apart by the length of the key.
        const bool both_akp =
            find_algorithm(name)->key_type == KeyType::kAkp && algorithm.key_type == KeyType::kAkp;
        EXPECT_EQ(verdict, both_akp ? "ERR_KEY_INVALID pub" : "ERR_ALGORITHM_KEY_MISMATCH alg")
            << name << " " << algorithm.name;
      }
    }
  }
}

// RFC 9864: a curve says what the key is for, an RSA modulus does not.
TEST(ImportAsymmetricJwk, TakesTheAlgorithmFromTheCurveWhereNobodyNamesOne) {
  const auto bare = [](std::string_view name) {
    return without(public_jwk_of(key_for(name)), "alg");
  };
  for (const std::string name : {"ES256", "ES384", "ES512", "ES256K", "Ed25519", "Ed448"})
    EXPECT_EQ(imported(bare(name)), "public " + name);
  EXPECT_EQ(imported(bare("EdDSA")), "public Ed25519");
  EXPECT_EQ(imported(bare("RS256")), "ERR_ALGORITHM_MISSING alg");
  EXPECT_EQ(imported(bare("RS256"), "PS384"), "public PS384");
  EXPECT_EQ(imported(bare("Ed25519"), "EdDSA"), "public EdDSA");
  EXPECT_EQ(imported(bare("Ed448"), "Ed25519"), "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(imported(bare("ES256"), "ES384"), "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(imported(bare("ES256"), "RS256"), "ERR_ALGORITHM_KEY_MISMATCH alg");
}

// The registration of AKP: "alg" is required, whatever anybody else says.
TEST(ImportAsymmetricJwk, NeedsTheAlgorithmInAnAkpKey) {
  const std::string bare = without(public_jwk_of(key_for("ML-DSA-44")), "alg");
  EXPECT_EQ(imported(bare), "ERR_JWK_INVALID alg");
  EXPECT_EQ(imported(bare, "ML-DSA-44"), "ERR_JWK_INVALID alg");
}

TEST(ImportAsymmetricJwk, RefusesMoreThanTwoPrimes) {
  const std::string rsa = jwk_of(key_for("RS256"));
  for (const std::string_view oth : {"[]", "null", R"([{"r":"Aw","d":"Aw","t":"Aw"}])"}) {
    EXPECT_EQ(imported(with(rsa, "oth", oth)), "ERR_KEY_TYPE_UNSUPPORTED oth") << oth;
    EXPECT_EQ(imported(with(public_jwk_of(key_for("RS256")), "oth", oth)),
              "ERR_KEY_TYPE_UNSUPPORTED oth");
  }
  EXPECT_EQ(imported(with(public_jwk_of(key_for("ES256")), "oth", "[]")), "public ES256")
      << "to an EC key the member means nothing";
}

// RFC 7518 section 6.3.2 allows a private key of n, e and d; signing with it would be slow, and
// factoring it to check it is not worth it.
TEST(ImportAsymmetricJwk, RefusesAnRsaPrivateKeyThatLacksANumber) {
  const std::string rsa = jwk_of(key_for("RS256"));
  for (const std::string_view name : {"p", "q", "dp", "dq", "qi"})
    EXPECT_EQ(imported(without(rsa, name)), "ERR_KEY_INVALID p") << name;
  std::string bare = rsa;
  for (const std::string_view name : {"p", "q", "dp", "dq", "qi"}) bare = without(bare, name);
  EXPECT_EQ(imported(bare), "ERR_KEY_INVALID p");
}

// A private key that lost its "d" on the way is a mistake that must not go unseen.
TEST(ImportAsymmetricJwk, RefusesPrimesWithoutThePrivateExponent) {
  const std::string rsa = without(jwk_of(key_for("RS256")), "d");
  EXPECT_EQ(imported(rsa), "ERR_KEY_INVALID d");
}

TEST(ImportAsymmetricJwk, IgnoresWhatItDoesNotUse) {
  for (const std::string& name : kKinds) {
    std::string jwk = public_jwk_of(key_for(name));
    for (const std::string_view other : {"x5c", "x5u", "jku", "nbf", "iss"})
      jwk = with(jwk, other, R"(["anything"])");
    EXPECT_EQ(imported(jwk), "public " + name);
  }
}

TEST(ImportAsymmetricJwk, HoldsAKeyToItsUseAndOperations) {
  for (const std::string& name : kKinds) {
    const std::string whole = jwk_of(key_for(name));
    const std::string half = public_jwk_of(key_for(name));
    EXPECT_EQ(imported(with(half, "use", R"("enc")")), "ERR_KEY_USE use") << name;
    const auto can = [](std::string_view jwk, std::string_view operations) {
      const Result<Key> key = import_jwk(with(jwk, "key_ops", operations));
      if (!key.ok()) return describe(key);
      return std::string(key.value().can_sign() ? "sign " : "") +
             (key.value().can_verify() ? "verify" : "");
    };
    EXPECT_EQ(can(whole, R"(["sign"])"), "sign verify") << "its public half may verify";
    EXPECT_EQ(can(whole, R"(["verify"])"), "verify");
    EXPECT_EQ(can(whole, R"(["sign","verify"])"), "sign verify");
    EXPECT_EQ(can(half, R"(["verify"])"), "verify");
    EXPECT_EQ(can(half, R"(["sign"])"), "");
    EXPECT_EQ(can(half, R"(["encrypt"])"), "ERR_KEY_USE key_ops");
    EXPECT_EQ(can(whole, R"(["deriveKey"])"), "ERR_KEY_USE key_ops");
  }
}

// The Ed25519 key of RFC 8037 appendix A.1, and its signature of A.4.
TEST(ImportAsymmetricJwk, SignsTheExampleOfRfc8037) {
  const Key key =
      import_jwk(
          R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)"
          R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
          "EdDSA")
          .value();
  constexpr std::string_view kInput = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  EXPECT_EQ(
      base64url_encode(test::signature_of(key, kInput)),
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

// Found by fuzzing: a name that is empty is a name, and not the lack of one.
TEST(ImportAsymmetricJwk, RefusesAnAlgorithmWithAnEmptyName) {
  const std::string jwk = with(public_jwk_of(key_for("ES256")), "alg", "\"\"");
  EXPECT_EQ(describe(import_jwk(jwk, "")), "ERR_ALGORITHM_MISSING alg");
  EXPECT_EQ(describe(import_jwk(jwk, "ES256")), "ERR_ALGORITHM_KEY_MISMATCH alg");
}

}  // namespace
}  // namespace holoband
