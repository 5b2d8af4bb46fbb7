// What the Python package cryptography (48, with its own build of OpenSSL) made of the seed that
// counts from 00 to 1f: the SHA-256 of the public keys of FIPS 204, and one signature with ML-DSA-44
// of the text "message of another library".
#pragma once

#include <array>
#include <string_view>

#include "holoband/crypto/scheme.h"

namespace holoband::test {

struct MlDsaSample {
  crypto::Group group;
  std::string_view public_key_hash;
};

inline constexpr std::array<MlDsaSample, 3> kMlDsaSamples{{
    {crypto::Group::kMlDsa44, "9f107644c1084526af3bc8098680b05499a2325a644e388fb4f970e058d19d46"},
    {crypto::Group::kMlDsa65, "d666806e11cee19a7c989f7445f90dd419cf4d2d51db8c0fdb4c0f0a542238c9"},
    {crypto::Group::kMlDsa87, "91dc389cfaa01470b7f66eee45a4ae9026d154817c754dfe22298b3fa241ffcd"},
}};

// base64url
inline constexpr std::string_view kMlDsa44Signature =
    "YXfPJfK8H7Rvt3FOJfjTYqXZ0a7QI-JT8m00EUtwJ8So88bsyNR9vU2NinfX-9UHLapa1B71xd6TZKJwwWhmZjwJT_jD"
    "_XeFLSq2QARxskrLoHYVACuLh2k1S4y2LBpwaUeGLv2i9xt7lDAYVDOQakjKYvvrp8GwetJ9aH8CdEoSrj56cZ_ywcmJ"
    "cnVlhlhNZ_XNrw8ZdtwXRYcCa322KE1LmgckEEfkccnt4LDUvncOOA70QxsByyAbq8GLf13IH49z19_GiVZBnr7QfIF5"
    "MlrzPdiL-sh_YZ6Nsv2stgAswCjbUSlJwBAA9Nb_kNdzgJEehjpY1x--PGXDv0Q1cF2dc26wXgKgwvU25X1kSBae2Vmr"
    "fOzfp8QoFbGsbhnfeTnAWDmUkiKysXxNHl_PSF3xKVhBH66ohXSVHwIoXbf6WSprG9Yq_5uJOfJ9EH_-dbr9o5UXgjnQ"
    "6uWde64nCJR7xfEM5LxGusgq3tNbJclEnVocz7YoYZI__U2hmxcB0jW2GFNrONn2ELkUW7aR5oaEIfezdZQi7qvkRLBb"
    "4k2knKnTxq6HpzHJbggabIZ_wh1Tc9X_RejU5KhBMtlM2DAgrWK5TAgQwrawd5kdq_F2qp5pluIyb534PrzF1RTm_MpW"
    "-OQsL5quix3Jw4OgBmQ5XSJ8VlyT4l6f5evw3mdhYPA8EbQdYkYfEFCnY-8E5CKP-WKYx7d9Svjk0ipXZIRPBevlgNxO"
    "5QuEYqXT3sF-ux2JOQ_2Ru5Sq2AdCrOjKgdrvbdxLfyhRBV62xgXeW1_OBk9H4SfYGZO5oZY6Dgtcv8UmlCF4LwC8eU6"
    "ZpaeOwaOldGUe_LU8rt3IoN9OuiCOAIPafS2vuLMUAgeg9U1uZE7SzD-hvPsC2QpGvlKpiQ8yQdbiZZI9UQRPJSTt499"
    "Fabm6Zv4TDNuSZiYHrH-Bh4P7uGaXX6PyV0zcMy_bnGCwCHTUU1DuQG46E1HMLjY5EQx6aG0VFV3nbE-m4HYLmCOztrn"
    "bOuNOpKUOgbvd8z5sp7aTWM1bFSquUl4lcf8Gt9JFMCAM7TOqXKj2ESLil-8P4lVRQCrKSVOFLyoAO04cuLOmUTnZAXM"
    "Ic8h5Sn0IcDSQJxmFIJ7L6dsOOQW9C3MfiHo9oRTq6Tejo3_RXcuLHuUsmJ1aLnCkHemQOBniV_YgHBVtKn_2t6Yrp7J"
    "YpufmSm7isaRr9PrGnz2XV6PqvXf2HbEfwL790ATp6-gMnpUTwCQxkwsJhl-mz6c3ER_e4q_d9QSVSgOwZT5FLD0FPwK"
    "btnFAum9WLd5k6qzDnpZ4-akkgdxmh_ofrNibNEFuvN94vs2Dml7nqV5uoLCcXlCsDTORtcK7nyrWdb7AG_OaN1TCOMP"
    "WNjwSw6qc7mK1ZNlwMhAjvkDXMQk2gNFyMbhzFD1az-tIHKd-2MIy7WoEO4Xi7e2r9IbdaNW4psHN56NtiaUDDpRaCAj"
    "N2ZTcrrjh8QYbhXylACCTEDWvc5aXGe1t1nTzNUF0Ek370eF30nPCkKnZrlUY_akDPYJOr2my20-u53hDDhO6QLXOJDF"
    "yrcO448EswTist1TRA4ApmNeK8V0vc_smPzt0wwqZ453ov9wtM7rp_n-ONScYMqirvldPP3f5v534lUGG_klwa9OZbAt"
    "UgulcS3fRYsDFVvby-jOfCuNf1FgcsdbuwBTZZoc7AxcN6kUTkbBkYNUG9Q--wtYqJJy56AZmd39jA93mBTU07oA_n62"
    "BXo6ha-dhxd600Eeox0o12dwp6SeYnTkaix6F3JbvQOLZWTMkQqwdkw7qiuOma0G8EpOaCIKJ7aHQzXsaGXKAXsSylvS"
    "8tO1PKS-8nhAu-0e0-jMiHcESa7GokPXEBM1zXl-D9L27NIxO8PQBhsE5kNscnM9hbQdVyFD_HQDeVkkl3FffFlh_Lt1"
    "9sNXSJkRKaqMBiZHvj4VuswTliuqoN1Tl7p4YuodH1j-yneMnyTwrU_R-8bUPzCq4M8yyYnDFf6hLt7wvIuQWhCmYsFG"
    "xXP-RatT0LgphmSVMny1mrzsVSd_7WzJqmyxYOSj_CtoRkCm8IMaG9mudoSfcfjRUzW-nVB_MUSjguCO987G7vys1xdZ"
    "M9ZYYtqGi5vDtDM3eSaQ6ZJEF4Jht6utqo9Duh3oNLB8nX-ELfxRHdVFVDtwg5kmyl0N_853ByurhrZeJyrcafGHHOFG"
    "sVVsG0C34XF2KenIV1VsgHvgpD_4q3lj9XdsqqT3mAiCzvoRzWGIQXwJ5Zvb1KHTEf47jZdVob4tTZR2HgAwrfr2his8"
    "TOSQ34xuSI62PCXjIVKC1dpz3IAPgqrDFaUu4QPCTWjjUzalNSXpgp9tLBOHqTQf50F7ExGN6NCjNcx5ZKSc6ohNIj2P"
    "wtDuWhtbdMF_OlBiDxrJZC6d91QH-ZY6VgnxydDGy8dsxoVHF9rCTHN9zGEf0lBaYmuxcOrU0IszTeOJ3sY7Cz7Shc9h"
    "N-yb6i3quWKw4ozMS_tu1kiCWCRobU8Rt_FNcgdUU4EFmYt0l3_WdwiyFLTy9z4JdQDkVyfUw7B9jLFrnclpgamSOplR"
    "3Gid-Hkbi5JRIdwR5vqYJ2W8JX7RS7S00AOruH3QAAqeknd1tuxD8DotPRSoWssw1MpCzTwscz2T0LNt8ceff8GWkawW"
    "cZrtY7CikDVwKcD0IY5FuxiiFoZt6frwyNCbPHVRNJFwLL4tCFalSaRYl853e7sgZQsjFoKoOLWkdCLKQIxzb6-cCtzM"
    "yXzmf_VI_sI41SUZnIlqiMXoFb30Vbbm5ECsDqOFBfFJbM-3Tv2fo-p9k2UELcOBHsrvjqiG_lGJe_aPAXM-LFBjqX-b"
    "Xt0_SB6B6eCvsKg28T5gxdAngpNDWU0tOpgSly_C6iaeC6TJPhc_i85qqvrKwkDvmBMnKxjC4hDkgh8LWGzVBlAgUGh6"
    "1seBV0HyoExwgfnQfLE8dOTR0be8H2KQnxOjbOHVVfhpbu_aWh-cVYrcksmLi8IpE3qc-pmunggd3lpUNWqjajdT2pVP"
    "bUnHpTU2SExTeqrpt893Vd0ei6-IXHY7MALL1hAelFFrCj-OuARqGhC_IlNp4mlUGytd10wabpdbrMwHCw0VFxk9PkVQ"
    "UlhcZmqHmKKwvsPK0dLo6u4BBhIfV4iXtdnwAgYPEyEuQFtja3aDl5qdp8LI0xMVGiouQUmRubzN2dzd5-35AAAAAAAA"
    "ABslOEk";

}  // namespace holoband::test
