#include "conformance.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/hex.h"
#include "source.h"

// As in the library, whose sources would otherwise see another nlohmann/json.
#define JSON_NO_IO 1
#define JSON_USE_IMPLICIT_CONVERSIONS 0
#include <nlohmann/json.hpp>

namespace holoband::test {
namespace {

using Json = nlohmann::ordered_json;

const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(const Json* value) {
  const auto* text = value == nullptr ? nullptr : value->get_ptr<const Json::string_t*>();
  return text == nullptr ? std::string() : *text;
}

std::optional<double> number_of(const Json* value) {
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->get<double>();
}

std::string json_of(const Json* value) { return value == nullptr ? std::string() : value->dump(); }

// list_of reads a string as a list of one.
std::vector<std::string> list_of(const Json* value) {
  std::vector<std::string> list;
  if (value == nullptr) return list;
  if (value->is_string()) return {text_of(value)};
  for (const Json& item : *value) list.push_back(text_of(&item));
  return list;
}

// expand puts a token together: {"$repeat": [text, count]} and {"$concat": [token, …]}.
std::optional<std::string> expand(const Json& token) {
  if (token.is_string()) return text_of(&token);
  std::string text;
  if (const Json* repeat = member(token, "$repeat")) {
    const auto count = static_cast<std::size_t>(number_of(&(*repeat)[1]).value_or(0));
    for (std::size_t i = 0; i < count; ++i) text += text_of(&(*repeat)[0]);
    return text;
  }
  const Json* parts = member(token, "$concat");
  if (parts == nullptr) return std::nullopt;
  for (const Json& part : *parts) {
    const std::optional<std::string> more = expand(part);
    if (!more) return std::nullopt;
    text += *more;
  }
  return text;
}

VectorCase read_case(const Json& json) {
  VectorCase vector;
  vector.id = text_of(member(json, "id"));
  vector.expect = text_of(member(json, "expect"));
  vector.jws = text_of(member(json, "level")) == "jws";
  if (const Json* token = member(json, "token")) vector.token = expand(*token);
  vector.jwk = json_of(member(json, "jwk"));
  vector.jwks = json_of(member(json, "jwks"));
  vector.pem = text_of(member(json, "pem"));
  if (const Json* secret = member(json, "secretBase64url")) vector.secret = text_of(secret);
  const Json* policy = member(json, "policy");
  if (policy == nullptr) return vector;
  vector.algorithms = list_of(member(*policy, "algorithms"));
  vector.issuers = list_of(member(*policy, "issuer"));
  vector.audiences = list_of(member(*policy, "audience"));
  vector.types = list_of(member(*policy, "typ"));
  vector.now = number_of(member(*policy, "now"));
  vector.tolerance = number_of(member(*policy, "clockToleranceS")).value_or(0);
  return vector;
}

PrimitiveCase read_primitive(const Json& json) {
  PrimitiveCase primitive;
  primitive.id = text_of(member(json, "id"));
  primitive.expect = text_of(member(json, "expect"));
  primitive.algorithm = text_of(member(json, "alg"));
  primitive.message = text_of(member(json, "msgHex"));
  primitive.signature = text_of(member(json, "sigHex"));
  const Json* jwk = member(json, "jwk");
  primitive.jwk = json_of(jwk);
  if (jwk == nullptr) return primitive;
  for (const auto& item : jwk->items()) primitive.members[item.key()] = text_of(&item.value());
  return primitive;
}

// The two collections call the same things by other names, and one of them has text for messages.
Ed25519Case read_ed25519(const Json& json) {
  Ed25519Case vector;
  vector.flags = list_of(member(json, "flags"));
  const bool is_text = member(json, "msg") != nullptr;
  const std::string message = text_of(member(json, is_text ? "msg" : "message"));
  const std::vector<std::uint8_t> bytes = is_text ? std::vector<std::uint8_t>() : unhex(message);
  vector.message =
      is_text ? message : std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  vector.key = text_of(member(json, is_text ? "key" : "pub_key"));
  vector.signature = text_of(member(json, is_text ? "sig" : "signature"));
  return vector;
}

// load reads a list of cases, alone in the file or as its member "cases".
template <class Case, class Read>
std::vector<Case> load(const std::string& path, Read read) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  std::vector<Case> cases;
  const Json* list = json.is_array() ? &json : member(json, "cases");
  if (list == nullptr) return cases;
  for (const Json& item : *list) cases.push_back(read(item));
  return cases;
}

}  // namespace

std::optional<std::string> vectors_folder() {
  const char* shared = std::getenv("HOLOBAND_SHARED");
  const std::filesystem::path base =
      shared != nullptr ? std::filesystem::path(shared) : source_root() / ".." / "shared";
  const std::filesystem::path folder = base / "conformance" / "data";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) return std::nullopt;
  return folder.string();
}

std::vector<VectorCase> load_vectors(const std::string& path) {
  return load<VectorCase>(path, read_case);
}

std::vector<PrimitiveCase> load_primitives(const std::string& path) {
  return load<PrimitiveCase>(path, read_primitive);
}

std::vector<Ed25519Case> load_ed25519(const std::string& path) {
  return load<Ed25519Case>(path, read_ed25519);
}

bool has_vectors() {
  if (vectors_folder()) return true;
  const char* ci = std::getenv("CI");
  EXPECT_NE(std::string(ci == nullptr ? "" : ci), "true") << "the vectors must be there in CI";
  return false;
}

}  // namespace holoband::test
