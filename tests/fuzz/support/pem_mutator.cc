#include "support/pem_mutator.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "holoband/bytes.h"
#include "holoband/encoding/base64url.h"
#include "holoband/encoding/der.h"
#include "support/json_mutator.h"

namespace holoband::fuzz {
namespace {

constexpr std::size_t kRoom = 32;
constexpr int kDeepest = 16;

constexpr auto kLabels = std::to_array<std::string_view>(
    {"PUBLIC KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PUBLIC KEY", "RSA PRIVATE KEY",
     "EC PRIVATE KEY", "CERTIFICATE", "EC PARAMETERS"});

// Node is one element of DER, with those inside it where there are any.
struct Node {
  std::uint8_t tag = 0;
  std::string content;
  std::vector<Node> inside;
};

bool may_hold_elements(der::Tag tag) {
  return tag == der::Tag::kOctetString || (static_cast<unsigned>(tag) & 0x20U) != 0;
}

std::optional<std::vector<Node>> read(Bytes bytes, int depth) {
  if (depth > kDeepest) return std::nullopt;
  der::Reader reader(bytes);
  std::vector<Node> nodes;
  while (!reader.at_end()) {
    const der::Element element = reader.next();
    if (!reader.ok()) return std::nullopt;
    Node node{static_cast<std::uint8_t>(element.tag),
              std::string(element.content.begin(), element.content.end()),
              {}};
    if (may_hold_elements(element.tag) && !element.content.empty())
      node.inside = read(element.content, depth + 1).value_or(std::vector<Node>());
    nodes.push_back(std::move(node));
  }
  return nodes;
}

std::string written(const std::vector<Node>& nodes) {
  std::string all;
  for (const Node& node : nodes) {
    const std::string content = node.inside.empty() ? node.content : written(node.inside);
    const SecretBytes element = der::element(static_cast<der::Tag>(node.tag), {as_bytes(content)});
    all.append(element.bytes().begin(), element.bytes().end());
  }
  return all;
}

void collect(std::vector<Node>& nodes, std::vector<std::vector<Node>*>& lists) {
  lists.push_back(&nodes);
  for (Node& node : nodes) {
    if (!node.inside.empty()) collect(node.inside, lists);
  }
}

void mutate_nodes(std::vector<Node>& root, Random& random) {
  std::vector<std::vector<Node>*> lists;
  collect(root, lists);
  std::vector<Node>& list = *lists[below(lists.size(), random)];
  const std::size_t at = below(list.size(), random);
  switch (below(6, random)) {
    case 0:
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 1: {
      Node copy = list[at];
      list.push_back(std::move(copy));
      break;
    }
    case 2:
      list[at].tag = static_cast<std::uint8_t>(below(256, random));
      break;
    default:
      if (!list[at].inside.empty()) list[at].content = written(list[at].inside);
      list[at].content = mutate_bytes(std::move(list[at].content), kRoom);
      list[at].inside.clear();
      break;
  }
}

std::string mutate_der(std::string der, Random& random) {
  auto nodes = read(as_bytes(der), 0);
  if (!nodes || nodes->empty() || below(4, random) == 0) return mutate_bytes(std::move(der), kRoom);
  mutate_nodes(*nodes, random);
  return written(*nodes);
}

std::string label_of(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  const std::size_t begin = pem.find(kBegin);
  if (begin == std::string_view::npos) return "";
  const std::string_view rest = pem.substr(begin + kBegin.size());
  return std::string(rest.substr(0, rest.find("-----")));
}

std::string mutate_pem(std::string pem, Random& random) {
  std::string der = decode_pem(pem);
  if (der.empty() || below(4, random) == 0) return mutate_bytes(std::move(pem), kRoom);
  if (below(8, random) == 0) return encode_pem(kLabels[below(kLabels.size(), random)], der);
  return encode_pem(label_of(pem), mutate_der(std::move(der), random));
}

}  // namespace

std::string decode_pem(std::string_view pem) {
  constexpr std::string_view kDashes = "-----";
  const std::size_t label = pem.find(kDashes);
  if (label == std::string_view::npos) return "";
  const std::size_t begin = pem.find(kDashes, label + kDashes.size());
  if (begin == std::string_view::npos) return "";
  std::string base64;
  for (const char character : pem.substr(begin + kDashes.size())) {
    if (character == '-') break;
    if (std::string_view(" \t\r\n=").find(character) != std::string_view::npos) continue;
    base64 += character == '+' ? '-' : character == '/' ? '_' : character;
  }
  std::string der(base64url_decoded_size(base64.size()), '\0');
  const MutableBytes room{reinterpret_cast<std::uint8_t*>(der.data()), der.size()};
  return base64url_decode(base64, room).ok() ? der : "";
}

std::string encode_pem(std::string_view label, std::string_view der) {
  std::string base64 = base64url_encode(as_bytes(der));
  for (char& character : base64)
    character = character == '-' ? '+' : character == '_' ? '/' : character;
  while (base64.size() % 4 != 0) base64 += '=';
  std::string pem = "-----BEGIN " + std::string(label) + "-----\n";
  return pem.append(base64).append("\n-----END ").append(label).append("-----\n");
}

std::size_t mutate_pem_input(std::uint8_t* data, std::size_t size, std::size_t max_size,
                             unsigned int seed, std::span<const std::string_view> samples,
                             std::size_t options) {
  Random random(seed);
  std::string text(data, data + size);
  if (size < options + 2) {
    text = std::string(samples[below(samples.size(), random)]) + random_bytes(options, random);
    return replace_input(text, data, max_size);
  }
  std::string behind = text.substr(size - options);
  text.resize(size - options);
  if (below(4, random) == 0) {
    behind[below(options, random)] = static_cast<char>(below(256, random));
  } else {
    text = mutate_pem(std::move(text), random);
  }
  text.resize(std::min(text.size(), max_size - options));
  return replace_input(text + behind, data, max_size);
}

}  // namespace holoband::fuzz
