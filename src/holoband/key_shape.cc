#include "holoband/key_shape.h"

#include <array>

namespace holoband {
namespace {

using crypto::Group;
using crypto::Part;

// In the order in which they are written.
constexpr std::array kRsa{
    KeyMember{"n", Part::kN, false, true},  KeyMember{"e", Part::kE, false, true},
    KeyMember{"d", Part::kD, true, true},   KeyMember{"p", Part::kP, true, true},
    KeyMember{"q", Part::kQ, true, true},   KeyMember{"dp", Part::kDp, true, true},
    KeyMember{"dq", Part::kDq, true, true}, KeyMember{"qi", Part::kQi, true, true},
};
constexpr std::array kEc{
    KeyMember{"x", Part::kX, false, false},
    KeyMember{"y", Part::kY, false, false},
    KeyMember{"d", Part::kD, true, false},
};
constexpr std::array kOkp{
    KeyMember{"x", Part::kX, false, false},
    KeyMember{"d", Part::kD, true, false},
};
constexpr std::array kAkp{
    KeyMember{"pub", Part::kPub, false, false},
    KeyMember{"priv", Part::kPriv, true, false},
};
constexpr std::array kOct{KeyMember{"k", Part::kK, false, false}};

// In the order of KeyType.
constexpr std::array kShapes{
    KeyShape{"oct", KeyType::kSecret, kOct}, KeyShape{"RSA", KeyType::kRsa, kRsa},
    KeyShape{"EC", KeyType::kEc, kEc},       KeyShape{"OKP", KeyType::kOkp, kOkp},
    KeyShape{"AKP", KeyType::kAkp, kAkp},
};

struct Curve {
  std::string_view name;
  KeyType type;
  Group group;
};

constexpr std::array kCurves{
    Curve{"P-256", KeyType::kEc, Group::kP256},
    Curve{"P-384", KeyType::kEc, Group::kP384},
    Curve{"P-521", KeyType::kEc, Group::kP521},
    Curve{"secp256k1", KeyType::kEc, Group::kSecp256k1},
    Curve{"Ed25519", KeyType::kOkp, Group::kEd25519},
    Curve{"Ed448", KeyType::kOkp, Group::kEd448},
};

}  // namespace

const KeyShape& shape_of(KeyType type) { return kShapes[static_cast<std::size_t>(type)]; }

const KeyShape* find_shape(std::string_view kty) {
  for (const KeyShape& shape : kShapes) {
    if (shape.kty == kty) return &shape;
  }
  return nullptr;
}

std::string_view curve_name(Group group) {
  for (const Curve& curve : kCurves) {
    if (curve.group == group) return curve.name;
  }
  return {};
}

Group find_curve(KeyType type, std::string_view crv) {
  for (const Curve& curve : kCurves) {
    if (curve.type == type && curve.name == crv) return curve.group;
  }
  return Group::kNone;
}

}  // namespace holoband
