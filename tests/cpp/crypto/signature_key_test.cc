#include "holoband/crypto/signature_key.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "crypto/entropy.h"
#include "crypto/hex.h"
#include "crypto/openssl_memory.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband::crypto {
namespace {

using test::asymmetric_algorithms;
using test::copy_of;
using test::describe;
using test::key_for;
using test::scheme_of;
using Octets = std::vector<std::uint8_t>;

SignatureKey private_key(std::string_view algorithm) {
  KeyParts parts = copy_of(key_for(algorithm).parts());
  return SignatureKey::create(scheme_of(key_for(algorithm)), parts).value();
}

SignatureKey public_key(std::string_view algorithm) {
  KeyParts parts = test::public_parts_of(key_for(algorithm));
  return SignatureKey::create(scheme_of(key_for(algorithm)), parts).value();
}

Octets sign(const SignatureKey& key, std::string_view message) {
  Octets signature(key.signature_size());
  EXPECT_EQ(describe(key.sign(as_bytes(message), signature)), "OK");
  return signature;
}

bool is_deterministic(const Scheme& scheme) {
  return scheme.family != Family::kRsaPss && scheme.family != Family::kMlDsa;
}

TEST(SignatureKey, SignsWhatItsPublicHalfVerifies) {
  for (const std::string& name : asymmetric_algorithms()) {
    const SignatureKey signer = private_key(name);
    const SignatureKey verifier = public_key(name);
    for (const std::string& message : {std::string(), std::string("m"), std::string(100000, 'x')}) {
      const Octets signature = sign(signer, message);
      EXPECT_EQ(describe(verifier.verify(as_bytes(message), signature)), "OK") << name;
      EXPECT_EQ(describe(signer.verify(as_bytes(message), signature)), "OK") << name;
      EXPECT_EQ(describe(verifier.verify(as_bytes(message + "."), signature)),
                "ERR_SIGNATURE_INVALID")
          << name;
    }
  }
}

TEST(SignatureKey, RefusesTheSignatureOfEveryOtherAlgorithm) {
  for (const std::string& name : asymmetric_algorithms()) {
    const SignatureKey verifier = public_key(name);
    for (const std::string& other : asymmetric_algorithms()) {
      if (name == other) continue;
      EXPECT_EQ(describe(verifier.verify(as_bytes("message"),
                                         test::signature_of(key_for(other), "message"))),
                "ERR_SIGNATURE_INVALID")
          << name << " " << other;
    }
  }
}

// One RSA key could be for six algorithms; its signatures are never good for two.
TEST(SignatureKey, RefusesTheSignatureOfItsOwnKeyUnderAnotherScheme) {
  const KeyParts& parts = key_for("RS256").parts();
  const std::string_view names[] = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"};
  for (const std::string_view name : names) {
    const Octets signature =
        test::signed_with(find_algorithm(name)->scheme, copy_of(parts), as_bytes("message"));
    for (const std::string_view other : names) {
      EXPECT_EQ(test::verified(find_algorithm(other)->scheme, copy_of(parts), as_bytes("message"),
                               signature),
                name == other ? "OK" : "ERR_SIGNATURE_INVALID")
          << name << " " << other;
    }
  }
}

TEST(SignatureKey, HasNoSchemeOfHmac) {
  for (const Algorithm* row : test::secret_algorithms()) {
    KeyParts parts;
    parts.set(Part::kK, SecretBytes(64));
    EXPECT_EQ(describe(SignatureKey::create(row->scheme, parts)), "ERR_CRYPTO_FAILED");
  }
}

TEST(SignatureKey, RepeatsItselfExactlyWhereItsSchemeDoes) {
  for (const std::string& name : asymmetric_algorithms()) {
    const SignatureKey key = private_key(name);
    const bool same = sign(key, "message") == sign(key, "message");
    EXPECT_EQ(same, is_deterministic(scheme_of(key_for(name)))) << name;
    EXPECT_NE(sign(key, "message"), sign(key, "messagf")) << name;
  }
}

TEST(SignatureKey, WritesNoFurtherThanItsSignatureIsLong) {
  for (const std::string& name : asymmetric_algorithms()) {
    const SignatureKey key = private_key(name);
    Octets room(key.signature_size() + 16, 0xAA);
    ASSERT_EQ(describe(key.sign(as_bytes("message"), room)), "OK");
    EXPECT_EQ(std::count(room.end() - 16, room.end(), 0xAA), 16) << name;
    room.resize(key.signature_size());
    EXPECT_EQ(describe(key.verify(as_bytes("message"), room)), "OK") << name;
  }
}

// The context that is kept from call to call knows nothing of the call before.
TEST(SignatureKey, IsNotMovedByWhatItSawBefore) {
  for (const std::string& name : asymmetric_algorithms()) {
    const SignatureKey key = private_key(name);
    const Octets one = sign(key, "one");
    const Octets two = sign(key, "two");
    Octets bad = one;
    bad[bad.size() / 2] ^= 1;
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(describe(key.verify(as_bytes("one"), one)), "OK") << name;
      EXPECT_EQ(describe(key.verify(as_bytes("one"), bad)), "ERR_SIGNATURE_INVALID") << name;
      EXPECT_EQ(describe(key.verify(as_bytes("one"), two)), "ERR_SIGNATURE_INVALID") << name;
      EXPECT_EQ(describe(key.verify(as_bytes("two"), two)), "OK") << name;
      EXPECT_EQ(describe(key.verify(as_bytes("two"), Octets(one.size() + 1))),
                "ERR_SIGNATURE_INVALID")
          << name;
      EXPECT_EQ(describe(key.verify(as_bytes("three"), sign(key, "three"))), "OK") << name;
    }
  }
}

