#include "holoband/key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "holoband/bytes.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::decode;
using test::describe;
using test::secret;
using test::secret_key;
using test::signature_of;

// RFC 7518 section 3.2, CVE-2025-45768: a secret shorter than the hash output is refused.
TEST(Key, TakesASecretOfTheLengthOfTheHashAndNoneThatIsAByteShorter) {
  for (const Algorithm* row : test::secret_algorithms()) {
    const Algorithm& algorithm = *row;
    const std::size_t least = algorithm.min_key_bits / 8;
    EXPECT_EQ(describe(Key::from_secret(secret(least), algorithm.name)), "OK") << algorithm.name;
    EXPECT_EQ(describe(Key::from_secret(secret(least - 1), algorithm.name)), "ERR_SECRET_TOO_SHORT")
        << algorithm.name;
  }
}

// GHSA-8wpc-h4q6-8fxv, CVE-2026-44351, CVE-2022-23540: a key that is not there verified anything.
TEST(Key, IsNeverMadeFromAnEmptySecret) {
  EXPECT_EQ(describe(Key::from_secret({}, "HS256")), "ERR_SECRET_TOO_SHORT");
  EXPECT_EQ(describe(Key::from_secret(as_bytes(""), "HS512")), "ERR_SECRET_TOO_SHORT");
}

TEST(Key, TakesALongSecretUpToTheLimit) {
  EXPECT_EQ(describe(Key::from_secret(secret(kMaxSecretBytes), "HS256")), "OK");
  EXPECT_EQ(describe(Key::from_secret(secret(kMaxSecretBytes + 1), "HS256")),
            "ERR_SECRET_TOO_LONG");
}

// CVE-2015-9235, CVE-2023-48223, GHSA-g3jj-5cmm-3hxx: the guard itself is tested beside its source.
TEST(Key, IsNeverMadeFromTextThatIsAnotherKey) {
  const std::string pem =
      "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
      "-----END PUBLIC KEY-----\n";
  EXPECT_EQ(describe(Key::from_secret(as_bytes(pem), "HS256")), "ERR_SECRET_IS_KEY_MATERIAL");
  const std::string jwk =
      R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
  EXPECT_EQ(describe(Key::from_secret(as_bytes(jwk), "HS256")), "ERR_SECRET_IS_KEY_MATERIAL");
}

TEST(Key, SaysOfAShortKeyTextThatItIsAKeyAndNotThatItIsShort) {
  const std::string_view text = "-----BEGIN PUBLIC KEY-----";
  ASSERT_LT(text.size(), 32U);
  EXPECT_EQ(describe(Key::from_secret(as_bytes(text), "HS256")), "ERR_SECRET_IS_KEY_MATERIAL");
}

TEST(Key, IsRefusedForAnAlgorithmThatDoesNotExist) {
  for (const std::string_view name : {"", "none", "NONE", "hs256", "RS1", "HS256 "}) {
    EXPECT_EQ(describe(Key::from_secret(secret(64), name)), "ERR_ALGORITHM_UNKNOWN alg") << name;
  }
}

TEST(Key, TakesAnIdentifierUpToTheLimit) {
  const std::string longest(kMaxKidBytes, 'k');
  const Result<Key> key = Key::from_secret(secret(32), "HS256", longest);
  ASSERT_EQ(describe(key), "OK");
  EXPECT_EQ(key.value().kid(), longest);
  EXPECT_EQ(describe(Key::from_secret(secret(32), "HS256", longest + "k")), "ERR_KID_INVALID kid");
}

// The identifier is written into headers, which must be UTF-8 (RFC 7515 section 4).
TEST(Key, RefusesAnIdentifierThatIsNotUtf8) {
  for (const std::string_view kid :
       {"\x80", "k\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"}) {
    EXPECT_EQ(describe(Key::from_secret(secret(32), "HS256", kid)), "ERR_KID_INVALID kid");
  }
  EXPECT_EQ(secret_key("HS256", "schl\xC3\xBCssel").kid(), "schl\xC3\xBCssel");
}

TEST(Key, HasNoIdentifierUnlessItIsGivenOne) { EXPECT_EQ(secret_key().kid(), ""); }

TEST(Key, IsTheSameKeyWhereItIsAssigned) {
  const Key first = secret_key("HS256", "a");
  Key second = secret_key("HS256", "b", 7);
  second = first;
  EXPECT_EQ(second.kid(), "a");
  EXPECT_TRUE(second.verify(as_bytes("text"), signature_of(first, "text")).ok());
}

