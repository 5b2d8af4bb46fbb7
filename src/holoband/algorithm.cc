#include "holoband/algorithm.h"

#include <array>

namespace holoband {
namespace {

using crypto::Digest;
using crypto::Family;
using crypto::Group;

constexpr Algorithm hmac(std::string_view name, Digest digest) {
  // RFC 7518 section 3.2: a key of the same size as the hash output or larger must be used.
  return {name,
          KeyType::kSecret,
          {Family::kHmac, digest, Group::kNone},
          crypto::digest_size(digest) * 8};
}

constexpr Algorithm rsa(std::string_view name, Family family, Digest digest) {
  // RFC 7518 section 3.3: 2048 bits or larger.
  return {name, KeyType::kRsa, {family, digest, Group::kNone}, 2048};
}

constexpr Algorithm ec(std::string_view name, Digest digest, Group group) {
  return {name, KeyType::kEc, {Family::kEcdsa, digest, group}, 0};
}

constexpr Algorithm okp(std::string_view name, Group group) {
  return {name, KeyType::kOkp, {Family::kEddsa, Digest::kSha512, group}, 0};
}

constexpr Algorithm akp(std::string_view name, Group group) {
  return {name, KeyType::kAkp, {Family::kMlDsa, Digest::kSha512, group}, 0};
}

constexpr std::array kAlgorithms{
    hmac("HS256", Digest::kSha256),
    hmac("HS384", Digest::kSha384),
    hmac("HS512", Digest::kSha512),
    rsa("RS256", Family::kRsaPkcs1, Digest::kSha256),
    rsa("RS384", Family::kRsaPkcs1, Digest::kSha384),
    rsa("RS512", Family::kRsaPkcs1, Digest::kSha512),
    rsa("PS256", Family::kRsaPss, Digest::kSha256),
    rsa("PS384", Family::kRsaPss, Digest::kSha384),
    rsa("PS512", Family::kRsaPss, Digest::kSha512),
    ec("ES256", Digest::kSha256, Group::kP256),
    ec("ES384", Digest::kSha384, Group::kP384),
    ec("ES512", Digest::kSha512, Group::kP521),
    ec("ES256K", Digest::kSha256, Group::kSecp256k1),
    okp("Ed25519", Group::kEd25519),
    okp("Ed448", Group::kEd448),
    okp("EdDSA", Group::kNone),  // deprecated by RFC 9864: either curve
    akp("ML-DSA-44", Group::kMlDsa44),
    akp("ML-DSA-65", Group::kMlDsa65),
    akp("ML-DSA-87", Group::kMlDsa87),
};

}  // namespace

std::span<const Algorithm> algorithms() { return kAlgorithms; }

const Algorithm* find_algorithm(std::string_view name) {
  for (const Algorithm& algorithm : kAlgorithms) {
    if (algorithm.name == name) return &algorithm;
  }
  return nullptr;
}

const Algorithm* algorithm_of_group(Group group) {
  if (group == Group::kNone) return nullptr;
  for (const Algorithm& algorithm : kAlgorithms) {
    if (algorithm.scheme.group == group) return &algorithm;
  }
  return nullptr;
}

bool takes(const Algorithm& algorithm, KeyType type, Group group) {
  if (algorithm.key_type != type) return false;
  if (algorithm.scheme.group != Group::kNone) return algorithm.scheme.group == group;
  // Every group of its type, then, but none of another type.
  const Algorithm* of_group = algorithm_of_group(group);
  return of_group == nullptr || of_group->key_type == type;
}

bool signs_deterministically(const Algorithm& algorithm) {
  const crypto::Family family = algorithm.scheme.family;
  return family != crypto::Family::kRsaPss && family != crypto::Family::kMlDsa;
}

}  // namespace holoband
