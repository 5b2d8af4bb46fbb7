#include "holoband/crypto/ecdsa_signature.h"

#include <algorithm>

namespace holoband::crypto {
namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kLongLength = 0x81;  // one byte of length follows

Bytes without_zeros(Bytes number) {
  while (number.size() > 1 && number[0] == 0) number = number.subspan(1);
  return number;
}

// Each of these moves on in the room that is left.
void put(std::uint8_t byte, MutableBytes& room) {
  room[0] = byte;
  room = room.subspan(1);
}

void put_number(Bytes number, MutableBytes& room) {
  const Bytes digits = without_zeros(number);
  const bool negative = digits[0] >= 0x80;
  put(kInteger, room);
  put(static_cast<std::uint8_t>(digits.size() + (negative ? 1 : 0)), room);
  if (negative) put(0, room);
  std::copy(digits.begin(), digits.end(), room.begin());
  room = room.subspan(digits.size());
}

std::size_t size_of_number(Bytes number) {
  const Bytes digits = without_zeros(number);
  return 2 + digits.size() + (digits[0] >= 0x80 ? 1 : 0);
}

bool take(std::uint8_t byte, Bytes& der) {
  if (der.empty() || der[0] != byte) return false;
  der = der.subspan(1);
  return true;
}

bool take_number(Bytes& der, MutableBytes out) {
  if (!take(kInteger, der) || der.empty() || der[0] == 0 || der[0] > der.size() - 1) return false;
  const Bytes digits = without_zeros(der.subspan(1, der[0]));
  der = der.subspan(std::size_t{1} + der[0]);
  if (digits.size() > out.size()) return false;
  const auto zeros = out.first(out.size() - digits.size());
  std::fill(zeros.begin(), zeros.end(), std::uint8_t{0});
  std::copy(digits.begin(), digits.end(), out.subspan(zeros.size()).begin());
  return true;
}

}  // namespace

Bytes ecdsa_to_der(Bytes signature, EcdsaDer& out) {
  const Bytes r = signature.first(signature.size() / 2);
  const Bytes s = signature.subspan(signature.size() / 2);
  const std::size_t size = size_of_number(r) + size_of_number(s);
  MutableBytes room = out;
  put(kSequence, room);
  if (size >= 0x80) put(kLongLength, room);
  put(static_cast<std::uint8_t>(size), room);
  put_number(r, room);
  put_number(s, room);
  return Bytes(out).first(out.size() - room.size());
}

bool ecdsa_from_der(Bytes der, MutableBytes out) {
  if (!take(kSequence, der)) return false;
  take(kLongLength, der);
  if (der.empty() || der[0] != der.size() - 1) return false;
  der = der.subspan(1);
  return take_number(der, out.first(out.size() / 2)) &&
         take_number(der, out.subspan(out.size() / 2)) && der.empty();
}

}  // namespace holoband::crypto
