// A provider table of our own in the place of OpenSSL's default provider.
//
// EVP finds every algorithm through a provider, and OpenSSL's default provider names all of them,
// so a static link keeps all of them: 550 KB of gzipped WebAssembly for one password hash. The
// table of predefined providers calls that provider by a function name, ossl_default_provider_init.
// The same name is defined here with a table of what this library uses; the linker then never opens
// the archive member with the other one. A new algorithm is one row here.
//
// The names in the extern "C" block are private to OpenSSL. That is acceptable because OpenSSL is
// linked statically, from a release that is pinned by its hash, and because a change cannot go
// unnoticed: a table that is renamed is a link error, a default provider that comes back is a
// duplicate symbol or breaks the size budget, and provider_test.cc asks for what must not be there.
#include "holoband/crypto/provider.h"

#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/opensslv.h>

#include "holoband/crypto/openssl_lean.h"
#include "holoband/crypto/openssl_random.h"

static_assert(OPENSSL_VERSION_MAJOR == 3 && OPENSSL_VERSION_MINOR == 5,
              "compare provider.cc and openssl_lean.cc with the sources of this OpenSSL");

extern "C" {

struct prov_ctx_st;  // what OpenSSL's implementations expect to get as the provider's context

prov_ctx_st* ossl_prov_ctx_new(void);
void ossl_prov_ctx_free(prov_ctx_st* context);
void ossl_prov_ctx_set0_libctx(prov_ctx_st* context, OSSL_LIB_CTX* library);
void ossl_prov_ctx_set0_handle(prov_ctx_st* context, const OSSL_CORE_HANDLE* handle);

extern const OSSL_DISPATCH ossl_blake2b512_functions[];
extern const OSSL_DISPATCH ossl_sha256_functions[];
extern const OSSL_DISPATCH ossl_sha384_functions[];
extern const OSSL_DISPATCH ossl_sha512_functions[];
extern const OSSL_DISPATCH ossl_shake_128_functions[];
extern const OSSL_DISPATCH ossl_shake_256_functions[];
extern const OSSL_DISPATCH ossl_blake2bmac_functions[];
extern const OSSL_DISPATCH ossl_hmac_functions[];
extern const OSSL_DISPATCH ossl_kdf_argon2id_functions[];
extern const OSSL_DISPATCH ossl_kdf_hmac_drbg_functions[];
extern const OSSL_DISPATCH ossl_rsa_keymgmt_functions[];
extern const OSSL_DISPATCH ossl_ec_keymgmt_functions[];
extern const OSSL_DISPATCH ossl_ed25519_keymgmt_functions[];
extern const OSSL_DISPATCH ossl_ed448_keymgmt_functions[];
extern const OSSL_DISPATCH ossl_ml_dsa_44_keymgmt_functions[];
extern const OSSL_DISPATCH ossl_ml_dsa_65_keymgmt_functions[];
extern const OSSL_DISPATCH ossl_ml_dsa_87_keymgmt_functions[];
extern const OSSL_DISPATCH ossl_rsa_signature_functions[];
extern const OSSL_DISPATCH ossl_ecdsa_signature_functions[];
extern const OSSL_DISPATCH ossl_ed25519_signature_functions[];
extern const OSSL_DISPATCH ossl_ed448_signature_functions[];
extern const OSSL_DISPATCH ossl_ml_dsa_44_signature_functions[];
extern const OSSL_DISPATCH ossl_ml_dsa_65_signature_functions[];
extern const OSSL_DISPATCH ossl_ml_dsa_87_signature_functions[];

OSSL_provider_init_fn ossl_default_provider_init;
OSSL_provider_init_fn ossl_base_provider_init;
OSSL_provider_init_fn ossl_null_provider_init;

}  // extern "C"

