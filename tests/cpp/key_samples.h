// Keys in the encodings that programs write them in, as base64. Every one was made for these tests
// with openssl(1) or ssh-keygen(1), and protects nothing.
#pragma once

#include <array>
#include <string_view>

namespace holoband::test {

// SubjectPublicKeyInfo, RSA 2048
inline constexpr std::string_view kRsaSpki =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtdwo2u5MtQ+JcyqKfYN+y2ZDwGYfHG9+NjT5pcUXDtptAyYc"
    "E39VWIPZMnNPE0u6GXgtX8e7qiK/AfXJKqX+zhueqIFaeTYipnzqgVIfDLueaM7zlYpJhRnyI+wdeKgNc5tfl125tZYF"
    "FRjy0xT/x/xww1hOcOoMHGnj8jrdi9Y/Ac9246ZUIOGbXes4jS0ABcPJuALoCsp2BVt+5FImDqHxdKhsvqmr/B3SRTOM"
    "c5dlKLUsDnVh2SUtt0I2IwslX1xk/jkf74aLa0ouVUEZkepHbSUxE2TvttCSRsu3077tiEuQ2Y1Fk5NGoumvRWlPcP/t"
    "KZo8hnp0c8gDd/gzyQIDAQAB";

// PKCS#1 RSAPublicKey, RSA 2048
inline constexpr std::string_view kRsaPkcs1 =
    "MIIBCgKCAQEAtdwo2u5MtQ+JcyqKfYN+y2ZDwGYfHG9+NjT5pcUXDtptAyYcE39VWIPZMnNPE0u6GXgtX8e7qiK/AfXJ"
    "KqX+zhueqIFaeTYipnzqgVIfDLueaM7zlYpJhRnyI+wdeKgNc5tfl125tZYFFRjy0xT/x/xww1hOcOoMHGnj8jrdi9Y/"
    "Ac9246ZUIOGbXes4jS0ABcPJuALoCsp2BVt+5FImDqHxdKhsvqmr/B3SRTOMc5dlKLUsDnVh2SUtt0I2IwslX1xk/jkf"
    "74aLa0ouVUEZkepHbSUxE2TvttCSRsu3077tiEuQ2Y1Fk5NGoumvRWlPcP/tKZo8hnp0c8gDd/gzyQIDAQAB";

// SubjectPublicKeyInfo, P-256
inline constexpr std::string_view kEcSpki =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAERJs6KIZIablo3P30GdiM0fp79u+5FwZM6ew3sW/wrx81zo+PqKdFkV3V"
    "ZLMJx0xFOamIEAz1DTPD16YAmOCZOQ==";

// SubjectPublicKeyInfo, Ed25519
inline constexpr std::string_view kEdSpki =
    "MCowBQYDK2VwAyEAPxnSiVy/V6S1ztKcoXRJJex5DPlZYRcq11iO+HNd1QU=";

// PKCS#1 RSAPrivateKey, RSA 512
inline constexpr std::string_view kRsaPrivatePkcs1 =
    "MIIBPAIBAAJBANIt6Uyj7ZPrPDCwHRjDb0EXef4uLpC4UIltXQCmsTw421y1m/DYLKJDhvnRTU9QkKmsRLWTcustGfpG"
    "csOKu4UCAwEAAQJBAKC3nsiOKaOMo5APe5BuEWrSyuRE6DKd3mfYCt/ul2SWKYD9u4Ew870J7yLxMJoNICz78C+Hdjh5"
    "Bvm5AHk+9RkCIQD8/sP0TxFjT9QRZUHMOyUSPVIMEpWYw0BkcdLBbwHIOwIhANSs9sAbQDUMCKMxhKVsabj+vJ9g7AZ5"
    "8r1ixdgfLQ8/AiEAq7c3xWDNSnzqUYxKppYWSVT5lVwf0XnlAMgI5mWz7fUCIQCuohBDkpzYcjcted3H0AvIAjR0Uqu8"
    "bapq5I48du0TFQIgO1AkbXu3zXoerqnha5nq7XI85EO+PCL092ObDyW2NvI=";

// PKCS#8, RSA 512
inline constexpr std::string_view kRsaPkcs8 =
    "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEA0i3pTKPtk+s8MLAdGMNvQRd5/i4ukLhQiW1dAKaxPDjb"
    "XLWb8NgsokOG+dFNT1CQqaxEtZNy6y0Z+kZyw4q7hQIDAQABAkEAoLeeyI4po4yjkA97kG4RatLK5EToMp3eZ9gK3+6X"
    "ZJYpgP27gTDzvQnvIvEwmg0gLPvwL4d2OHkG+bkAeT71GQIhAPz+w/RPEWNP1BFlQcw7JRI9UgwSlZjDQGRx0sFvAcg7"
    "AiEA1Kz2wBtANQwIozGEpWxpuP68n2DsBnnyvWLF2B8tDz8CIQCrtzfFYM1KfOpRjEqmlhZJVPmVXB/ReeUAyAjmZbPt"
    "9QIhAK6iEEOSnNhyNy153cfQC8gCNHRSq7xtqmrkjjx27RMVAiA7UCRte7fNeh6uqeFrmertcjzkQ748IvT3Y5sPJbY2"
    "8g==";

// SEC1, P-256
inline constexpr std::string_view kEcSec1 =
    "MHcCAQEEIFT8AXNNGT3HVK2PAEY3Y2jmUuNaX2eIFwSkItyKEvhzoAoGCCqGSM49AwEHoUQDQgAERJs6KIZIablo3P30"
    "GdiM0fp79u+5FwZM6ew3sW/wrx81zo+PqKdFkV3VZLMJx0xFOamIEAz1DTPD16YAmOCZOQ==";

// PKCS#8, P-256
inline constexpr std::string_view kEcPkcs8 =
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVPwBc00ZPcdUrY8ARjdjaOZS41pfZ4gXBKQi3IoS+HOh"
    "RANCAAREmzoohkhpuWjc/fQZ2IzR+nv277kXBkzp7Dexb/CvHzXOj4+op0WRXdVkswnHTEU5qYgQDPUNM8PXpgCY4Jk5";

// PKCS#8, Ed25519
inline constexpr std::string_view kEdPkcs8 =
    "MC4CAQAwBQYDK2VwBCIEIIA6IHqtxQin0FAfrAckMx4Bzg+4SsxjEpfbRPxkd29x";

// encrypted PKCS#8, Ed25519
inline constexpr std::string_view kEdEncrypted =
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgB0KAo6uo6FAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgB"
    "ZQMEASoEEPuGA4s4f6LTxP6ExiLXk7cEQLBCcKbMHrYSdpR6+HeXIGEPquBT+Gkcw4E7EQaA/m69fWdKtsqVvwLFGToR"
    "yL9lyRWinrAJ3NlYm+y+O5bk92Q=";

// X.509, Ed25519
inline constexpr std::string_view kCertificate =
    "MIIBOjCB7aADAgECAhRaZoprF8U480JJ8nuUQVwVQr7whzAFBgMrZXAwEzERMA8GA1UEAwwIaG9sb2JhbmQwHhcNMjYx"
    "MTI1MDEzNDA4WhcNMzYxMTIyMDEzNDA4WjATMREwDwYDVQQDDAhob2xvYmFuZDAqMAUGAytlcAMhAD8Z0olcv1ektc7S"
    "nKF0SSXseQz5WWEXKtdYjvhzXdUFo1MwUTAdBgNVHQ4EFgQUJEoNbvW7XAscV6chGiSo0p9/rawwHwYDVR0jBBgwFoAU"
    "JEoNbvW7XAscV6chGiSo0p9/rawwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQBbooLkn1d/h7Kk/LMqvtmLtw6e/RCQ"
    "B1aXu55NtOsDMW0qyLfDBfg+F2Q7brirj0vxq9TpYRCoNTMUiiQn0OcA";

// PKCS#10, Ed25519
inline constexpr std::string_view kRequest =
    "MIGSMEYCAQAwEzERMA8GA1UEAwwIaG9sb2JhbmQwKjAFBgMrZXADIQA/GdKJXL9XpLXO0pyhdEkl7HkM+VlhFyrXWI74"
    "c13VBaAAMAUGAytlcANBAHHZfkop6X81F8rfp5v/7r+5miyhb7burmZreyGi/h/cfr70DMA9TEUmMaPL7QuPvg/b7Uys"
    "df+4zUiRB8TBSA4=";

// OpenSSH, ssh-rsa
inline constexpr std::string_view kSshRsa =
    "AAAAB3NzaC1yc2EAAAADAQABAAABgQDG3eOSZSIzzglsj2NJOZIlAKPdxbiNwgkZyyBVCbJz8eKJKclkaSKvzYAuleg3"
    "5fsztPiSRgoSIHjGleDPV3Qwsyzpc3ZtMVI9VS2RCjCLcRauZk18mEYZlbZfI6FMFHxL0522OM9Lf5vSYJt7c1dsOEEs"
    "Wl/jhi86TYz5j+SV/UBYEvPGAZppvgiLEW9IuO5BCLwCqXQNxPrYZC2LZEOv0o8s/PJNjyl+FWs53VCQPNg/NcTq/DgR"
    "HEOFs2sKhhrVcGlb0ewFaTISftnve0PcEepSfGcm2J0DoS9Fq/yu49XWuqEOnTMk2V7U8uswB4Qt62Wx3NLn4VU8w0hU"
    "UkuY2suYqNioZjuHZlGjyCiCBK9PbD7eLjsPm+/GMIlbLrddsCaaMrg2wWogUDBWLA+eyBlv4BmNsuvpP/a+UygrA0Ql"
    "Qv2DxwSPYXDElRokfE3qsApP19xStnjaUvtsUSSvOruY2QJswiyzkqH5t7D4MbWs4r8EI51vjwrqp6AAC4M=";

// OpenSSH, ssh-ed25519
inline constexpr std::string_view kSshEd25519 =
    "AAAAC3NzaC1lZDI1NTE5AAAAIHoSoi4P1/TZrRZUcRjeoMfHwqd0UkXPioyH4JWQjLPR";

// OpenSSH, ecdsa-sha2-nistp256
inline constexpr std::string_view kSshEcdsa =
    "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBA3T7KpXEZvvs/I6hlpZzMjLT/V9aqmzGOZBaHhg"
    "tgBz/eP7bOb/Jn7pJCy+j6819HVadrDhyEu+HONHB8wNo9g=";

// OpenSSH, sk-ssh-ed25519@openssh.com, composed by hand
inline constexpr std::string_view kSshSkEd25519 =
    "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAswVXqfxOkOM1h9osfsETZbgKXK7xQ5XoOozfIXPGGGAAAA"
    "BHNzaDo=";

// OpenSSH, sk-ecdsa-sha2-nistp256@openssh.com, composed by hand
inline constexpr std::string_view kSshSkEcdsa =
    "AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBAswVXqfxOkOM1h9osfs"
    "ETZbgKXK7xQ5XoOozfIXPGGGq9D1Gj9kia7T+B1CZ4yx1vsgRWqPtNn+I0htkrfcASYAAAAEc3NoOg==";

// OpenSSH private key file, Ed25519
inline constexpr std::string_view kSshPrivate =
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQyNTUxOQAAACB6EqIuD9f0"
    "2a0WVHEY3qDHx8KndFJFz4qMh+CVkIyz0QAAAJDF7WfXxe1n1wAAAAtzc2gtZWQyNTUxOQAAACB6EqIuD9f02a0WVHEY"
    "3qDHx8KndFJFz4qMh+CVkIyz0QAAAEC+BKhjvX41JElAsTjokgwD2x3Vu9TX/VThk8hK5MR0KnoSoi4P1/TZrRZUcRje"
    "oMfHwqd0UkXPioyH4JWQjLPRAAAADWFsaWNlQGV4YW1wbGU=";

inline constexpr std::array kDerKeys{kRsaSpki,         kRsaPkcs1,    kEcSpki,      kEdSpki,
                                     kRsaPrivatePkcs1, kRsaPkcs8,    kEcSec1,      kEcPkcs8,
                                     kEdPkcs8,         kEdEncrypted, kCertificate, kRequest};

inline constexpr std::array kSshKeys{kSshRsa, kSshEd25519, kSshEcdsa, kSshSkEd25519, kSshSkEcdsa};

}  // namespace holoband::test
