#include "holoband/key_oid.h"

#include <algorithm>
#include <array>
#include <utility>

namespace holoband::oid {
namespace {

using crypto::Group;

// NOLINTBEGIN(modernize-raw-string-literal): some of these bytes could be read, which would say nothing
constexpr std::array<std::pair<Group, std::string_view>, 9> kGroups{{
    {Group::kP256, "\x2A\x86\x48\xCE\x3D\x03\x01\x07"sv},
    {Group::kP384, "\x2B\x81\x04\x00\x22"sv},
    {Group::kP521, "\x2B\x81\x04\x00\x23"sv},
    {Group::kSecp256k1, "\x2B\x81\x04\x00\x0A"sv},
    {Group::kEd25519, "\x2B\x65\x70"sv},
    {Group::kEd448, "\x2B\x65\x71"sv},
    {Group::kMlDsa44, "\x60\x86\x48\x01\x65\x03\x04\x03\x11"sv},
    {Group::kMlDsa65, "\x60\x86\x48\x01\x65\x03\x04\x03\x12"sv},
    {Group::kMlDsa87, "\x60\x86\x48\x01\x65\x03\x04\x03\x13"sv},
}};
// NOLINTEND(modernize-raw-string-literal)

}  // namespace

std::string_view of_group(Group group) {
  for (const auto& [each, oid] : kGroups) {
    if (each == group) return oid;
  }
  return {};
}

Group find_group(Bytes oid) {
  for (const auto& [group, each] : kGroups) {
    if (is(oid, each)) return group;
  }
  return Group::kNone;
}

bool is(Bytes oid, std::string_view which) {
  const Bytes wanted = as_bytes(which);
  return std::equal(oid.begin(), oid.end(), wanted.begin(), wanted.end());
}

}  // namespace holoband::oid
