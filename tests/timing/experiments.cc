#include "timing/experiments.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "holoband/crypto/hmac.h"
#include "holoband/encoding/base64url.h"
#include "holoband/password.h"
#include "holoband/verifier.h"

namespace holoband::timing {
namespace {

constexpr std::size_t kMacSize = 32;
constexpr NumericDate kNow = 1767225600;
constexpr std::string_view kPassword = "correct horse battery staple";

template <class T>
T sure(Result<T> result) {
  if (result.ok()) return std::move(result).value();
  std::fputs("What is to be measured cannot be made.\n", stderr);
  std::exit(1);
}

std::array<std::uint8_t, kMacSize> secret_bytes() {
  std::array<std::uint8_t, kMacSize> secret{};
  Random(7).fill(secret);
  return secret;
}

std::string signing_input() {
  const std::string_view header = R"({"alg":"HS256","typ":"JWT"})";
  const std::string_view claims =
      R"({"iss":"https://issuer.example","aud":"https://api.example","exp":1767229200,"sub":"alice"})";
  return base64url_encode(as_bytes(header)) + '.' + base64url_encode(as_bytes(claims));
}

const crypto::HmacKey& hmac_key() {
  static const crypto::HmacKey key(crypto::Digest::kSha256, secret_bytes());
  return key;
}

const std::array<std::uint8_t, kMacSize>& right_mac() {
  static const auto mac = [] {
    std::array<std::uint8_t, kMacSize> made{};
    hmac_key().sign(as_bytes(signing_input()), made);
    return made;
  }();
  return mac;
}

// The first class differs from what is right only at `position`; the second is random, and so differs at once.
Input wrong_mac(Random& random, bool second, std::size_t position) {
  Input mac(right_mac().begin(), right_mac().end());
  Input other(kMacSize);
  random.fill(other);
  if (second) mac = other;
  if (mac[position] == right_mac()[position])
    mac[position] ^= static_cast<std::uint8_t>(1 + (other[0] & 0x7F));
  return mac;
}

// The first class is right, the second random.
Input right_or_random(Random& random, bool second, std::size_t /*variant*/) {
  Input other(kMacSize);
  random.fill(other);
  return second ? other : Input(right_mac().begin(), right_mac().end());
}

Input wrong_token(Random& random, bool second, std::size_t position) {
  const std::string token =
      signing_input() + '.' + base64url_encode(wrong_mac(random, second, position));
  return {token.begin(), token.end()};
}

std::string_view text_of(Bytes input) {
  return {reinterpret_cast<const char*>(input.data()), input.size()};
}

// What nobody should write: it stops at the first byte that differs.
std::uint32_t compare_until_different(Bytes input) {
  for (std::size_t i = 0; i < input.size(); ++i) {
    if (input[i] != right_mac()[i]) return 0;
  }
  return 1;
}

std::uint32_t compare_with_memcmp(Bytes input) {
  return std::memcmp(input.data(), right_mac().data(), input.size()) == 0 ? 1 : 0;
}

std::uint32_t compare(Bytes input) { return constant_time_equal(input, right_mac()) ? 1 : 0; }

std::uint32_t verify_mac(Bytes input) {
  static const std::string message = signing_input();
  return hmac_key().verify(as_bytes(message), input) ? 1 : 0;
}

Verifier make_verifier() {
  VerifierOptions options;
  options.trust.keys = {sure(Key::from_secret(secret_bytes(), "HS256", ""))};
  options.trust.algorithms = {"HS256"};
  options.claims.issuers = {"https://issuer.example"};
  options.claims.audiences = {"https://api.example"};
  return sure(Verifier::create(std::move(options)));
}

std::uint32_t verify_token(Bytes input) {
  static Verifier verifier = make_verifier();
  return verifier.verify(text_of(input), kNow).ok() ? 1 : 0;
}

// The hash of the password, at the least cost there is, with a tag that differs at `position` or everywhere.
const std::string& right_hash() {
  static const std::string hash =
      sure(hash_password(as_bytes(kPassword), {.memory_kib = 8, .passes = 1, .lanes = 1}));
  return hash;
}

Input wrong_hash(Random& random, bool second, std::size_t position) {
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Input hash(right_hash().begin(), right_hash().end());
  const std::size_t tag = right_hash().rfind('$') + 1;
  for (std::size_t i = tag; i + 1 < hash.size();
       ++i) {  // the last character has bits that must be zero
    const auto character = static_cast<std::uint8_t>(kBase64[random.next() >> 58]);
    if (second) hash[i] = character;
  }
  std::uint8_t& changed = hash[tag + position];
  if (changed == static_cast<std::uint8_t>(right_hash()[tag + position]))
    changed = changed == 'A' ? 'B' : 'A';
  return hash;
}

std::uint32_t verify_hash(Bytes input) {
  return sure(verify_password(as_bytes(kPassword), text_of(input))) ? 1 : 0;
}

// A secret in base64url: always the same, or random.
Input secret_text(Random& random, bool second, std::size_t /*variant*/) {
  Input bytes(kMacSize);
  random.fill(bytes);
  const std::string text = second ? base64url_encode(bytes) : base64url_encode(secret_bytes());
  return {text.begin(), text.end()};
}

std::uint32_t decode_secret(Bytes input) {
  std::array<std::uint8_t, kMacSize> out{};
  const bool decoded = base64url_decode(text_of(input), out).ok();
  return decoded ? out[0] : 0;
}

void add_positions(std::vector<Experiment>& list, const Experiment& each, std::size_t step) {
  for (std::size_t position = 0; position < kMacSize; position += step) {
    Experiment experiment = each;
    experiment.first = "wrong at byte " + std::to_string(position + 1) + " only";
    experiment.variant = position;
    list.push_back(std::move(experiment));
  }
}

}  // namespace

std::vector<Experiment> experiments() {
  const Experiment loop{.name = "Control: a loop that stops at the first difference",
                        .first = "wrong at the last byte only",
                        .second = "random",
                        .control = true,
                        .measurements = 1,
                        .repetitions = 1,
                        .make = wrong_mac,
                        .run = compare_until_different,
                        .variant = kMacSize - 1};
  std::vector<Experiment> list{loop};
  Experiment next = loop;
  next.name = "memcmp of this C library";
  next.control = false;
  next.run = compare_with_memcmp;
  list.push_back(next);

  next.name = "constant_time_equal, 32 bytes";
  next.run = compare;
  list.push_back(next);
  next.first = "right";
  next.make = right_or_random;
  list.push_back(next);

  next.name = "HMAC-SHA256 verified (HmacKey::verify)";
  next.measurements = 4;
  next.run = verify_mac;
  list.push_back(next);
  next.make = wrong_mac;
  add_positions(list, next, 8);

  next.name = "A whole token (Verifier::verify, HS256)";
  next.measurements = 10;
  next.make = wrong_token;
  next.run = verify_token;
  add_positions(list, next, 1);

  next.name = "A password (verify_password, 8 KiB, 1 pass)";
  next.measurements = 20;
  next.make = wrong_hash;
  next.run = verify_hash;
  for (const std::size_t position : {std::size_t{0}, std::size_t{20}, std::size_t{41}}) {
    next.first = "tag wrong at character " + std::to_string(position + 1) + " only";
    next.variant = position;
    list.push_back(next);
  }

  next.name = "A secret decoded (base64url_decode)";
  next.first = "always the same";
  next.measurements = 1;
  next.make = secret_text;
  next.run = decode_secret;
  next.variant = 0;
  list.push_back(next);
  return list;
}

}  // namespace holoband::timing
