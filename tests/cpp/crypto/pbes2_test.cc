#define OPENSSL_SUPPRESS_DEPRECATED

#include "holoband/crypto/pbes2.h"

#include <gtest/gtest.h>
#include <openssl/aes.h>

#include <array>
#include <string>
#include <vector>

#include "crypto/hex.h"
#include "support/tokens.h"

namespace holoband::crypto {
namespace {

using test::as_bytes;
using test::hex;
using Octets = std::vector<std::uint8_t>;

std::string derived(Digest prf, std::string_view password, std::string_view salt,
                    std::uint32_t iterations, std::size_t size) {
  Octets out(size);
  pbkdf2(prf, as_bytes(password), as_bytes(salt), iterations, out);
  return hex(out);
}

// RFC 7914 section 11.
TEST(Pbkdf2, MatchesTheVectorsOfRfc7914) {
  EXPECT_EQ(derived(Digest::kSha256, "passwd", "salt", 1, 64),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
  EXPECT_EQ(derived(Digest::kSha256, "Password", "NaCl", 80000, 64),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
            "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d");
}

// RFC 6070's fourth case with the digests of this library, by Python's hashlib.
TEST(Pbkdf2, MatchesAnotherImplementation) {
  constexpr std::string_view kPassword = "passwordPASSWORDpassword";
  constexpr std::string_view kSalt = "saltSALTsaltSALTsaltSALTsaltSALTsalt";
  EXPECT_EQ(derived(Digest::kSha256, kPassword, kSalt, 4096, 25),
            "348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c");
  EXPECT_EQ(derived(Digest::kSha384, kPassword, kSalt, 4096, 25),
            "819143ad66df9a552559b9e131c52ae6c5c1b0eed18f4d283b");
  EXPECT_EQ(derived(Digest::kSha512, kPassword, kSalt, 4096, 25),
            "8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868");
}

TEST(Pbkdf2, GoesOnWithTheNextBlockWhereOneIsTooShort) {
  EXPECT_EQ(derived(Digest::kSha384, "passwd", "salt", 1, 150),
            "cd3443723a41cf1460cca9efeede428a8898a82d2ad4d1fc5cca08ed3f4d3cb4"
            "7a62a70b3cb9ce65dcbfb9fb9d425027a8be69b53e2a22674b0939e5e0a682f7"
            "6d21f449ad184562a3bc4c519b4d048de6d8e0999fb88770f95e40185e19fc8b"
            "68767417ccc064f47a455d045b3bafda7e81b97ad0e4c5581af1aa27871cd5e4"
            "f4541f670f97262a0e5527f7cfa0a58b5dca21f8ed8d");
  for (const Digest digest : {Digest::kSha256, Digest::kSha384, Digest::kSha512}) {
    const std::string whole = derived(digest, "passwd", "salt", 3, 200);
    for (const std::size_t size : {0U, 1U, 32U, 48U, 63U, 64U, 65U, 128U, 199U})
      EXPECT_EQ(derived(digest, "passwd", "salt", 3, size), whole.substr(0, 2 * size)) << size;
  }
}

TEST(Pbkdf2, TakesAnEmptyPasswordAndSalt) {
  EXPECT_EQ(derived(Digest::kSha256, "", "", 2, 20), "97398411d6aea43a77acef92226ab8278d4db066");
  EXPECT_EQ(derived(Digest::kSha384, "", "", 2, 20), "4e2b9109c23c305fc5c1d1e167741a52e9ebfd08");
  EXPECT_EQ(derived(Digest::kSha512, "", "", 2, 20), "a422663fda8609a1e2fd53541260edf886ec6366");
}

const Octets kSalt = test::secret(16, 5);
const Octets kIv = test::secret(16, 6);

Pbes2 scheme_of(Digest prf, std::size_t key_size) { return {prf, kSalt, 2, key_size, kIv}; }

// encrypt does not pad: a test says what stands at the end.
Octets encrypt(const Pbes2& scheme, std::string_view password, Bytes plain) {
  Octets key(scheme.key_size);
  pbkdf2(scheme.prf, as_bytes(password), scheme.salt, scheme.iterations, key);
  AES_KEY schedule;
  EXPECT_EQ(AES_set_encrypt_key(key.data(), static_cast<int>(key.size() * 8), &schedule), 0);
  Octets iv(scheme.iv.begin(), scheme.iv.end());
  Octets data(plain.size());
  AES_cbc_encrypt(plain.data(), data.data(), plain.size(), &schedule, iv.data(), AES_ENCRYPT);
  return data;
}

Octets padded(std::string_view text) {
  Octets plain(text.begin(), text.end());
  const std::size_t count = 16 - text.size() % 16;
  plain.insert(plain.end(), count, static_cast<std::uint8_t>(count));
  return plain;
}

// decrypted returns the text, or "no".
std::string decrypted(const Pbes2& scheme, std::string_view password, Bytes data) {
  const Result<SecretBytes> plain = pbes2_decrypt(scheme, as_bytes(password), data);
  if (!plain.ok())
    return plain.outcome().code == ErrorCode::kPassphraseWrong ? "no" : "another failure";
  const Bytes text = plain.value().bytes();
  return {reinterpret_cast<const char*>(text.data()), text.size()};
}

TEST(Pbes2Decrypt, GivesBackWhatWasEncrypted) {
  for (const Digest prf : {Digest::kSha256, Digest::kSha384, Digest::kSha512}) {
    for (const std::size_t key_size : {16U, 24U, 32U}) {
      const Pbes2 scheme = scheme_of(prf, key_size);
      for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 32U, 100U}) {
        const std::string text(size, 't');
        const Octets data = encrypt(scheme, "passphrase", padded(text));
        EXPECT_EQ(decrypted(scheme, "passphrase", data), text) << key_size << " " << size;
      }
    }
  }
}

TEST(Pbes2Decrypt, GivesNothingForAnotherPassphraseSaltOrCount) {
  const Pbes2 scheme = scheme_of(Digest::kSha256, 16);
  const std::string text(32, 't');
  const Octets data = encrypt(scheme, "passphrase", padded(text));
  const Octets other_salt = test::secret(16, 7);
  Pbes2 more = scheme;
  more.iterations = 3;
  Pbes2 salted = scheme;
  salted.salt = other_salt;
  Pbes2 longer = scheme;
  longer.key_size = 32;
  Pbes2 other_prf = scheme;
  other_prf.prf = Digest::kSha512;
  for (const Pbes2& wrong : {more, salted, longer, other_prf})
    EXPECT_NE(decrypted(wrong, "passphrase", data), text);
  int nothing = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string plain = decrypted(scheme, "wrong " + std::to_string(i), data);
    EXPECT_NE(plain, text);
    nothing += plain == "no" ? 1 : 0;
  }
  EXPECT_GT(nothing, 90) << "one in 256 has a padding by chance";
}

