// The curves of ECDSA, each with a key and its deterministic signatures of "sample" and "test": RFC
// 6979 appendix A.2.5 with SHA-256, A.2.6 with SHA-384 and A.2.7 with SHA-512. The RFC has nothing
// for secp256k1, so there the private key is 1, and the signatures were computed from the text of
// RFC 6979 section 3.2 with Python's integers, as were the others before they were compared with
// it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "holoband/crypto/digest.h"
#include "holoband/crypto/scheme.h"

namespace holoband::test {

struct EcSample {
  crypto::Group group;
  crypto::Digest digest;
  std::string_view d;
  std::string_view x;
  std::string_view y;
  std::string_view order;
  std::string_view prime;
  std::string_view sample;  // R and S
  std::string_view test;
  std::uint8_t small_x;  // the smallest that is on the curve, with one of its two y
  std::string_view small_y;
};

inline const std::vector<EcSample>& ec_samples() {
  using crypto::Digest;
  using crypto::Group;
  static const std::vector<EcSample> kSamples{
      {.group = Group::kP256,
       .digest = Digest::kSha256,
       .d = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
       .x = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
       .y = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
       .order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
       .prime = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
       .sample = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41"
                 "d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
       .test = "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14"
               "bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
       .small_x = 5,
       .small_y = "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc"},
      {.group = Group::kP384,
       .digest = Digest::kSha384,
       .d = "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825"
            "f872c9ea60d2edf5",
       .x = "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea90558660"
            "64a254515480bc13",
       .y = "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe"
            "7344fd2533264720",
       .order = "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77a"
                "ecec196accc52973",
       .prime = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff00000000"
                "00000000ffffffff",
       .sample = "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf9"
                 "6e36dd1e80fabe4699ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
                 "a329c145786e679e7b82c71a38628ac8",
       .test = "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da"
               "8f1dd3ca3cf023dbddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e0"
               "6a739f040649a667bf3b828246baa5a5",
       .small_x = 2,
       .small_y = "8cdeadbbd04911a3c1931e26df3fa6439dca9c7eb286fbd46fc319f0e2bb780232baf57825fc0c19"
                  "12ada2fefe84024c"},
      {.group = Group::kP521,
       .digest = Digest::kSha512,
       .d = "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c"
            "70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
       .x = "01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd371123d46e45db6b"
            "5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4",
       .y = "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28a0db25741b5b34"
            "a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5",
       .order = "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f"
                "966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
       .prime = "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                "ffffffffffffffffffffffffffffffffffffffffffffffffffff",
       .sample = "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5"
                 "d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa00617cce7cf5064806c467f678d3"
                 "b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1"
                 "dccc43997f1ee0e44da4a67a",
       .test = "013e99020abf5cee7525d16b69b229652ab6bdf2affcaef38773b4b7d08725f10cdb93482fdcc54e"
               "dcee91eca4166b2a7c6265ef0ce2bd7051b7cef945babd47ee6d01fbd0013c674aa79cb398495279"
               "16ce301c66ea7ce8b80682786ad60f98f7e78a19ca69eff5c57400e3b3a0ad66ce0978214d13baf4"
               "e9ac60752f7b155e2de4dce3",
       .small_x = 1,
       .small_y = "0010e59be93c4f269c0269c79e2afd65d6aeaa9b701eacc194fb3ee03df47849bf550ec636ebee0d"
                  "dd4a16f1cd9406605af38f584567770e3f272d688c832e843564"},
      {.group = Group::kSecp256k1,
       .digest = Digest::kSha256,
       .d = "0000000000000000000000000000000000000000000000000000000000000001",
       .x = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
       .y = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
       .order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
       .prime = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
       .sample = "58db657bcd631038bea07b4941172f0167aca98f12b55e3176bd1c35435d65013a78e73d8ff8ab55"
                 "4e13c10f6390d81a882f91945d6275493882676170b53a57",
       .test = "98df3aaed18d1299109e9732e3015f7e68e5d1fdead6924809b410d970a3b0ce3ef15987c6592379"
               "baad6392586a382d63952572632fcd951ae75e7471c144c6",
       .small_x = 1,
       .small_y = "4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee"},
  };
  return kSamples;
}

}  // namespace holoband::test