namespace holoband::crypto {
namespace {

constexpr OSSL_ALGORITHM row(const char* names, const OSSL_DISPATCH* functions) {
  return {names, "provider=default", functions, nullptr};
}

constexpr OSSL_ALGORITHM kEnd{nullptr, nullptr, nullptr, nullptr};

// RSA and ECDSA take a digest that is made already, but ask for the function by name: in the padding
// of PSS and of PKCS #1, and for the nonces of RFC 6979. EdDSA and ML-DSA hash for themselves, and
// Argon2 is made of BLAKE2b (RFC 9106 section 3.3).
constexpr OSSL_ALGORITHM kDigests[] = {
    row("SHA2-256:SHA-256:SHA256:2.16.840.1.101.3.4.2.1", ossl_sha256_functions),
    row("SHA2-384:SHA-384:SHA384:2.16.840.1.101.3.4.2.2", ossl_sha384_functions),
    row("SHA2-512:SHA-512:SHA512:2.16.840.1.101.3.4.2.3", ossl_sha512_functions),
    row("SHAKE-128:SHAKE128:2.16.840.1.101.3.4.2.11", ossl_shake_128_functions),
    row("SHAKE-256:SHAKE256:2.16.840.1.101.3.4.2.12", ossl_shake_256_functions),
    row("BLAKE2B-512:BLAKE2b512:1.3.6.1.4.1.1722.12.2.1.16", ossl_blake2b512_functions),
    kEnd,
};

constexpr OSSL_ALGORITHM kMacs[] = {
    row("BLAKE2BMAC:1.3.6.1.4.1.1722.12.2.1", ossl_blake2bmac_functions),
    row("HMAC", ossl_hmac_functions),  // of the nonces of RFC 6979
    kEnd,
};

constexpr OSSL_ALGORITHM kKdfs[] = {
    row("ARGON2ID", ossl_kdf_argon2id_functions),
    row("HMAC-DRBG-KDF", ossl_kdf_hmac_drbg_functions),  // the nonces of RFC 6979
    kEnd,
};

constexpr OSSL_ALGORITHM kKeys[] = {
    row("RSA:rsaEncryption:1.2.840.113549.1.1.1", ossl_rsa_keymgmt_functions),
    row("EC:id-ecPublicKey:1.2.840.10045.2.1", ossl_ec_keymgmt_functions),
    row("ED25519:1.3.101.112", ossl_ed25519_keymgmt_functions),
    row("ED448:1.3.101.113", ossl_ed448_keymgmt_functions),
    row("ML-DSA-44:MLDSA44:2.16.840.1.101.3.4.3.17", ossl_ml_dsa_44_keymgmt_functions),
    row("ML-DSA-65:MLDSA65:2.16.840.1.101.3.4.3.18", ossl_ml_dsa_65_keymgmt_functions),
    row("ML-DSA-87:MLDSA87:2.16.840.1.101.3.4.3.19", ossl_ml_dsa_87_keymgmt_functions),
    kEnd,
};

constexpr OSSL_ALGORITHM kSignatures[] = {
    row("RSA:rsaEncryption:1.2.840.113549.1.1.1", ossl_rsa_signature_functions),
    row("ECDSA", ossl_ecdsa_signature_functions),
    row("ED25519:1.3.101.112", ossl_ed25519_signature_functions),
    row("ED448:1.3.101.113", ossl_ed448_signature_functions),
    row("ML-DSA-44:MLDSA44:2.16.840.1.101.3.4.3.17", ossl_ml_dsa_44_signature_functions),
    row("ML-DSA-65:MLDSA65:2.16.840.1.101.3.4.3.18", ossl_ml_dsa_65_signature_functions),
    row("ML-DSA-87:MLDSA87:2.16.840.1.101.3.4.3.19", ossl_ml_dsa_87_signature_functions),
    kEnd,
};

const OSSL_ALGORITHM* query(void* /*provider*/, int operation, int* no_cache) {
  *no_cache = 0;
  switch (operation) {
    case OSSL_OP_DIGEST:
      return kDigests;
    case OSSL_OP_MAC:
      return kMacs;
    case OSSL_OP_KDF:
      return kKdfs;
    case OSSL_OP_KEYMGMT:
      return kKeys;
    case OSSL_OP_SIGNATURE:
      return kSignatures;
    default:
      return nullptr;
  }
}

void teardown(void* provider) { ossl_prov_ctx_free(static_cast<prov_ctx_st*>(provider)); }

template <class Function>
OSSL_DISPATCH entry(int id, Function* function) {
  return {id, reinterpret_cast<void (*)()>(function)};
}

OSSL_LIB_CTX* library_of(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH* core) {
  for (; core->function_id != 0; ++core) {
    if (core->function_id != OSSL_FUNC_CORE_GET_LIBCTX) continue;
    // The core speaks of its context by another type name, because providers may be strangers to
    // it.
    return reinterpret_cast<OSSL_LIB_CTX*>(OSSL_FUNC_core_get_libctx(core)(handle));
  }
  return nullptr;
}

}  // namespace

OSSL_LIB_CTX* library() {
  keep_openssl_lean();
  keep_openssl_random();
  return nullptr;
}

}  // namespace holoband::crypto

int ossl_default_provider_init(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH* core,
                               const OSSL_DISPATCH** provided, void** provider) {
  using holoband::crypto::entry;
  using holoband::crypto::library_of;
  static const OSSL_DISPATCH kProvided[] = {
      entry(OSSL_FUNC_PROVIDER_TEARDOWN, &holoband::crypto::teardown),
      entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, &holoband::crypto::query),
      {0, nullptr},
  };
  prov_ctx_st* context = ossl_prov_ctx_new();
  if (context == nullptr) return 0;
  ossl_prov_ctx_set0_libctx(context, library_of(handle, core));
  ossl_prov_ctx_set0_handle(context, handle);
  *provided = kProvided;
  *provider = context;
  return 1;
}

// The other two predefined providers hold nothing that is used here.
int ossl_base_provider_init(const OSSL_CORE_HANDLE* /*handle*/, const OSSL_DISPATCH* /*core*/,
                            const OSSL_DISPATCH** /*provided*/, void** /*provider*/) {
  return 0;
}

int ossl_null_provider_init(const OSSL_CORE_HANDLE* /*handle*/, const OSSL_DISPATCH* /*core*/,
                            const OSSL_DISPATCH** /*provided*/, void** /*provider*/) {
  return 0;
}
