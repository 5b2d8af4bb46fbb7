// What of OpenSSL reads and writes texts, files, ASN.1 and object identifiers, left out in the way of
// openssl_lean.cc.
#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/core.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>

#include <array>
#include <cstdarg>

#include "holoband/crypto/openssl_lean.h"

namespace holoband::crypto {

void keep_openssl_lean_texts() {}

}  // namespace holoband::crypto

extern "C" {

// crypto/conf/conf_sap.c: configuration files, which this library never reads.
int ossl_config_int(const OPENSSL_INIT_SETTINGS* settings);
void ossl_no_config_int(void);

int ossl_config_int(const OPENSSL_INIT_SETTINGS* /*settings*/) { return 1; }
void ossl_no_config_int(void) {}

// crypto/conf/conf_mall.c: what such a file could set up.
void OPENSSL_load_builtin_modules(void) {}

// crypto/asn1/a_dup.c: copying by way of DER. The copy of an RSA key would take it for parameters of
// PSS that keys of provider.cc never have.
void* ASN1_dup(i2d_of_void* /*encode*/, d2i_of_void* /*decode*/, const void* /*object*/) {
  return nullptr;
}
void* ASN1_item_dup(const ASN1_ITEM* /*item*/, const void* /*object*/) { return nullptr; }

// crypto/bio/bio_print.c: the texts of errors, which are left out of the published module anyway.
int BIO_printf(BIO* /*out*/, const char* /*format*/, ...) { return 0; }
int BIO_vprintf(BIO* /*out*/, const char* /*format*/, va_list /*values*/) { return 0; }

int BIO_snprintf(char* buf, size_t n, const char* /*format*/, ...) {
  if (n > 0) *buf = '\0';
  return 0;
}

int BIO_vsnprintf(char* buf, size_t n, const char* /*format*/, va_list /*args*/) {
  if (n > 0) *buf = '\0';
  return 0;
}

// crypto/bio/ossl_core_bio.c: the streams that the core would lend to a provider which reads files.
OSSL_CORE_BIO* ossl_core_bio_new_from_bio(BIO* stream);
OSSL_CORE_BIO* ossl_core_bio_new_file(const char* name, const char* mode);
OSSL_CORE_BIO* ossl_core_bio_new_mem_buf(const void* buffer, int size);
int ossl_core_bio_read_ex(OSSL_CORE_BIO* stream, void* data, size_t size, size_t* count);
int ossl_core_bio_write_ex(OSSL_CORE_BIO* stream, const void* data, size_t size, size_t* count);
int ossl_core_bio_gets(OSSL_CORE_BIO* stream, char* buffer, int size);
int ossl_core_bio_puts(OSSL_CORE_BIO* stream, const char* text);
long ossl_core_bio_ctrl(OSSL_CORE_BIO* stream, int command, long number, void* pointer);
int ossl_core_bio_up_ref(OSSL_CORE_BIO* stream);
int ossl_core_bio_free(OSSL_CORE_BIO* stream);
int ossl_core_bio_vprintf(OSSL_CORE_BIO* stream, const char* format, va_list values);

OSSL_CORE_BIO* ossl_core_bio_new_from_bio(BIO* /*stream*/) { return nullptr; }
OSSL_CORE_BIO* ossl_core_bio_new_file(const char* /*name*/, const char* /*mode*/) {
  return nullptr;
}
OSSL_CORE_BIO* ossl_core_bio_new_mem_buf(const void* /*buffer*/, int /*size*/) { return nullptr; }
int ossl_core_bio_read_ex(OSSL_CORE_BIO* /*stream*/, void* /*data*/, size_t /*size*/,
                          size_t* /*count*/) {
  return 0;
}
int ossl_core_bio_write_ex(OSSL_CORE_BIO* /*stream*/, const void* /*data*/, size_t /*size*/,
                           size_t* /*count*/) {
  return 0;
}
int ossl_core_bio_gets(OSSL_CORE_BIO* /*stream*/, char* /*buffer*/, int /*size*/) { return -1; }
int ossl_core_bio_puts(OSSL_CORE_BIO* /*stream*/, const char* /*text*/) { return -1; }
long ossl_core_bio_ctrl(OSSL_CORE_BIO* /*stream*/, int /*command*/, long /*number*/,
                        void* /*pointer*/) {
  return 0;
}
int ossl_core_bio_up_ref(OSSL_CORE_BIO* /*stream*/) { return 0; }
int ossl_core_bio_free(OSSL_CORE_BIO* /*stream*/) { return 0; }
int ossl_core_bio_vprintf(OSSL_CORE_BIO* /*stream*/, const char* /*format*/, va_list /*values*/) {
  return -1;
}

// crypto/asn1/tasn_fre.c: freeing what was decoded. Nothing is; keys are freed with parts that they
// may have had from a file, and that are null.
void ossl_asn1_item_embed_free(ASN1_VALUE** value, const ASN1_ITEM* item, int embedded);
void ossl_asn1_primitive_free(ASN1_VALUE** value, const ASN1_ITEM* item, int embedded);
void ossl_asn1_template_free(ASN1_VALUE** value, const ASN1_TEMPLATE* structure);

void ASN1_item_free(ASN1_VALUE* /*value*/, const ASN1_ITEM* /*item*/) {}
void ASN1_item_ex_free(ASN1_VALUE** /*value*/, const ASN1_ITEM* /*item*/) {}
void ossl_asn1_item_embed_free(ASN1_VALUE** /*value*/, const ASN1_ITEM* /*item*/,
                               int /*embedded*/) {}
void ossl_asn1_primitive_free(ASN1_VALUE** /*value*/, const ASN1_ITEM* /*item*/, int /*embedded*/) {
}
void ossl_asn1_template_free(ASN1_VALUE** /*value*/, const ASN1_TEMPLATE* /*structure*/) {}

// crypto/objects/obj_dat.c: 1,300 object identifiers with their names. Whoever knows algorithms by
// the name that a provider gives them asks for none. The search is that of the tables which are
// ordered by such identifiers, all of them left out above.
void ossl_obj_cleanup_int(void);

void ossl_obj_cleanup_int(void) {}

// The first exception: making a curve asks for its identifier, in order to see whether there is one,
// and gives it back. All zeros is an identifier that is not to be freed.
ASN1_OBJECT* OBJ_nid2obj(int /*id*/) {
  alignas(void*) static std::array<unsigned char, 64> object{};
  return reinterpret_cast<ASN1_OBJECT*>(object.data());
}
size_t OBJ_length(const ASN1_OBJECT* /*object*/) { return 1; }

const char* OBJ_nid2ln(int /*id*/) { return nullptr; }

// The second: EVP turns the name of these key types into a number and back before it fetches
// them, so they come out by the name that provider.cc gives them.
const char* OBJ_nid2sn(int n) {
  switch (n) {
    case NID_rsaEncryption:
      return "RSA";
    case NID_X9_62_id_ecPublicKey:
      return "EC";
    case NID_ED25519:
      return "ED25519";
    case NID_ED448:
      return "ED448";
    default:
      return nullptr;
  }
}

int OBJ_obj2nid(const ASN1_OBJECT* /*object*/) { return NID_undef; }
int OBJ_ln2nid(const char* /*name*/) { return NID_undef; }
int OBJ_sn2nid(const char* /*name*/) { return NID_undef; }
int OBJ_txt2nid(const char* /*name*/) { return NID_undef; }
ASN1_OBJECT* OBJ_txt2obj(const char* /*name*/, int /*no_name*/) { return nullptr; }
const unsigned char* OBJ_get0_data(const ASN1_OBJECT* /*object*/) { return nullptr; }

int OBJ_create(const char* /*oid*/, const char* /*short_name*/, const char* /*long_name*/) {
  return NID_undef;
}

int OBJ_obj2txt(char* buf, int buf_len, const ASN1_OBJECT* /*object*/, int /*no_name*/) {
  if (buf != nullptr && buf_len > 0) *buf = '\0';
  return 0;
}

const void* OBJ_bsearch_(const void* /*key*/, const void* /*base*/, int /*count*/, int /*size*/,
                         int (* /*compare*/)(const void*, const void*)) {
  return nullptr;
}

}  // extern "C"