// RFC 8018 section 6.1.1, step 4.
TEST(Pbes2Decrypt, LooksAtEveryByteOfThePadding) {
  const Pbes2 scheme = scheme_of(Digest::kSha256, 32);
  const std::string block(16, 't');
  const auto verdict = [&](std::string_view end) {
    std::string plain = block + block;
    plain.replace(plain.size() - end.size(), end.size(), end);
    return decrypted(scheme, "passphrase", encrypt(scheme, "passphrase", as_bytes(plain)));
  };
  EXPECT_EQ(verdict("\x01"), block + block.substr(1));
  EXPECT_EQ(verdict("\x02\x02"), block + block.substr(2));
  EXPECT_EQ(verdict(std::string(16, '\x10')), block);
  const std::string zero(1, '\0');
  for (const std::string& end :
       {zero, std::string("\x11"), std::string("\xFF"), std::string("\x01\x02"),
        std::string("\x03\x02\x03"), std::string("\x02\x03\x03"), "\x0F" + std::string(15, '\x10'),
        std::string(17, '\x11'), zero + zero}) {
    EXPECT_EQ(verdict(end), "no") << hex(as_bytes(end));
  }
}

TEST(Pbes2Decrypt, RefusesDataThatIsNotWholeBlocks) {
  const Pbes2 scheme = scheme_of(Digest::kSha256, 32);
  for (const std::size_t size : {0U, 1U, 15U, 17U, 31U})
    EXPECT_EQ(decrypted(scheme, "passphrase", Octets(size, 1)), "no") << size;
  Pbes2 short_iv = scheme;
  short_iv.iv = short_iv.iv.first(15);
  EXPECT_EQ(decrypted(short_iv, "passphrase", Octets(16, 1)), "no");
  Pbes2 no_cipher = scheme;
  no_cipher.key_size = 20;
  // No key file leads here; the key schedule refuses, and the passphrase is not to blame.
  EXPECT_EQ(decrypted(no_cipher, "passphrase", Octets(16, 1)), "another failure");
}

}  // namespace
}  // namespace holoband::crypto