TEST(Key, KnowsTheOneAlgorithmThatItWasMadeFor) {
  for (const Algorithm& algorithm : algorithms()) {
    EXPECT_EQ(&test::key_for(algorithm.name).algorithm(), &algorithm);
  }
}

// The signing input and the MAC of RFC 7515 appendix A.1.1.
TEST(Key, SignsAndVerifiesTheExampleOfRfc7515AppendixA1) {
  const std::string bytes = decode(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  const std::string_view input =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
      "fQ";
  const std::array<std::uint8_t, 32> expected{116, 24,  223, 180, 151, 153, 224, 37,  79,  250, 96,
                                              125, 216, 173, 187, 186, 22,  212, 37,  77,  105, 214,
                                              191, 240, 91,  88,  5,   88,  83,  132, 141, 121};
  const Key key = Key::from_secret(as_bytes(bytes), "HS256").value();
  EXPECT_TRUE(std::ranges::equal(signature_of(key, input), expected));
  EXPECT_TRUE(key.verify(as_bytes(input), expected).ok());
}

TEST(Key, RefusesEverySignatureOfAnotherLength) {
  for (const Algorithm& algorithm : algorithms()) {
    const Key& key = test::key_for(algorithm.name);
    std::vector<std::uint8_t> signature = signature_of(key, "message");
    ASSERT_TRUE(key.verify(as_bytes("message"), signature).ok());
    for (std::size_t size = 0; size < signature.size(); ++size) {
      EXPECT_FALSE(key.verify(as_bytes("message"), Bytes(signature).first(size)).ok()) << size;
    }
    signature.push_back(0);
    EXPECT_FALSE(key.verify(as_bytes("message"), signature).ok()) << algorithm.name;
  }
}

TEST(Key, RefusesASignatureInWhichAnyBitDiffers) {
  for (const Algorithm& algorithm : algorithms()) {
    const Key& key = test::key_for(algorithm.name);
    std::vector<std::uint8_t> signature = signature_of(key, "message");
    // Every bit of a short signature, and some of a long one, which takes longer to verify.
    const std::size_t step = signature.size() > 64 ? signature.size() / 16 + 1 : 1;
    for (std::size_t bit = 0; bit < signature.size() * 8; bit += step) {
      const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
      signature[bit / 8] ^= mask;
      EXPECT_FALSE(key.verify(as_bytes("message"), signature).ok())
          << algorithm.name << " bit " << bit;
      signature[bit / 8] ^= mask;
    }
    EXPECT_TRUE(key.verify(as_bytes("message"), signature).ok());
  }
}

TEST(Key, RefusesWhatAnotherSecretOrAnotherMessageWasSignedWith) {
  const Key key = secret_key("HS256", {}, 1);
  EXPECT_FALSE(
      key.verify(as_bytes("message"), signature_of(secret_key("HS256", {}, 2), "message")).ok());
  EXPECT_FALSE(key.verify(as_bytes("message"), signature_of(key, "messagf")).ok());
  EXPECT_FALSE(key.verify(as_bytes("message"), signature_of(key, "")).ok());
  EXPECT_TRUE(key.verify(as_bytes(""), signature_of(key, "")).ok());
}

TEST(Key, SignsTheSameMessageTheSameWayEveryTime) {
  const Key key = secret_key("HS384");
  EXPECT_EQ(signature_of(key, "message"), signature_of(key, "message"));
}

TEST(Key, NeitherKeepsLookingAtTheSecretNorAtTheIdentifierThatItWasMadeFrom) {
  std::vector<std::uint8_t> bytes = secret(32);
  std::string kid = "an identifier that is too long for a small string";
  const Key key = Key::from_secret(bytes, "HS256", kid).value();
  const std::vector<std::uint8_t> before = signature_of(key, "message");
  std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
  kid.assign(kid.size(), '#');
  EXPECT_EQ(signature_of(key, "message"), before);
  EXPECT_EQ(key.kid(), "an identifier that is too long for a small string");
}

TEST(Key, LivesOnInItsCopies) {
  auto original = std::make_unique<Key>(secret_key("HS512", "k1"));
  const std::vector<std::uint8_t> before = signature_of(*original, "message");
  const Key copy = *original;
  original.reset();
  EXPECT_EQ(copy.kid(), "k1");
  EXPECT_EQ(signature_of(copy, "message"), before);
}

}  // namespace
}  // namespace holoband
