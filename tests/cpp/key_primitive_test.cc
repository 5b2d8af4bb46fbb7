// A Key whose arithmetic is somebody else's: what the key decides before it asks, and what it makes of the answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "holoband/issuer.h"
#include "holoband/jwk.h"
#include "holoband/jws_verifier.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using crypto::SignaturePrimitive;
using test::asymmetric_algorithms;
using test::describe;
using test::key_for;
using Octets = std::vector<std::uint8_t>;

// What an Oracle was asked, and how many of them there are.
struct Record {
  std::atomic<int> asked = 0;
  std::atomic<int> living = 0;
};

// Oracle answers what it was told to, and signs with the letter S.
class Oracle final : public SignaturePrimitive {
 public:
  Oracle(Record& record, ErrorCode answer, bool deterministic = true)
      : record_(record), answer_(answer), deterministic_(deterministic) {
    ++record_.living;
  }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;
  Oracle(Oracle&&) = delete;
  Oracle& operator=(Oracle&&) = delete;
  ~Oracle() override { --record_.living; }

  [[nodiscard]] Outcome sign(Bytes message, MutableBytes signature) const override {
    ++record_.asked;
    EXPECT_FALSE(message.empty());
    std::fill(signature.begin(), signature.end(), std::uint8_t{'S'});
    return failure(answer_);
  }

  [[nodiscard]] Outcome verify(Bytes message, Bytes signature) const override {
    ++record_.asked;
    EXPECT_FALSE(message.empty());
    EXPECT_FALSE(signature.empty());
    return failure(answer_);
  }

  [[nodiscard]] bool is_deterministic() const override { return deterministic_; }

 private:
  Record& record_;
  ErrorCode answer_;
  bool deterministic_;
};

Key with_oracle(const Key& key, Record& record, ErrorCode answer = ErrorCode::kOk,
                bool deterministic = true) {
  return key.with_primitive(std::make_shared<const Oracle>(record, answer, deterministic));
}

const Bytes message = as_bytes("message");

TEST(KeyWithPrimitive, AsksItAndNobodyElse) {
  for (const std::string& name : asymmetric_algorithms()) {
    Record record;
    const Key key = with_oracle(key_for(name), record);
    Octets signature(key.signature_size() + 1, 'x');
    EXPECT_EQ(describe(key.sign(message, signature)), "OK") << name;
    EXPECT_EQ(signature.back(), 'x') << name << ": only as much as a signature is long";
    signature.pop_back();
    EXPECT_EQ(signature, Octets(signature.size(), 'S')) << name;
    EXPECT_EQ(describe(key.verify(message, signature)), "OK") << name;
    EXPECT_EQ(record.asked, 2) << name;
    EXPECT_EQ(describe(key_for(name).verify(message, signature)), "ERR_SIGNATURE_INVALID") << name;
  }
}

TEST(KeyWithPrimitive, IsTheSameKeyInEverythingElse) {
  for (const std::string& name : asymmetric_algorithms()) {
    Record record;
    const Key& key = key_for(name);
    const Key other = with_oracle(key, record);
    EXPECT_TRUE(other.is_same_as(key)) << name;
    EXPECT_EQ(other.kid(), key.kid());
    EXPECT_EQ(other.kind(), KeyKind::kPrivate);
    EXPECT_EQ(other.signature_size(), key.signature_size());
    EXPECT_EQ(test::jwk_of(other), test::jwk_of(key));
    EXPECT_EQ(record.asked, 0) << name;
  }
}

TEST(KeyWithPrimitive, DecidesTheLengthOfASignatureBeforeItAsks) {
  for (const std::string& name : asymmetric_algorithms()) {
    Record record;
    const Key key = with_oracle(key_for(name), record);
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, key.signature_size() - 1, key.signature_size() + 1}) {
      EXPECT_EQ(describe(key.verify(message, Octets(size, 1))), "ERR_SIGNATURE_INVALID") << name;
    }
    EXPECT_EQ(record.asked, 0) << name;
  }
}

TEST(KeyWithPrimitive, DecidesWhetherItMaySignBeforeItAsks) {
  Record record;
  const Key half = with_oracle(key_for("ES256").public_half().value(), record);
  const std::string verify_only =
      test::with(test::jwk_of(key_for("ES256")), "key_ops", R"(["verify"])");
  const Key barred = with_oracle(import_jwk(verify_only).value(), record);
  Octets signature(64, 'x');
  EXPECT_EQ(describe(half.sign(message, signature)), "ERR_KEY_NOT_PRIVATE key");
  EXPECT_EQ(describe(barred.sign(message, signature)), "ERR_KEY_USE key");
  EXPECT_EQ(signature, Octets(64, 'x'));
  EXPECT_EQ(record.asked, 0);
}

TEST(KeyWithPrimitive, PassesOnWhatItSaysAndLeavesNoHalfOfASignature) {
  for (const ErrorCode answer : {ErrorCode::kSignatureInvalid, ErrorCode::kCryptoFailed}) {
    Record record;
    const Key key = with_oracle(key_for("PS256"), record, answer);
    Octets signature(key.signature_size(), 'x');
    EXPECT_EQ(key.verify(message, signature).code, answer);
    EXPECT_EQ(key.sign(message, signature).code, answer);
    EXPECT_EQ(signature, Octets(signature.size(), 0));
  }
}

