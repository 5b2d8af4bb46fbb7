#include "support/json_mutator.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "holoband/bytes.h"
#include "holoband/encoding/base64url.h"
#include "support/nlohmann.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace holoband::fuzz {
namespace {

constexpr std::size_t kRoom = 64;

// Names that some rule looks for.
constexpr auto kNames = std::to_array<std::string_view>(
    {"alg", "typ", "kid", "crit", "b64", "jwk", "jku", "x5c",     "iss", "sub", "aud",  "exp",
     "nbf", "iat", "jti", "sid",  "gen", "kty", "crv", "x",       "y",   "n",   "e",    "d",
     "p",   "q",   "dp",  "dq",   "qi",  "oth", "use", "key_ops", "k",   "pub", "priv", "keys"});

Json strange_value(Random& random) {
  static const std::vector<Json> kValues{nullptr,
                                         true,
                                         false,
                                         0,
                                         -1,
                                         1,
                                         1.5,
                                         -0.0,
                                         1e308,
                                         1767225600,
                                         1767229200.5,
                                         9007199254740991,
                                         "",
                                         "a",
                                         "JWT",
                                         "none",
                                         "HS256",
                                         "https://issuer.example",
                                         "https://api.example",
                                         Json::array(),
                                         Json::array({"a"}),
                                         Json::array({1, nullptr}),
                                         Json::object()};
  return kValues[below(kValues.size(), random)];
}

void collect(Json& value, std::vector<Json*>& all) {
  constexpr std::size_t kMost = 1000;
  if (all.size() >= kMost) return;
  all.push_back(&value);
  if (!value.is_structured()) return;
  for (Json& inner : value) collect(inner, all);
}

// Binary values are base64url, which bytes changed at random seldom are.
void mutate_string(Json& value, Random& random) {
  auto& text = *value.get_ptr<Json::string_t*>();
  std::string bytes(base64url_decoded_size(text.size()), '\0');
  const MutableBytes room{reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()};
  if (below(2, random) == 0 && base64url_decode(text, room).ok()) {
    text = base64url_encode(as_bytes(mutate_bytes(std::move(bytes), kRoom)));
  } else {
    text = mutate_bytes(std::move(text), kRoom);
  }
}

void mutate_number(Json& value, Random& random) {
  const double number = value.get<double>();
  const std::array<double, 6> others{number + 1, number - 1, number / 2,
                                     number * 2, -number,    number + 0.25};
  value = others[below(others.size(), random)];
}

void mutate_members(Json& object, Random& random) {
  const auto name = std::string(kNames[below(kNames.size(), random)]);
  if (object.empty() || below(3, random) == 0) {
    object[name] = strange_value(random);
    return;
  }
  const auto place =
      std::next(object.begin(), static_cast<std::ptrdiff_t>(below(object.size(), random)));
  Json value = std::move(place.value());
  object.erase(place);
  if (below(2, random) == 0) object[name] = std::move(value);
}

void mutate_elements(Json& array, Random& random) {
  if (array.empty() || below(2, random) == 0) {
    array.push_back(array.empty() ? strange_value(random) : array[below(array.size(), random)]);
  } else {
    array.erase(below(array.size(), random));
  }
}

void mutate_value(Json& root, Random& random) {
  std::vector<Json*> all;
  collect(root, all);
  Json& value = *all[below(all.size(), random)];
  const std::size_t choice = below(6, random);
  if (choice == 0 || value.is_null() || value.is_boolean()) {
    value = strange_value(random);
  } else if (choice == 1) {
    Json copy = *all[below(all.size(), random)];
    value = std::move(copy);
  } else if (value.is_string()) {
    mutate_string(value, random);
  } else if (value.is_number()) {
    mutate_number(value, random);
  } else if (value.is_object()) {
    mutate_members(value, random);
  } else {
    mutate_elements(value, random);
  }
}

}  // namespace

std::size_t below(std::size_t limit, Random& random) { return random() % limit; }

std::string mutate_bytes(std::string text, std::size_t room) {
  const std::size_t size = text.size();
  text.resize(size + room);
  auto* const data = reinterpret_cast<std::uint8_t*>(text.data());
  text.resize(LLVMFuzzerMutate(data, size, text.size()));
  return text;
}

std::string mutate_json(std::string text, Random& random) {
  Json root = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded() || below(4, random) == 0) return mutate_bytes(std::move(text), kRoom);
  mutate_value(root, random);
  return root.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::size_t replace_input(std::string_view text, std::uint8_t* data, std::size_t max_size) {
  const std::size_t size = std::min(text.size(), max_size);
  std::copy_n(text.begin(), size, data);
  return size;
}

std::string random_bytes(std::size_t size, Random& random) {
  std::string bytes;
  while (bytes.size() < size) bytes += static_cast<char>(below(256, random));
  return bytes;
}

std::size_t mutate_json_input(std::uint8_t* data, std::size_t size, std::size_t max_size,
                              unsigned int seed, std::span<const std::string> samples,
                              std::size_t options) {
  Random random(seed);
  std::string text(data, data + size);
  if (size < options + 2) {
    text = samples[below(samples.size(), random)] + random_bytes(options, random);
    return replace_input(text, data, max_size);
  }
  std::string behind = text.substr(size - options);
  text.resize(size - options);
  if (options > 0 && below(4, random) == 0) {
    behind[below(options, random)] = static_cast<char>(below(256, random));
  } else {
    text = mutate_json(std::move(text), random);
  }
  text.resize(std::min(text.size(), max_size - options));
  return replace_input(text + behind, data, max_size);
}

}  // namespace holoband::fuzz
