#include "holoband/crypto/provider.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/provider.h>

#include <cstddef>

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

// OpenSSL's own provider has every one of these. If one is found, that provider is linked, and the
// module is half a megabyte larger than anybody wants.
TEST_F(Provider, HasNothingThatNobodyUses) {
  for (const char* digest : {"SHA1", "MD5", "MD5-SHA1", "RIPEMD160", "BLAKE2S-256", "SM3"}) {
    EXPECT_FALSE(has_digest(digest)) << digest;
  }
  for (const char* kdf : {"ARGON2I", "ARGON2D", "HKDF", "TLS1-PRF", "SSHKDF", "X963KDF"}) {
    EXPECT_FALSE(has_kdf(kdf)) << kdf;
  }
  for (const char* mac : {"GMAC", "KMAC128", "BLAKE2SMAC"}) EXPECT_FALSE(has_mac(mac)) << mac;
  for (const char* cipher : {"AES-128-GCM", "AES-256-XTS", "NULL"}) {
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
  EXPECT_EQ(OBJ_nid2sn(NID_rsaEncryption), nullptr);
  EXPECT_EQ(OBJ_txt2nid("rsaEncryption"), NID_undef);
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
