#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heap_scope.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jwk.h"
#include "holoband/key_shape.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::jwk_of;
using test::key_for;
using test::public_jwk_of;
using test::secret_key;

std::string exported(const Key& key, bool with_private) {
  const Result<SecretBytes> jwk = export_jwk(key, with_private);
  return jwk.ok() ? test::text_of(jwk.value()) : describe(jwk);
}

TEST(ExportJwk, IsReadBackAsTheSameKey) {
  for (const Algorithm& algorithm : algorithms()) {
    const Key& key = key_for(algorithm.name);
    const Result<Key> again = import_jwk(exported(key, true));
    ASSERT_EQ(describe(again), "OK") << algorithm.name;
    EXPECT_EQ(again.value().kind(), key.kind());
    EXPECT_EQ(again.value().kid(), key.kid());
    EXPECT_EQ(&again.value().algorithm(), &algorithm);
    EXPECT_TRUE(again.value().is_same_as(key));
    // What was imported has its owner, who needs no export of a secret.
    EXPECT_EQ(exported(again.value(), true),
              key.kind() == KeyKind::kSecret ? "ERR_KEY_NOT_EXPORTABLE key" : exported(key, true));
    const std::vector<std::uint8_t> signature = test::signature_of(again.value(), "m");
    EXPECT_EQ(describe(key.verify(as_bytes("m"), signature)), "OK") << algorithm.name;
  }
}

TEST(ExportJwk, OfThePublicHalfIsReadBackAsIt) {
  for (const std::string& name : test::asymmetric_algorithms()) {
    const Key& key = key_for(name);
    const Result<Key> half = import_jwk(exported(key, false));
    ASSERT_EQ(describe(half), "OK") << name;
    EXPECT_EQ(half.value().kind(), KeyKind::kPublic);
    EXPECT_EQ(describe(half.value().verify(as_bytes("m"), test::signature_of(key, "m"))), "OK");
    EXPECT_EQ(exported(half.value(), false), exported(key, false));
    EXPECT_EQ(exported(key.public_half().value(), false), exported(key, false)) << name;
  }
}

// What is published must hold nothing of what is not.
TEST(ExportJwk, OfThePublicHalfHoldsNoPrivateMember) {
  for (const std::string& name : test::asymmetric_algorithms()) {
    const std::string half = exported(key_for(name), false);
    const std::string whole = exported(key_for(name), true);
    for (const KeyMember& each : shape_of(key_for(name).algorithm().key_type).members) {
      const std::string text = test::member(whole, each.name);
      if (each.is_private) {
        EXPECT_EQ(half.find("\"" + std::string(each.name) + "\":"), std::string::npos) << name;
        EXPECT_EQ(half.find(text.substr(0, 16)), std::string::npos) << name << " " << each.name;
      } else {
        EXPECT_EQ(test::member(half, each.name), text) << name;
      }
    }
  }
}

TEST(ExportJwk, HasItsMembersInTheirOrder) {
  const Key key = import_jwk(test::with(public_jwk_of(key_for("ES256")), "kid", R"("k1")")).value();
  const std::string x = test::member(public_jwk_of(key), "x");
  const std::string y = test::member(public_jwk_of(key), "y");
  EXPECT_EQ(exported(key, false),
            R"({"kty":"EC","kid":"k1","use":"sig","alg":"ES256","crv":"P-256","x":")" + x +
                R"(","y":")" + y + "\"}");
}

TEST(ExportJwk, OfASecretIsTheSecretThatWasGeneratedOrNothing) {
  const Key key = Key::generate("HS256", kDefaultModulusBits, "k1").value();
  EXPECT_EQ(exported(key, true), R"({"kty":"oct","kid":"k1","use":"sig","alg":"HS256","k":")" +
                                     base64url_encode(key.parts().get(crypto::Part::kK)) + "\"}");
  EXPECT_EQ(exported(key, false), "ERR_KEY_SYMMETRIC key");
}

TEST(ExportJwk, HasNothingOfASecretThatSomebodyBrought) {
  const Key key = secret_key("HS256", "k1");
  EXPECT_FALSE(key.parts().has(crypto::Part::kK));
  EXPECT_EQ(exported(key, true), "ERR_KEY_NOT_EXPORTABLE key");
  EXPECT_EQ(exported(key, false), "ERR_KEY_SYMMETRIC key");
}

TEST(ExportJwk, LeavesOutAKidThatAKeyDoesNotHave) {
  EXPECT_EQ(exported(Key::generate("HS256").value(), true).find("kid"), std::string::npos);
}

TEST(ExportJwk, IsRefusedForThePrivateHalfOfAPublicKey) {
  for (const std::string& name : test::asymmetric_algorithms()) {
    const Key half = key_for(name).public_half().value();
    EXPECT_EQ(exported(half, true), "ERR_KEY_NOT_PRIVATE key") << name;
  }
}

// An identifier is text of anybody's choice, and the room for the export is counted before.
TEST(ExportJwk, QuotesItsIdentifier) {
  const std::string jwk = public_jwk_of(key_for("Ed25519"));
  const std::string kids[] = {R"("a\"b\\c")", R"("\u0000\u001f\u007f")", R"("é ")",
                              "\"" + std::string(kMaxKidBytes, '\'') + "\"", [] {
                                std::string text = "\"";
                                for (std::size_t i = 0; i < kMaxKidBytes; ++i) text += "\\u0001";
                                return text + "\"";
                              }()};
  for (const std::string& kid : kids) {
    const Key key = import_jwk(test::with(jwk, "kid", kid)).value();
    const Result<Key> again = import_jwk(exported(key, false));
    ASSERT_EQ(describe(again), "OK") << kid;
    EXPECT_EQ(again.value().kid(), key.kid());
  }
}

std::size_t unwiped_after_export(const Key& key, bool with_private) {
  test::HeapScope heap;
  { const Result<SecretBytes> jwk = export_jwk(key, with_private); }
  return heap.end().unwiped_bytes;
}

// What stays are the small texts that are put in between, such as the quoted "kid"; the private
// members add nothing to them.
TEST(ExportJwk, LeavesNothingOfAPrivateKeyInFreedMemory) {
  for (const std::string& name : test::asymmetric_algorithms()) {
    const Key& key = key_for(name);
    EXPECT_EQ(unwiped_after_export(key, true), unwiped_after_export(key, false)) << name;
    EXPECT_LT(unwiped_after_export(key, true), 200U) << name;
  }
}

TEST(ExportJwk, HasRoomForTheLargestKeys) {
  const Key& key = key_for("ML-DSA-87");
  const std::string jwk = exported(key, true);
  EXPECT_GT(jwk.size(), 3456U);
  EXPECT_EQ(jwk_of(import_jwk(jwk).value()), jwk);
}

}  // namespace
}  // namespace holoband