TEST(SignatureKey, LeavesNoErrorBehind) {
  for (const std::string& name : asymmetric_algorithms()) {
    const SignatureKey key = private_key(name);
    Octets bad = sign(key, "message");
    bad[bad.size() / 2] ^= 1;
    EXPECT_EQ(describe(key.verify(as_bytes("message"), bad)), "ERR_SIGNATURE_INVALID");
    EXPECT_EQ(ERR_peek_error(), 0U) << name;
    KeyParts none;
    EXPECT_FALSE(SignatureKey::create(scheme_of(key_for(name)), none).ok());
    EXPECT_EQ(ERR_peek_error(), 0U) << name;
  }
}

TEST(SignatureKey, IsTheSameKeyWhenItMoves) {
  SignatureKey key = private_key("ES256");
  const Octets signature = sign(key, "message");
  SignatureKey moved = std::move(key);
  EXPECT_EQ(sign(moved, "message"), signature);
  SignatureKey other = private_key("Ed25519");
  other = std::move(moved);
  EXPECT_EQ(sign(other, "message"), signature);
}

void use_and_forget(const std::string& name) {
  const SignatureKey key = private_key(name);
  Octets signature = sign(key, "message");
  EXPECT_EQ(describe(key.verify(as_bytes("message"), signature)), "OK");
  signature[0] ^= 1;
  EXPECT_EQ(describe(key.verify(as_bytes("message"), signature)), "ERR_SIGNATURE_INVALID");
}

TEST(SignatureKey, LeavesNoMemoryBehind) {
  for (const std::string& name : asymmetric_algorithms()) {
    use_and_forget(name);  // what is made once for the whole process
    const std::size_t before = test::openssl_memory().in_use;
    use_and_forget(name);
    EXPECT_EQ(test::openssl_memory().in_use, before) << name;
  }
}

// The header says that several threads may use one key at a time. AddressSanitizer watches.
TEST(SignatureKey, ServesSeveralThreads) {
  constexpr int kThreads = 4;
  for (const std::string name : {"RS256", "PS256", "ES256", "Ed25519", "Ed448", "ML-DSA-44"}) {
    const SignatureKey key = private_key(name);
    const Octets good = sign(key, "shared");
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int number = 0; number < kThreads; ++number) {
      threads.emplace_back([&key, &good, &wrong, number] {
        const std::string own = "message of thread " + std::to_string(number);
        Octets signature(key.signature_size());
        for (int i = 0; i < 8; ++i) {
          const bool right =
              key.sign(as_bytes(own), signature).ok() &&
              key.verify(as_bytes(own), signature).ok() &&
              key.verify(as_bytes("shared"), good).ok() &&
              key.verify(as_bytes("shared"), signature).code == ErrorCode::kSignatureInvalid;
          if (!right) ++wrong;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0) << name;
  }
}

// The curves with arithmetic of their own, and EdDSA, need nothing but the key; RSA blinds itself
// with a random number that it draws at the first signature. OpenSSL's general arithmetic, which is
// that of secp256k1, blinds itself anew every time: there no randomness means no signature.
TEST(SignatureKey, GoesOnSigningWithoutRandomnessWhereItNeedsNone) {
  for (const std::string& name : asymmetric_algorithms()) {
    const SignatureKey key = private_key(name);
    const Octets before = sign(key, "message");
    const test::EntropyFailure failure(0);
    Octets signature(key.signature_size(), 0xAA);
    const Outcome outcome = key.sign(as_bytes("message"), signature);
    if (is_deterministic(scheme_of(key_for(name))) && name != "ES256K") {
      EXPECT_EQ(describe(outcome), "OK") << name;
      EXPECT_EQ(signature, before) << name;
    } else {
      EXPECT_TRUE(outcome.code == ErrorCode::kRandomUnavailable ||
                  outcome.code == ErrorCode::kCryptoFailed)
          << name << " " << describe(outcome);
      EXPECT_EQ(signature, Octets(signature.size())) << name << ": what was begun is wiped";
    }
    EXPECT_EQ(describe(key.verify(as_bytes("message"), before)), "OK") << name;
  }
}

TEST(GenerateParts, GivesNoKeyWithoutRandomness) {
  for (const std::string& name : asymmetric_algorithms()) {
    for (const int successes : {0, 1}) {
      // The seed of one request is all that the keys without a search need.
      const Scheme scheme = scheme_of(key_for(name));
      if (successes == 1 && scheme.family != Family::kRsaPkcs1) continue;
      const test::EntropyFailure failure(successes);
      const Result<KeyParts> parts = generate_parts(scheme, 2048);
      ASSERT_FALSE(parts.ok()) << name;
      EXPECT_TRUE(parts.outcome().code == ErrorCode::kRandomUnavailable ||
                  parts.outcome().code == ErrorCode::kCryptoFailed)
          << name << " " << describe(parts);
    }
  }
}

TEST(GenerateParts, NeverGivesTheSameTwice) {
  for (const std::string_view name : {"ES256", "ES384", "ES512", "ES256K", "Ed25519", "Ed448"}) {
    const Scheme scheme = scheme_of(key_for(name));
    EXPECT_NE(test::hex(generate_parts(scheme, 0).value().get(Part::kD)),
              test::hex(generate_parts(scheme, 0).value().get(Part::kD)))
        << name;
  }
}

}  // namespace
}  // namespace holoband::crypto
