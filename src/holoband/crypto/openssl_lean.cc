// Between EVP and a provider stand, in every static link, the tables of how things were done before
// there were providers: 350 KB of gzipped WebAssembly that nothing here ever calls. OpenSSL reaches
// each through a few functions. They are defined here with the answer "there is none", so the
// linker never opens the archive members behind them.
//
// All or nothing: a member of the archive is replaced whole, with every function of it that some
// linked code refers to. Whoever comes to need one of them deletes that block and gets OpenSSL's
// own back; what is left out by half is a duplicate or an undefined symbol, never a quiet change.
// The names that no public header declares are private to OpenSSL; see provider.cc for why that is
// acceptable. Measured for Argon2id alone, gzipped: 414 KB without this file, 50 KB with it.
#include "holoband/crypto/openssl_lean.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

namespace holoband::crypto {

void keep_openssl_lean() { keep_openssl_lean_texts(); }

}  // namespace holoband::crypto

extern "C" {

// crypto/evp/c_allc.c, c_alld.c: the lists of ciphers and digests for EVP_get_digestbyname and the
// like. Code that fetches by name needs neither.
void openssl_add_all_ciphers_int(void);
void openssl_add_all_digests_int(void);

void openssl_add_all_ciphers_int(void) {}
void openssl_add_all_digests_int(void) {}

// crypto/asn1/ameth_lib.c: reading and writing keys without a provider.
int EVP_PKEY_asn1_get_count(void) { return 0; }

const EVP_PKEY_ASN1_METHOD* EVP_PKEY_asn1_get0(int /*index*/) { return nullptr; }

int EVP_PKEY_asn1_get0_info(int* /*id*/, int* /*base_id*/, int* /*flags*/, const char** /*info*/,
                            const char** /*pem*/, const EVP_PKEY_ASN1_METHOD* /*method*/) {
  return 0;
}

const EVP_PKEY_ASN1_METHOD* EVP_PKEY_asn1_find(ENGINE** pe, int /*type*/) {
  if (pe != nullptr) *pe = nullptr;
  return nullptr;
}

const EVP_PKEY_ASN1_METHOD* EVP_PKEY_asn1_find_str(ENGINE** pe, const char* /*text*/,
                                                   int /*size*/) {
  if (pe != nullptr) *pe = nullptr;
  return nullptr;
}

const EVP_PKEY_ASN1_METHOD* EVP_PKEY_get0_asn1(const EVP_PKEY* /*key*/) { return nullptr; }

// crypto/rsa/rsa_pmeth.c, crypto/ec/ec_pmeth.c, crypto/ec/ecx_meth.c: signing without a provider.
// They are entries of a table that is only ever searched with OBJ_bsearch_, below.
const EVP_PKEY_METHOD* ossl_rsa_pkey_method(void);
const EVP_PKEY_METHOD* ossl_rsa_pss_pkey_method(void);
const EVP_PKEY_METHOD* ossl_ec_pkey_method(void);
const EVP_PKEY_METHOD* ossl_ecx25519_pkey_method(void);
const EVP_PKEY_METHOD* ossl_ecx448_pkey_method(void);
const EVP_PKEY_METHOD* ossl_ed25519_pkey_method(void);
const EVP_PKEY_METHOD* ossl_ed448_pkey_method(void);

const EVP_PKEY_METHOD* ossl_rsa_pkey_method(void) { return nullptr; }
const EVP_PKEY_METHOD* ossl_rsa_pss_pkey_method(void) { return nullptr; }
const EVP_PKEY_METHOD* ossl_ec_pkey_method(void) { return nullptr; }
const EVP_PKEY_METHOD* ossl_ecx25519_pkey_method(void) { return nullptr; }
const EVP_PKEY_METHOD* ossl_ecx448_pkey_method(void) { return nullptr; }
const EVP_PKEY_METHOD* ossl_ed25519_pkey_method(void) { return nullptr; }
const EVP_PKEY_METHOD* ossl_ed448_pkey_method(void) { return nullptr; }

// crypto/evp/ctrl_params_translate.c: EVP_PKEY_CTX_ctrl and its many macros. Code that passes
// OSSL_PARAM does not come here. -2 is OpenSSL's "not supported".
int evp_pkey_ctx_ctrl_to_param(EVP_PKEY_CTX* context, int type, int operation, int command,
                               int number, void* pointer);
int evp_pkey_ctx_ctrl_str_to_param(EVP_PKEY_CTX* context, const char* name, const char* value);
int evp_pkey_ctx_set_params_to_ctrl(EVP_PKEY_CTX* context, const OSSL_PARAM* params);
int evp_pkey_ctx_get_params_to_ctrl(EVP_PKEY_CTX* context, OSSL_PARAM* params);
int evp_pkey_get_params_to_ctrl(const EVP_PKEY* key, OSSL_PARAM* params);

int evp_pkey_ctx_ctrl_to_param(EVP_PKEY_CTX* /*context*/, int /*type*/, int /*operation*/,
                               int /*command*/, int /*number*/, void* /*pointer*/) {
  return -2;
}

int evp_pkey_ctx_ctrl_str_to_param(EVP_PKEY_CTX* /*context*/, const char* /*name*/,
                                   const char* /*value*/) {
  return -2;
}

int evp_pkey_ctx_set_params_to_ctrl(EVP_PKEY_CTX* /*context*/, const OSSL_PARAM* /*params*/) {
  return -2;
}

int evp_pkey_ctx_get_params_to_ctrl(EVP_PKEY_CTX* /*context*/, OSSL_PARAM* /*params*/) {
  return -2;
}

int evp_pkey_get_params_to_ctrl(const EVP_PKEY* /*key*/, OSSL_PARAM* /*params*/) { return -2; }

// crypto/ec/ecp_nistp224.c: a curve that no JWS algorithm has. The table of curves names its method,
// and nothing here asks for that row.
struct nistp224_pre_comp_st;

nistp224_pre_comp_st* EC_nistp224_pre_comp_dup(nistp224_pre_comp_st* table);
void EC_nistp224_pre_comp_free(nistp224_pre_comp_st* table);

const EC_METHOD* EC_GFp_nistp224_method(void) { return nullptr; }
nistp224_pre_comp_st* EC_nistp224_pre_comp_dup(nistp224_pre_comp_st* /*table*/) { return nullptr; }
void EC_nistp224_pre_comp_free(nistp224_pre_comp_st* /*table*/) {}

// crypto/evp/legacy_sha.c: digests without a provider. RSA refers to one as a default that is never
// taken here, because every call names its digest.
const EVP_MD* EVP_sha1(void) { return nullptr; }
const EVP_MD* EVP_sha224(void) { return nullptr; }
const EVP_MD* EVP_sha256(void) { return nullptr; }
const EVP_MD* EVP_sha384(void) { return nullptr; }
const EVP_MD* EVP_sha512(void) { return nullptr; }
const EVP_MD* EVP_sha512_224(void) { return nullptr; }
const EVP_MD* EVP_sha512_256(void) { return nullptr; }
const EVP_MD* EVP_sha3_224(void) { return nullptr; }
const EVP_MD* EVP_sha3_256(void) { return nullptr; }
const EVP_MD* EVP_sha3_384(void) { return nullptr; }
const EVP_MD* EVP_sha3_512(void) { return nullptr; }
const EVP_MD* EVP_shake128(void) { return nullptr; }
const EVP_MD* EVP_shake256(void) { return nullptr; }

// ssl/record/methods/ssl3_cbc.c: the MAC of records of TLS, which HMAC can be asked for.
int ssl3_cbc_digest_record(const EVP_MD* digest, unsigned char* out, size_t* out_size,
                           const unsigned char* header, const unsigned char* data, size_t size,
                           size_t whole_size, const unsigned char* secret, size_t secret_size,
                           char is_sslv3);

int ssl3_cbc_digest_record(const EVP_MD* /*digest*/, unsigned char* /*out*/, size_t* /*out_size*/,
                           const unsigned char* /*header*/, const unsigned char* /*data*/,
                           size_t /*size*/, size_t /*whole_size*/, const unsigned char* /*secret*/,
                           size_t /*secret_size*/, char /*is_sslv3*/) {
  return 0;
}

// crypto/rsa/rsa_x931.c: a padding of RSA that JWS does not have.
int RSA_padding_add_X931(unsigned char* /*to*/, int /*to_size*/, const unsigned char* /*from*/,
                         int /*from_size*/) {
  return -1;
}
int RSA_padding_check_X931(unsigned char* /*to*/, int /*to_size*/, const unsigned char* /*from*/,
                           int /*from_size*/, int /*size*/) {
  return -1;
}
int RSA_X931_hash_id(int /*digest*/) { return -1; }

// crypto/rsa/rsa_saos.c: RSA with a digest that has no identifier, which is MDC-2 alone.
int RSA_sign_ASN1_OCTET_STRING(int /*type*/, const unsigned char* /*m*/, unsigned int /*m_length*/,
                               unsigned char* /*sigret*/, unsigned int* /*siglen*/, RSA* /*rsa*/) {
  return 0;
}

int RSA_verify_ASN1_OCTET_STRING(int /*type*/, const unsigned char* /*m*/,
                                 unsigned int /*m_length*/, unsigned char* /*sigbuf*/,
                                 unsigned int /*siglen*/, RSA* /*rsa*/) {
  return 0;
}

}  // extern "C"