TEST(KeyWithPrimitive, IsNoSecret) {
  Record record;
  const Key key = with_oracle(test::secret_key("HS256"), record, ErrorCode::kOk, false);
  Octets mac(32);
  EXPECT_EQ(describe(key.sign(message, mac)), "OK");
  EXPECT_EQ(describe(key.verify(message, mac)), "OK");
  EXPECT_EQ(describe(key.verify(message, Octets(32, 'S'))), "ERR_SIGNATURE_INVALID");
  EXPECT_TRUE(key.signs_deterministically());
  EXPECT_EQ(record.asked, 0);
  EXPECT_EQ(record.living, 0);
}

TEST(KeyWithPrimitive, SignsDeterministicallyWhereBothItsAlgorithmAndThePrimitiveDo) {
  for (const Algorithm& algorithm : algorithms()) {
    if (algorithm.key_type == KeyType::kSecret) continue;
    Record record;
    const Key& key = key_for(algorithm.name);
    const bool own = signs_deterministically(algorithm);
    EXPECT_EQ(key.signs_deterministically(), own) << algorithm.name;
    EXPECT_EQ(with_oracle(key, record).signs_deterministically(), own) << algorithm.name;
    EXPECT_FALSE(with_oracle(key, record, ErrorCode::kOk, false).signs_deterministically())
        << algorithm.name;
  }
}

TEST(KeyWithPrimitive, LetsItGoWithItsLastCopy) {
  Record record;
  {
    const Key key = with_oracle(key_for("ES256"), record);
    std::vector<Key> copies(3, key);
    EXPECT_EQ(record.living, 1);
    // What is made of it does its own arithmetic, and keeps nothing.
    const Key half = key.public_half().value();
    copies.clear();
    EXPECT_EQ(record.living, 1);
    EXPECT_EQ(describe(half.verify(message, Octets(64, 1))), "ERR_SIGNATURE_INVALID");
    EXPECT_EQ(record.asked, 0);
    const Key again = with_oracle(key, record);
    EXPECT_EQ(record.living, 2);
  }
  EXPECT_EQ(record.living, 0);
}

TEST(KeyWithPrimitive, IsAskedByEachThreadForItself) {
  Record record;
  {
    const Key key = with_oracle(key_for("Ed25519"), record);
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int number = 0; number < 4; ++number) {
      threads.emplace_back([own = key] {
        Octets signature(64);
        for (int round = 0; round < 100; ++round) {
          EXPECT_TRUE(own.sign(message, signature).ok());
          EXPECT_TRUE(own.verify(message, signature).ok());
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(record.asked, 800);
  EXPECT_EQ(record.living, 0);
}

// A whole token: everything before the signature is judged by the verifier, and nothing after a failure of it.
TEST(KeyWithPrimitive, IsAskedLastByAVerifierAndOnlyItsYesIsOne) {
  Record record;
  const Key& key = key_for("ES256");
  Result<Issuer> issuer = Issuer::create({.key = key, .ttl = 60});
  ASSERT_TRUE(issuer.ok());
  const std::string token(issuer.value().issue("{}", 1000).value());
  const auto verdict = [&](ErrorCode answer, const std::string& text) {
    TrustPolicy policy{.keys = {with_oracle(key, record, answer)}, .algorithms = {"ES256"}};
    return describe(JwsVerifier::create(std::move(policy)).value().verify(text));
  };
  EXPECT_EQ(verdict(ErrorCode::kOk, token), "OK");
  EXPECT_EQ(verdict(ErrorCode::kSignatureInvalid, token), "ERR_SIGNATURE_INVALID signature");
  EXPECT_EQ(verdict(ErrorCode::kCryptoFailed, token), "ERR_CRYPTO_FAILED");
  EXPECT_EQ(record.asked, 3);
  EXPECT_EQ(verdict(ErrorCode::kOk, token.substr(0, token.size() - 2)),
            "ERR_SIGNATURE_INVALID signature");
  EXPECT_EQ(verdict(ErrorCode::kOk, token + "="), "ERR_BASE64URL_ALPHABET signature");
  EXPECT_EQ(verdict(ErrorCode::kOk, "!" + token), "ERR_BASE64URL_ALPHABET header");
  EXPECT_EQ(record.asked, 3);
  EXPECT_EQ(record.living, 0);
}

TEST(KeyWithPrimitive, ThatFailsIssuesNothing) {
  Record record;
  Result<Issuer> issuer = Issuer::create(
      {.key = with_oracle(key_for("RS256"), record, ErrorCode::kCryptoFailed), .ttl = 60});
  ASSERT_TRUE(issuer.ok());
  EXPECT_EQ(describe(issuer.value().issue("{}", 1000)), "ERR_CRYPTO_FAILED");
  EXPECT_TRUE(issuer.value().signs_deterministically());
}

}  // namespace
}  // namespace holoband
