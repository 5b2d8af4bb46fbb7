#include "support/token_mutator.h"

#include <optional>
#include <string_view>
#include <utility>

#include "holoband/encoding/base64url.h"
#include "holoband/jws.h"
#include "support/json_mutator.h"
#include "support/samples.h"
#include "support/tokens.h"

namespace holoband::fuzz {
namespace {

constexpr std::size_t kRoom = 32;

// Segments are those of a header and a payload; what they decode to is known where they are canonical.
struct Segments {
  std::string header;
  std::string payload;
};

std::string header_for(const Key& key) {
  std::string header = R"({"alg":")" + std::string(key.algorithm().name) + R"(","typ":"JWT")";
  if (key.is_named()) header += R"(,"kid":")" + std::string(key.kid()) + '"';
  return header + '}';
}

Segments sample(std::span<const Key> keys, Random& random) {
  const auto& claims = sample_claims();
  return {test::encode(header_for(keys[below(keys.size(), random)])),
          test::encode(claims[below(claims.size(), random)])};
}

std::optional<std::string> decoded(std::string_view segment) {
  std::string text;
  if (!decode_segment(segment, part::kPayload, text).ok()) return std::nullopt;
  return text;
}

void mutate_segment(std::string& segment, Random& random) {
  std::optional<std::string> text = decoded(segment);
  if (text && below(8, random) != 0) {
    segment = test::encode(mutate_json(*std::move(text), random));
  } else {
    segment = mutate_bytes(std::move(segment), kRoom);
  }
}

const Key& key_for(const Segments& segments, std::span<const Key> keys, Random& random) {
  const std::string header = decoded(segments.header).value_or("");
  for (const Key& key : keys) {
    const std::string name = '"' + std::string(key.algorithm().name) + '"';
    if (header.find(name) != std::string::npos && below(16, random) != 0) return key;
  }
  return keys[below(keys.size(), random)];
}

}  // namespace

std::size_t mutate_token_input(std::uint8_t* data, std::size_t size, std::size_t max_size,
                               unsigned int seed, std::span<const Key> keys) {
  Random random(seed);
  std::string token(data, data + size);
  CompactJws parts;
  Segments segments;
  if (size < 2 || below(64, random) == 0) {
    segments = sample(keys, random);
  } else if (!split_compact(token, parts).ok() || below(6, random) == 0) {
    return replace_input(mutate_bytes(std::move(token), kRoom), data, max_size);
  } else {
    segments = {std::string(parts.header), std::string(parts.payload)};
    mutate_segment(below(2, random) == 0 ? segments.header : segments.payload, random);
  }
  const Key& key = key_for(segments, keys, random);
  return replace_input(test::sign_segments(key, segments.header, segments.payload), data, max_size);
}

}  // namespace holoband::fuzz
