#include "holoband/crypto/provider.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/provider.h>

#include <cstddef>
#include <utility>

#include "crypto/openssl_memory.h"
#include "holoband/crypto/openssl_ptr.h"

namespace holoband::crypto {
namespace {

bool has_digest(const char* name) {
  return OpensslPtr<EVP_MD, EVP_MD_free>(EVP_MD_fetch(library(), name, nullptr)) != nullptr;
}

bool has_kdf(const char* name) {
  return OpensslPtr<EVP_KDF, EVP_KDF_free>(EVP_KDF_fetch(library(), name, nullptr)) != nullptr;
}

bool has_mac(const char* name) {
  return OpensslPtr<EVP_MAC, EVP_MAC_free>(EVP_MAC_fetch(library(), name, nullptr)) != nullptr;
}

bool has_cipher(const char* name) {
  return OpensslPtr<EVP_CIPHER, EVP_CIPHER_free>(EVP_CIPHER_fetch(library(), name, nullptr)) !=
         nullptr;
}

bool has_key_type(const char* name) {
  return OpensslPtr<EVP_KEYMGMT, EVP_KEYMGMT_free>(EVP_KEYMGMT_fetch(library(), name, nullptr)) !=
         nullptr;
}

bool has_signature(const char* name) {
  return OpensslPtr<EVP_SIGNATURE, EVP_SIGNATURE_free>(
             EVP_SIGNATURE_fetch(library(), name, nullptr)) != nullptr;
}

class Provider : public ::testing::Test {
 protected:
  void TearDown() override { ERR_clear_error(); }  // fetching what is not there leaves an error
};

TEST_F(Provider, HasWhatArgon2IsMadeOf) {
  EXPECT_TRUE(has_kdf("ARGON2ID"));
  EXPECT_TRUE(has_digest("BLAKE2B-512"));
  EXPECT_TRUE(has_digest("blake2b512"));
  EXPECT_TRUE(has_mac("BLAKE2BMAC"));
}

TEST_F(Provider, HasWhatSignaturesAreMadeOf) {
  for (const char* digest :
       {"SHA2-256", "SHA2-384", "SHA2-512", "SHA256", "SHAKE-128", "SHAKE-256"}) {
    EXPECT_TRUE(has_digest(digest)) << digest;
  }
  for (const char* key : {"RSA", "EC", "ED25519", "ED448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"}) {
    EXPECT_TRUE(has_key_type(key)) << key;
  }
  for (const char* signature :
       {"RSA", "ECDSA", "ED25519", "ED448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"}) {
    EXPECT_TRUE(has_signature(signature)) << signature;
  }
  EXPECT_TRUE(has_mac("HMAC"));
  EXPECT_TRUE(has_kdf("HMAC-DRBG-KDF"));
}

// OpenSSL's own provider has every one of these. If one is found, that provider is linked, and the
// module is half a megabyte larger than anybody wants.
TEST_F(Provider, HasNothingThatNobodyUses) {
  for (const char* digest : {"SHA1", "MD5", "MD5-SHA1", "RIPEMD160", "BLAKE2S-256", "SM3",
                             "SHA2-224", "SHA2-512/256", "SHA3-256", "KECCAK-256"}) {
    EXPECT_FALSE(has_digest(digest)) << digest;
  }
  for (const char* kdf : {"ARGON2I", "ARGON2D", "HKDF", "TLS1-PRF", "SSHKDF", "X963KDF"}) {
    EXPECT_FALSE(has_kdf(kdf)) << kdf;
  }
  for (const char* mac : {"GMAC", "KMAC128", "BLAKE2SMAC"}) EXPECT_FALSE(has_mac(mac)) << mac;
  for (const char* key : {"DSA", "DH", "DHX", "RSA-PSS", "X25519", "X448", "SM2", "ML-KEM-768",
                          "SLH-DSA-SHA2-128s", "HMAC"}) {
    EXPECT_FALSE(has_key_type(key)) << key;
  }
  // Signatures that hash with what a token names, by a name that holds the digest.
  for (const char* signature : {"DSA", "SM2", "RSA-SHA1", "RSA-SHA2-256", "ECDSA-SHA2-256",
                                "ED25519ph", "ED25519ctx", "ED448ph", "HMAC", "CMAC"}) {
    EXPECT_FALSE(has_signature(signature)) << signature;
  }
  for (const char* cipher : {"AES-128-CBC", "AES-256-CTR", "AES-128-GCM", "AES-256-XTS", "NULL"}) {
    EXPECT_FALSE(has_cipher(cipher)) << cipher;
  }
}

TEST_F(Provider, IsTheOnlyOne) {
  int count = 0;
  ASSERT_TRUE(has_kdf("ARGON2ID"));  // providers are made when they are first needed
  const auto add = [](OSSL_PROVIDER* provider, void* total) {
    EXPECT_STREQ(OSSL_PROVIDER_get0_name(provider), "default");
    ++*static_cast<int*>(total);
    return 1;
  };
  EXPECT_EQ(OSSL_PROVIDER_do_all(library(), add, &count), 1);
  EXPECT_EQ(count, 1);
  EXPECT_EQ(OSSL_PROVIDER_load(library(), "base"), nullptr);
  EXPECT_EQ(OSSL_PROVIDER_load(library(), "null"), nullptr);
}

// The questions that must not find OpenSSL's tables behind them.
TEST_F(Provider, LeavesOutWhatIsOlderThanProviders) {
  EXPECT_EQ(EVP_PKEY_asn1_get_count(), 0);
  EXPECT_EQ(EVP_get_digestbyname("SHA256"), nullptr);
  EXPECT_EQ(EVP_get_cipherbyname("AES-128-CBC"), nullptr);
  EXPECT_EQ(OBJ_nid2ln(NID_rsaEncryption), nullptr);
  EXPECT_EQ(OBJ_txt2nid("rsaEncryption"), NID_undef);
  EXPECT_EQ(OBJ_sn2nid("SHA256"), NID_undef);
  for (const int id : {NID_sha256, NID_dsa, NID_X25519, NID_rsassaPss, NID_ML_DSA_44}) {
    EXPECT_EQ(OBJ_nid2sn(id), nullptr) << id;
  }
}

// openssl_lean.cc knows the four key types that EVP turns into a number and back.
TEST_F(Provider, KnowsTheNameOfEveryKeyTypeThatEvpGivesANumber) {
  const std::pair<int, const char*> names[] = {{NID_rsaEncryption, "RSA"},
                                               {NID_X9_62_id_ecPublicKey, "EC"},
                                               {NID_ED25519, "ED25519"},
                                               {NID_ED448, "ED448"}};
  for (const auto& [id, name] : names) {
    EXPECT_STREQ(OBJ_nid2sn(id), name);
    EXPECT_TRUE(has_key_type(name)) << name;
  }
}

template <class Object, class ListAll>
int count_of(ListAll list_all) {
  int count = 0;
  const auto add = [](Object* /*each*/, void* total) { ++*static_cast<int*>(total); };
  list_all(library(), add, &count);
  return count;
}

// A row more is something that the module carries and no test asks for.
TEST_F(Provider, HasExactlyItsRows) {
  EXPECT_EQ(count_of<EVP_MD>(EVP_MD_do_all_provided), 6);
  EXPECT_EQ(count_of<EVP_MAC>(EVP_MAC_do_all_provided), 2);
  EXPECT_EQ(count_of<EVP_KDF>(EVP_KDF_do_all_provided), 2);
  EXPECT_EQ(count_of<EVP_KEYMGMT>(EVP_KEYMGMT_do_all_provided), 7);
  EXPECT_EQ(count_of<EVP_SIGNATURE>(EVP_SIGNATURE_do_all_provided), 7);
  EXPECT_EQ(count_of<EVP_CIPHER>(EVP_CIPHER_do_all_provided), 0);
  EXPECT_EQ(count_of<EVP_KEYEXCH>(EVP_KEYEXCH_do_all_provided), 0);
  EXPECT_EQ(count_of<EVP_ASYM_CIPHER>(EVP_ASYM_CIPHER_do_all_provided), 0);
  EXPECT_EQ(count_of<EVP_KEM>(EVP_KEM_do_all_provided), 0);
  EXPECT_EQ(count_of<EVP_RAND>(EVP_RAND_do_all_provided), 0);
}

void use_another_context() {
  const OpensslPtr<OSSL_LIB_CTX, OSSL_LIB_CTX_free> context(OSSL_LIB_CTX_new());
  ASSERT_NE(context, nullptr);
  const OpensslPtr<EVP_MD, EVP_MD_free> digest(EVP_MD_fetch(context.get(), "BLAKE2B-512", nullptr));
  ASSERT_NE(digest, nullptr);
  EXPECT_EQ(EVP_MD_get_size(digest.get()), 64);
}

TEST_F(Provider, ServesAnotherContextAndLeavesNothingBehind) {
  use_another_context();  // what is made once for the whole process
  const std::size_t before = test::openssl_memory().in_use;
  use_another_context();
  EXPECT_EQ(test::openssl_memory().in_use, before);
}

}  // namespace
}  // namespace holoband::crypto
