// RSA keys (RFC 8017 section 3, RFC 7518 section 6.3).
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <utility>

#include "holoband/crypto/evp.h"
#include "holoband/crypto/provider.h"

namespace holoband::crypto {
namespace {

struct Name {
  Part part;
  const char* openssl;
};

constexpr std::array kNames{
    Name{Part::kN, OSSL_PKEY_PARAM_RSA_N},
    Name{Part::kE, OSSL_PKEY_PARAM_RSA_E},
    Name{Part::kD, OSSL_PKEY_PARAM_RSA_D},
    Name{Part::kP, OSSL_PKEY_PARAM_RSA_FACTOR1},
    Name{Part::kQ, OSSL_PKEY_PARAM_RSA_FACTOR2},
    Name{Part::kDp, OSSL_PKEY_PARAM_RSA_EXPONENT1},
    Name{Part::kDq, OSSL_PKEY_PARAM_RSA_EXPONENT2},
    Name{Part::kQi, OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
};

constexpr std::array kPrimeParts{Part::kP, Part::kQ, Part::kDp, Part::kDq, Part::kQi};

bool is_odd(Bytes number) { return !number.empty() && (number.back() & 1) != 0; }

// What costs nothing to see: even numbers, an exponent of one, and numbers that are far too long
// for anything.
Outcome check_public(const KeyParts& parts) {
  const Bytes n = parts.get(Part::kN);
  const Bytes e = parts.get(Part::kE);
  if (!is_odd(n) || n.size() > kMaxModulusBytes) return failure(ErrorCode::kKeyInvalid, "n");
  const bool one = e.size() == 1 && e[0] == 1;
  if (!is_odd(e) || one || e.size() > 8 || e.size() >= n.size())
    return failure(ErrorCode::kKeyInvalid, "e");
  return success();
}

// Arithmetic is a short calculation with numbers that belong to a private key. After the first
// failure it only says so.
class Arithmetic {
 public:
  explicit Arithmetic(const KeyParts& parts) : context_(BN_CTX_new()) {
    for (const Name& name : kNames) {
      numbers_[static_cast<std::size_t>(name.part)] = number_from(parts.get(name.part), true);
    }
  }

  // ready tells whether there was memory for all numbers.
  [[nodiscard]] bool ready() const {
    if (context_ == nullptr) return false;
    return std::all_of(kNames.begin(), kNames.end(),
                       [this](const Name& name) { return get(name.part) != nullptr; });
  }

  [[nodiscard]] const BIGNUM* get(Part part) const {
    return numbers_[static_cast<std::size_t>(part)].get();
  }

  // product_is_modulus: p q = n.
  [[nodiscard]] std::optional<bool> product_is_modulus() const {
    const BigNumber product(BN_new());
    if (product == nullptr ||
        BN_mul(product.get(), get(Part::kP), get(Part::kQ), context_.get()) != 1) {
      return std::nullopt;
    }
    return BN_cmp(product.get(), get(Part::kN)) == 0;
  }

  // inverse: a b = 1 modulo m, or modulo m - 1.
  [[nodiscard]] std::optional<bool> inverse(Part a, Part b, Part m, bool less_one) const {
    const BigNumber modulus(BN_dup(get(m)));
    const BigNumber product(BN_new());
    if (modulus == nullptr || product == nullptr) return std::nullopt;
    if (less_one && BN_sub_word(modulus.get(), 1) != 1) return std::nullopt;
    BN_set_flags(modulus.get(), BN_FLG_CONSTTIME);
    if (BN_mod_mul(product.get(), get(a), get(b), modulus.get(), context_.get()) != 1)
      return std::nullopt;
    return BN_is_one(product.get()) == 1;
  }

 private:
  BigNumberContext context_;
  std::array<BigNumber, kPartCount> numbers_;
};

// check_private holds the private numbers to the public ones (RFC 8017 section 3.2), so that no key
// signs what its public half will not verify. Whether p and q are primes is not asked: it would
// take longer than the whole import, and a key that is made to be weak harms its owner alone.
Outcome check_private(const KeyParts& parts) {
  const Arithmetic numbers(parts);
  if (!numbers.ready()) return openssl_failure();
  for (const Part prime : {Part::kP, Part::kQ}) {
    const BIGNUM* number = numbers.get(prime);
    if (BN_is_odd(number) != 1 || BN_is_one(number) == 1)
      return failure(ErrorCode::kKeyInvalid, prime == Part::kP ? "p" : "q");
  }
  const struct {
    std::optional<bool> holds;
    std::string_view part;
  } equations[] = {
      {numbers.product_is_modulus(), "n"},
      {numbers.inverse(Part::kE, Part::kD, Part::kP, true), "d"},
      {numbers.inverse(Part::kE, Part::kD, Part::kQ, true), "d"},
      {numbers.inverse(Part::kE, Part::kDp, Part::kP, true), "dp"},
      {numbers.inverse(Part::kE, Part::kDq, Part::kQ, true), "dq"},
      {numbers.inverse(Part::kQ, Part::kQi, Part::kP, false), "qi"},
  };
  for (const auto& equation : equations) {
    if (!equation.holds) return openssl_failure();
    if (!*equation.holds) return failure(ErrorCode::kKeyInvalid, equation.part);
  }
  return success();
}

std::optional<SecretBytes> read_number(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  const int read = EVP_PKEY_get_bn_param(key, name, &number);
  const BigNumber owned(number);
  if (read != 1) return std::nullopt;
  return bytes_from(number, static_cast<std::size_t>(BN_num_bytes(number)));
}

}  // namespace

Result<EvpKey> import_rsa(KeyParts& parts) {
  if (const Outcome outcome = check_public(parts); !outcome.ok()) return outcome;
  const bool has_private = parts.has(Part::kD);
  // RFC 7518 section 6.3.2 lets them be absent, all together; no tool of today leaves them out.
  // They say nothing without the exponent.
  for (const Part part : kPrimeParts) {
    if (parts.has(part) != has_private)
      return failure(ErrorCode::kKeyInvalid, has_private ? "p" : "d");
  }
  if (has_private) {
    if (const Outcome outcome = check_private(parts); !outcome.ok()) return outcome;
  }
  Params params;
  for (const Name& name : kNames) {
    if (parts.has(name.part)) params.number(name.openssl, parts.get(name.part));
  }
  EvpKey key = key_from("RSA", has_private, params);
  if (key == nullptr) return openssl_failure();
  return key;
}

Result<KeyParts> generate_rsa(std::size_t modulus_bits) {
  const EvpContext context(EVP_PKEY_CTX_new_from_name(library(), "RSA", nullptr));
  if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1) return openssl_failure();
  Params params;
  params.setting(OSSL_PKEY_PARAM_RSA_BITS, static_cast<unsigned>(modulus_bits));
  if (EVP_PKEY_CTX_set_params(context.get(), params.list()) != 1) return openssl_failure();
  EVP_PKEY* made = nullptr;
  const int done = EVP_PKEY_generate(context.get(), &made);
  const EvpKey key(made);
  if (done != 1) return openssl_failure();
  KeyParts parts;
  for (const Name& name : kNames) {
    std::optional<SecretBytes> number = read_number(key.get(), name.openssl);
    if (!number) return openssl_failure();
    parts.set(name.part, *std::move(number));
  }
  return parts;
}

}  // namespace holoband::crypto
