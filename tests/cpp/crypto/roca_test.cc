#include "holoband/crypto/roca.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>

#include <array>
#include <string>
#include <vector>

#include "crypto/hex.h"
#include "holoband/crypto/evp.h"
#include "support/tokens.h"

namespace holoband::crypto {
namespace {

using test::unhex;

// Wycheproof json_web_crypto "rejectsKeyWithRocaVulnerability": the modulus of a key from the
// broken generator.
constexpr std::string_view kBroken =
    "01a9c5a687db8fb2a30f82dff8dda154c291ef27b04b25e185b8ab20c4c6a5f604859fe59ede54a0af7c0e728880"
    "0ad7193bb731a5bf1e1170d7a1c66930d41ea3eb21dedf7b8af5d42a91c34f72045b96efd57cb182301ddcc26967"
    "e5508e9ab889986d57e837dfe70f99fc37c498f43c17c3b9b064cf704443d7a033e03a821697aabf30fb29ee7d33"
    "b3767965a89058e3b39754bd3a1c007d28a23b0cfa79f9d711ac6e4c4b4f77b0634b1ecd68591af03c7d53b62a5f"
    "2d91163d4ef4f8f26831ae461ed85ec5f788c5123ffc12c87420fdcfea1d1b4a52c3521824fb3998348739b62a98"
    "6d8e76b2289bc2eb8bc06d138147851b83a07183d210559f906321";

std::vector<std::uint8_t> bytes_of(const BIGNUM* number) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, bytes.data());
  return bytes;
}

TEST(Roca, IsSeenInAModulusOfTheBrokenGenerator) {
  EXPECT_TRUE(has_roca_fingerprint(unhex(kBroken)));
}

TEST(Roca, IsSeenInEveryPowerOfItsGenerator) {
  const BigNumber number(BN_new());
  ASSERT_EQ(BN_set_word(number.get(), 1), 1);
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(has_roca_fingerprint(bytes_of(number.get()))) << i;
    ASSERT_EQ(BN_mul_word(number.get(), 65537), 1);
  }
}

// A key more that is refused without a reason is somebody who cannot sign in: by the count of the
// residues, one modulus in a hundred million has the form by chance.
TEST(Roca, IsNotSeenInOddNumbersOfNoSpecialForm) {
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    std::vector<std::uint8_t> modulus = test::secret(256, seed);
    modulus.front() |= 0x80;
    modulus.back() |= 1;
    EXPECT_FALSE(has_roca_fingerprint(modulus)) << seed;
  }
}

TEST(Roca, IsNotSeenInTheKeysOfThisLibrary) {
  for (const std::string_view name : {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}) {
    EXPECT_FALSE(has_roca_fingerprint(test::key_for(name).parts().get(Part::kN))) << name;
  }
}

TEST(Roca, IsNotSeenWhereThereIsNoNumber) {
  EXPECT_FALSE(has_roca_fingerprint({}));
  EXPECT_FALSE(has_roca_fingerprint(unhex("00")));
}

// Every prime is asked: a number that has the form modulo all of them but one does not have it.
TEST(Roca, IsNotSeenWhereOnePrimeSaysOtherwise) {
  constexpr std::array<unsigned, 38> kPrimes{
      3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71,
      73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
  for (const unsigned prime : kPrimes) {
    const BigNumber others(BN_new());
    ASSERT_EQ(BN_set_word(others.get(), 1), 1);
    for (const unsigned each : kPrimes) {
      if (each == prime) continue;
      ASSERT_EQ(BN_mul_word(others.get(), each), 1);
    }
    // The product of the others changes nothing modulo them, and in the end makes it divisible by
    // this one, which no power is.
    const BigNumber number = number_from(unhex(kBroken), false);
    while (BN_mod_word(number.get(), prime) != 0) {
      ASSERT_EQ(BN_add(number.get(), number.get(), others.get()), 1);
    }
    EXPECT_FALSE(has_roca_fingerprint(bytes_of(number.get()))) << prime;
  }
}

}  // namespace
}  // namespace holoband::crypto
