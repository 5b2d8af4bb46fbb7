#include "holoband/crypto/ecdsa_signature.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crypto/hex.h"
#include "support/tokens.h"

namespace holoband::crypto {
namespace {

using test::hex;
using test::unhex;

std::string to_der(std::string_view signature) {
  EcdsaDer out{};
  return hex(ecdsa_to_der(unhex(signature), out));
}

// from_der returns R and S of `size` bytes together, or "no".
std::string from_der(std::string_view der, std::size_t size) {
  std::vector<std::uint8_t> out(size, 0xAA);
  return ecdsa_from_der(unhex(der), out) ? hex(out) : "no";
}

std::string repeated(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

// X.690 section 8.3.2: an INTEGER has the least number of bytes, and a sign.
TEST(EcdsaSignature, IsWrittenWithTheShortestNumbers) {
  EXPECT_EQ(to_der("0102"), "3006020101020102");
  EXPECT_EQ(to_der("00010002"), "3006020101020102");
  EXPECT_EQ(to_der("7f80"), "300702017f02020080");
  EXPECT_EQ(to_der("ff000080"), "3009020300ff0002020080");
}

// RFC 7518 section 3.4 allows the form of any value; that zeros are refused is for the verifier.
TEST(EcdsaSignature, OfZerosIsWrittenAsZeros) {
  EXPECT_EQ(to_der("0000"), "3006020100020100");
  EXPECT_EQ(to_der(repeated("00", 132)), "3006020100020100");
}

TEST(EcdsaSignature, OfTheLargestCurveHasALongLength) {
  const std::string number = "01" + repeated("ff", 65);
  EXPECT_EQ(to_der(number + number), "3081880242" + number + "0242" + number);
  const std::string largest = repeated("ff", 66);
  EXPECT_EQ(to_der(largest + largest), "30818a024300" + largest + "024300" + largest);
}

TEST(EcdsaSignature, HasAShortLengthUpTo127Bytes) {
  const std::string half = "7f" + repeated("ff", 59);  // 2 + 60 bytes each
  EXPECT_EQ(to_der(half + half).substr(0, 8), "307c023c");
  const std::string more = "7f" + repeated("ff", 61);  // 2 + 62 bytes each: 128
  EXPECT_EQ(to_der(more + more).substr(0, 10), "308180023e");
}

TEST(EcdsaSignature, IsReadWithTheZerosThatItsLengthAsksFor) {
  EXPECT_EQ(from_der("3006020101020102", 4), "00010002");
  EXPECT_EQ(from_der("300702017f02020080", 2), "7f80");
  EXPECT_EQ(from_der("3006020100020100", 64), repeated("00", 64));
}

TEST(EcdsaSignature, ComesBackAsItWas) {
  for (const std::size_t size : {64U, 96U, 132U}) {
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
      std::vector<std::uint8_t> signature = test::secret(size, seed);
      // Some begin with zeros, in either half.
      std::fill_n(signature.begin(), seed % 5, std::uint8_t{0});
      std::fill_n(signature.begin() + static_cast<std::ptrdiff_t>(size / 2), seed % 7,
                  std::uint8_t{0});
      EXPECT_EQ(from_der(to_der(hex(signature)), size), hex(signature));
    }
  }
}

TEST(EcdsaSignature, IsNotReadFromAnythingElse) {
  const std::string_view wrong[] = {
      "",
      "30",
      "3000",
      "3006",
      "3106020101020102",      // a SET
      "3006030101020102",      // a BIT STRING
      "3006020101030102",      // in the second place
      "3005020101020102",      // a length that is too short
      "3007020101020102",      // or too long
      "300602010102010200",    // something behind it
      "30080201010201020500",  // something behind S
      "3003020101",            // no S
      "3005020102010200",      // a number that reaches over the end
      "300402000200",          // numbers of no bytes
      "3006020101020202",
      "30810602010102010200",
      "3081",
  };
  for (const std::string_view der : wrong) EXPECT_EQ(from_der(der, 64), "no") << der;
}

TEST(EcdsaSignature, IsNotReadWhereItsNumbersAreTooLong) {
  EXPECT_EQ(from_der("30080202010002020100", 4), "01000100");
  EXPECT_EQ(from_der("30080202010002020100", 2), "no");
  EXPECT_EQ(from_der("3009020301000002020100", 4), "no");
}

}  // namespace
}  // namespace holoband::crypto
