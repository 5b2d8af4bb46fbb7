#include "holoband/crypto/scheme.h"

#include <array>

namespace holoband::crypto {
namespace {

// In the order of Group. SEC 2; RFC 8032 sections 5.1.5 and 5.2.5; FIPS 204 section 4.
constexpr std::array kGroups{
    GroupSizes{"", 0, 0, 0},
    GroupSizes{"P-256", 32, 32, 64},
    GroupSizes{"P-384", 48, 48, 96},
    GroupSizes{"P-521", 66, 66, 132},
    GroupSizes{"secp256k1", 32, 32, 64},
    GroupSizes{"ED25519", 32, 32, 64},
    GroupSizes{"ED448", 57, 57, 114},
    GroupSizes{"ML-DSA-44", 1312, 32, 2420},
    GroupSizes{"ML-DSA-65", 1952, 32, 3309},
    GroupSizes{"ML-DSA-87", 2592, 32, 4627},
};

}  // namespace

const GroupSizes& group_sizes(Group group) { return kGroups[static_cast<std::size_t>(group)]; }

}  // namespace holoband::crypto
