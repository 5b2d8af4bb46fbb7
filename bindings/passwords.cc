// Passwords: the password itself is always in the secret buffer.
#include <emscripten/bind.h>

#include <optional>
#include <string>
#include <utility>

#include "describe.h"
#include "holoband/password.h"
#include "memory.h"

namespace holoband::wasm {
namespace {

struct PasswordReply {
  std::uint32_t code = 0;
  bool yes = false;
  std::string hash;
};

struct PasswordCost {
  double memory_kib = 0;
  double passes = 0;
  double lanes = 0;
};

PasswordReply refuse(const Outcome& outcome) {
  return {.code = static_cast<std::uint32_t>(outcome.code)};
}

// A number that is no cost at all becomes 0, which no cost is, and is refused as such.
std::uint32_t whole(double value) {
  return value >= 0 && value <= 4294967295.0 && value == static_cast<std::uint32_t>(value)
             ? static_cast<std::uint32_t>(value)
             : 0;
}

crypto::Argon2Cost to_cost(const PasswordCost& cost) {
  return {.memory_kib = whole(cost.memory_kib),
          .passes = whole(cost.passes),
          .lanes = whole(cost.lanes)};
}

PasswordReply hash(const PasswordCost& cost) {
  const SecretBytes password = take_secret();
  Result<std::string> hashed = hash_password(password.bytes(), to_cost(cost));
  if (!hashed.ok()) return refuse(hashed.outcome());
  return {.hash = std::move(hashed).value()};
}

PasswordReply verify(const std::string& phc) {
  const SecretBytes password = take_secret();
  const Result<bool> right = verify_password(password.bytes(), phc);
  if (!right.ok()) return refuse(right.outcome());
  return {.yes = right.value()};
}

PasswordReply needs_rehash(const std::string& phc, const PasswordCost& cost) {
  const Result<bool> needed = password_needs_rehash(phc, to_cost(cost));
  if (!needed.ok()) return refuse(needed.outcome());
  return {.yes = needed.value()};
}

PasswordCost default_cost() {
  return {.memory_kib = kDefaultPasswordCost.memory_kib,
          .passes = kDefaultPasswordCost.passes,
          .lanes = kDefaultPasswordCost.lanes};
}

}  // namespace

void describe_passwords() {
  emscripten::value_object<PasswordReply>("PasswordReply")
      .field("code", &PasswordReply::code)
      .field("yes", &PasswordReply::yes)
      .field("hash", &PasswordReply::hash);
  emscripten::value_object<PasswordCost>("PasswordCost")
      .field("memoryKib", &PasswordCost::memory_kib)
      .field("passes", &PasswordCost::passes)
      .field("lanes", &PasswordCost::lanes);
  emscripten::function("hashPassword", &hash);
  emscripten::function("verifyPassword", &verify);
  emscripten::function("passwordNeedsRehash", &needs_rehash);
  emscripten::function("defaultPasswordCost", &default_cost);
}

}  // namespace holoband::wasm
