// AES is called below EVP, like SHA-2 in sha2.h: one cipher in one mode needs no provider.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "holoband/crypto/pbes2.h"

#include <openssl/aes.h>

#include <algorithm>
#include <array>
#include <vector>

#include "holoband/crypto/hmac.h"
#include "holoband/stack_wipe.h"

namespace holoband::crypto {
namespace {

constexpr std::size_t kBlock = AES_BLOCK_SIZE;

// One block of PBKDF2: the sum of all iterations of the MAC.
void derive_block(const HmacKey& key, Bytes salt_and_index, std::uint32_t iterations,
                  MutableBytes sum) {
  std::array<std::uint8_t, kMaxDigestSize> buffer{};
  const MutableBytes round = MutableBytes(buffer).first(sum.size());
  key.sign(salt_and_index, round);
  std::copy(round.begin(), round.end(), sum.begin());
  for (std::uint32_t i = 1; i < iterations; ++i) {
    key.sign(round, round);
    std::transform(sum.begin(), sum.end(), round.begin(), sum.begin(),
                   [](auto a, auto b) { return static_cast<std::uint8_t>(a ^ b); });
  }
  wipe(round);
}

// RFC 8018 section 6.1.1: the last byte says how many there are of it.
std::size_t padding_of(Bytes plain) {
  const std::size_t count = plain.back();
  if (count == 0 || count > kBlock) return 0;
  const Bytes padding = plain.last(count);
  const bool right = std::all_of(padding.begin(), padding.end(),
                                 [count](std::uint8_t byte) { return byte == count; });
  return right ? count : 0;
}

}  // namespace

void pbkdf2(Digest prf, Bytes password, Bytes salt, std::uint32_t iterations, MutableBytes out) {
  const HmacKey key(prf, password);
  std::vector<std::uint8_t> input(salt.begin(), salt.end());
  input.insert(input.end(), {0, 0, 0, 0});
  std::array<std::uint8_t, kMaxDigestSize> buffer{};
  const MutableBytes block = MutableBytes(buffer).first(digest_size(prf));
  for (std::uint32_t index = 1; !out.empty(); ++index) {
    for (std::size_t i = 0; i < 4; ++i)
      input[salt.size() + i] = static_cast<std::uint8_t>(index >> (24 - 8 * i));
    derive_block(key, input, iterations, block);
    const std::size_t size = std::min(out.size(), block.size());
    std::copy_n(block.begin(), size, out.begin());
    out = out.subspan(size);
  }
  wipe(block);
}

Result<SecretBytes> pbes2_decrypt(const Pbes2& scheme, Bytes password, Bytes data) {
  const StackWipe stack;
  constexpr Outcome kWrong = failure(ErrorCode::kPassphraseWrong, "passphrase");
  if (data.empty() || data.size() % kBlock != 0 || scheme.iv.size() != kBlock) return kWrong;
  SecretBytes key(scheme.key_size);
  pbkdf2(scheme.prf, password, scheme.salt, scheme.iterations, key.bytes());
  AES_KEY schedule;
  if (AES_set_decrypt_key(key.bytes().data(), static_cast<int>(key.size() * 8), &schedule) != 0)
    return failure(ErrorCode::kCryptoFailed);
  std::array<std::uint8_t, kBlock> iv{};
  std::copy(scheme.iv.begin(), scheme.iv.end(), iv.begin());
  SecretBytes plain(data.size());
  AES_cbc_encrypt(data.data(), plain.bytes().data(), data.size(), &schedule, iv.data(),
                  AES_DECRYPT);
  wipe({reinterpret_cast<std::uint8_t*>(&schedule), sizeof(schedule)});
  const std::size_t padding = padding_of(plain.bytes());
  if (padding == 0) return kWrong;
  plain.shrink(plain.size() - padding);
  return plain;
}

}  // namespace holoband::crypto
