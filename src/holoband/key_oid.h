// Object identifiers of keys, digests and ciphers, as DER encodes their content.
#pragma once

#include <string_view>

#include "holoband/algorithm.h"
#include "holoband/bytes.h"
#include "holoband/crypto/digest.h"

namespace holoband::oid {

using namespace std::string_view_literals;

inline constexpr std::string_view kRsa = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"sv;
inline constexpr std::string_view kRsaPss = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A"sv;
inline constexpr std::string_view kMgf1 = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x08"sv;
inline constexpr std::string_view kEcPublicKey = "\x2A\x86\x48\xCE\x3D\x02\x01"sv;
inline constexpr std::string_view kPbes2 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D"sv;
inline constexpr std::string_view kPbkdf2 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0C"sv;

// of_group returns the identifier of a curve or of an ML-DSA parameter set.
[[nodiscard]] std::string_view of_group(crypto::Group group);

// find_group returns the group of an identifier, or kNone.
[[nodiscard]] crypto::Group find_group(Bytes oid);

[[nodiscard]] bool is(Bytes oid, std::string_view which);

}  // namespace holoband::oid
