#include "holoband/crypto/evp.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/err.h>

#include <cstring>
#include <string>
#include <vector>

#include "crypto/hex.h"
#include "support/outcomes.h"

namespace holoband::crypto {
namespace {

using test::describe;
using test::hex;
using test::unhex;

class Evp : public ::testing::Test {
 protected:
  void TearDown() override { ERR_clear_error(); }
};

TEST_F(Evp, ErrorScopeLeavesNothingOfBeforeAndOfItself) {
  ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY);
  {
    const ErrorScope errors;
    EXPECT_EQ(ERR_peek_error(), 0U);
    ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY);
  }
  EXPECT_EQ(ERR_peek_error(), 0U);
}

// Memory that is short is not a key that is wrong, wherever in the queue OpenSSL says so.
TEST_F(Evp, FailureSaysWhetherMemoryWasShort) {
  EXPECT_EQ(describe(openssl_failure()), "ERR_CRYPTO_FAILED");
  ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY);
  EXPECT_EQ(describe(openssl_failure()), "ERR_CRYPTO_FAILED");
  ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
  EXPECT_EQ(describe(openssl_failure()), "ERR_OUT_OF_MEMORY");
  ERR_clear_error();
  ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY);
  ERR_raise(ERR_LIB_RSA, ERR_R_MALLOC_FAILURE);
  ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY);
  EXPECT_EQ(describe(openssl_failure()), "ERR_OUT_OF_MEMORY") << "wherever in the queue it is";
}

TEST_F(Evp, NumbersComeBackWithTheLengthThatIsAskedFor) {
  for (const bool secret : {false, true}) {
    const BigNumber number = number_from(unhex("0100ff"), secret);
    EXPECT_EQ(hex(bytes_from(number.get(), 3)->bytes()), "0100ff");
    EXPECT_EQ(hex(bytes_from(number.get(), 5)->bytes()), "00000100ff");
    EXPECT_EQ(bytes_from(number.get(), 2), std::nullopt) << "it is not cut";
    EXPECT_EQ(BN_get_flags(number.get(), BN_FLG_CONSTTIME) != 0, secret);
  }
  EXPECT_EQ(hex(bytes_from(number_from({}, false).get(), 2)->bytes()), "0000");
}

TEST_F(Evp, ParamsEndWithTheirMark) {
  Params params;
  const std::vector<std::uint8_t> octets = unhex("aabb");
  params.number("n", unhex("010203"));
  params.octets("o", octets);
  params.text("t", "text");
  params.setting("s", 7);
  const OSSL_PARAM* list = params.list();
  EXPECT_STREQ(list[0].key, "n");
  EXPECT_EQ(hex({static_cast<const std::uint8_t*>(list[0].data), list[0].data_size}), "030201")
      << "in the machine's order";
  EXPECT_EQ(list[1].data, octets.data()) << "not copied";
  EXPECT_STREQ(static_cast<const char*>(list[2].data), "text");
  unsigned value = 0;
  EXPECT_EQ(OSSL_PARAM_get_uint(&list[3], &value), 1);
  EXPECT_EQ(value, 7U);
  EXPECT_EQ(list[4].key, nullptr);
}

TEST_F(Evp, MakesNoKeyOfATypeThatThereIsNot) {
  for (const char* type : {"DSA", "X25519", "RSA-PSS", "none", ""}) {
    Params params;
    EXPECT_EQ(key_from(type, false, params), nullptr) << type;
  }
}

TEST_F(Evp, MakesNoKeyOfParametersThatAreMissing) {
  for (const char* type : {"RSA", "EC", "ED25519", "ML-DSA-44"}) {
    for (const bool has_private : {false, true}) {
      Params params;
      EXPECT_EQ(key_from(type, has_private, params), nullptr) << type;
    }
  }
}

}  // namespace
}  // namespace holoband::crypto
