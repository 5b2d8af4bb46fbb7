// OpenSSL's randomness, taken straight from the platform's generator.
//
// OpenSSL's own rand_lib.c keeps a tree of deterministic generators, made of a block cipher and
// reseeded from the platform. A library that takes a few bytes at a time for a nonce or a key has
// no use for them: one generator less is one fault less, and its state cannot be copied with a
// snapshot of the memory. The functions of rand_lib.c that linked code refers to are defined here,
// so the linker never opens that archive member; see openssl_lean.cc for why that is sound.
#include "holoband/crypto/openssl_random.h"

#include <openssl/rand.h>

#include "holoband/crypto/random.h"

namespace holoband::crypto {
namespace {

int fill(unsigned char* out, std::size_t size) { return random_bytes({out, size}) ? 1 : 0; }

// What stands for a generator where OpenSSL wants to hold one. It is never looked into.
int placeholder = 0;

}  // namespace

void keep_openssl_random() {}

}  // namespace holoband::crypto

extern "C" {

using holoband::crypto::fill;
using holoband::crypto::placeholder;

int RAND_bytes(unsigned char* buf, int num) {
  return num < 0 ? 0 : fill(buf, static_cast<size_t>(num));
}

int RAND_priv_bytes(unsigned char* buf, int num) {
  return num < 0 ? 0 : fill(buf, static_cast<size_t>(num));
}

int RAND_bytes_ex(OSSL_LIB_CTX* /*library*/, unsigned char* buf, size_t num,
                  unsigned int /*strength*/) {
  return fill(buf, num);
}

int RAND_priv_bytes_ex(OSSL_LIB_CTX* /*library*/, unsigned char* buf, size_t num,
                       unsigned int /*strength*/) {
  return fill(buf, num);
}

// Making an RSA key asks whether there is a generator.
EVP_RAND_CTX* RAND_get0_private(OSSL_LIB_CTX* /*library*/) {
  return reinterpret_cast<EVP_RAND_CTX*>(&placeholder);
}

void* ossl_rand_ctx_new(OSSL_LIB_CTX* library);
void ossl_rand_ctx_free(void* context);
void ossl_rand_cleanup_int(void);
int ossl_rand_check_random_provider_on_load(OSSL_LIB_CTX* library, OSSL_PROVIDER* provider);
int ossl_rand_check_random_provider_on_unload(OSSL_LIB_CTX* library, OSSL_PROVIDER* provider);

void* ossl_rand_ctx_new(OSSL_LIB_CTX* /*library*/) { return &placeholder; }
void ossl_rand_ctx_free(void* /*context*/) {}
void ossl_rand_cleanup_int(void) {}

int ossl_rand_check_random_provider_on_load(OSSL_LIB_CTX* /*library*/,
                                            OSSL_PROVIDER* /*provider*/) {
  return 1;
}

int ossl_rand_check_random_provider_on_unload(OSSL_LIB_CTX* /*library*/,
                                              OSSL_PROVIDER* /*provider*/) {
  return 1;
}

// crypto/rand/prov_seed.c: the seed that the core of OpenSSL would give to the generators of a
// provider, of which there are none.
size_t ossl_rand_get_entropy(OSSL_LIB_CTX* library, unsigned char** out, int entropy, size_t least,
                             size_t most);
size_t ossl_rand_get_user_entropy(OSSL_LIB_CTX* library, unsigned char** out, int entropy,
                                  size_t least, size_t most);
void ossl_rand_cleanup_entropy(OSSL_LIB_CTX* library, unsigned char* buffer, size_t size);
void ossl_rand_cleanup_user_entropy(OSSL_LIB_CTX* library, unsigned char* buffer, size_t size);
size_t ossl_rand_get_nonce(OSSL_LIB_CTX* library, unsigned char** out, size_t least, size_t most,
                           const void* salt, size_t salt_size);
size_t ossl_rand_get_user_nonce(OSSL_LIB_CTX* library, unsigned char** out, size_t least,
                                size_t most, const void* salt, size_t salt_size);
void ossl_rand_cleanup_nonce(OSSL_LIB_CTX* library, unsigned char* buffer, size_t size);
void ossl_rand_cleanup_user_nonce(OSSL_LIB_CTX* library, unsigned char* buffer, size_t size);

size_t ossl_rand_get_entropy(OSSL_LIB_CTX* /*library*/, unsigned char** /*out*/, int /*entropy*/,
                             size_t /*least*/, size_t /*most*/) {
  return 0;
}

size_t ossl_rand_get_user_entropy(OSSL_LIB_CTX* /*library*/, unsigned char** /*out*/,
                                  int /*entropy*/, size_t /*least*/, size_t /*most*/) {
  return 0;
}

void ossl_rand_cleanup_entropy(OSSL_LIB_CTX* /*library*/, unsigned char* /*buffer*/,
                               size_t /*size*/) {}

void ossl_rand_cleanup_user_entropy(OSSL_LIB_CTX* /*library*/, unsigned char* /*buffer*/,
                                    size_t /*size*/) {}

size_t ossl_rand_get_nonce(OSSL_LIB_CTX* /*library*/, unsigned char** /*out*/, size_t /*least*/,
                           size_t /*most*/, const void* /*salt*/, size_t /*salt_size*/) {
  return 0;
}

size_t ossl_rand_get_user_nonce(OSSL_LIB_CTX* /*library*/, unsigned char** /*out*/,
                                size_t /*least*/, size_t /*most*/, const void* /*salt*/,
                                size_t /*salt_size*/) {
  return 0;
}

void ossl_rand_cleanup_nonce(OSSL_LIB_CTX* /*library*/, unsigned char* /*buffer*/,
                             size_t /*size*/) {}

void ossl_rand_cleanup_user_nonce(OSSL_LIB_CTX* /*library*/, unsigned char* /*buffer*/,
                                  size_t /*size*/) {}

}  // extern "C"
