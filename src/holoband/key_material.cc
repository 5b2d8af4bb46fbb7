#include "holoband/key_material.h"

#include <string_view>

#include "holoband/key_encoding.h"
#include "holoband/key_text.h"

namespace holoband {
namespace {

bool is_key_material(Bytes bytes, int layers_left) {
  if (bytes.empty()) return false;
  if (is_der_key(bytes) || is_openssh_key(bytes)) return true;
  const SecretBytes folded = fold(bytes);
  const std::string_view text(reinterpret_cast<const char*>(folded.bytes().data()), folded.size());
  if (has_armour(text) || has_openssh_line(text) || has_jwk(text)) return true;
  if (layers_left == 0) return false;
  return is_key_material(decode_base64(text).bytes(), layers_left - 1) ||
         is_key_material(decode_hex(text).bytes(), layers_left - 1);
}

}  // namespace

bool is_key_material(Bytes bytes) {
  constexpr int kLayers = 3;  // a PEM file in base64 in base64 is still a PEM file
  return is_key_material(bytes, kLayers);
}

}  // namespace holoband
