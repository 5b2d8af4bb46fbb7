#include "settings.h"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

namespace gate {
namespace {

// A set of keys is a few kilobytes; anything much longer is another file.
constexpr std::streamoff kMaxJwksBytes = 1 << 20;

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::string required(const char* name, const char* example) {
  if (auto value = variable(name)) return *std::move(value);
  throw SettingError(std::string(name) + " is not set. It takes a value such as " + example + ".");
}

double read_ttl() {
  const std::string text = variable("TTL").value_or("900");
  int seconds = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || stop != end || seconds < 1)
    throw SettingError("TTL takes a whole number of seconds.");
  return seconds;
}

std::vector<std::string> read_algorithms() {
  std::istringstream words(variable("ALGORITHMS").value_or("Ed25519"));
  std::vector<std::string> algorithms;
  for (std::string word; words >> word;) algorithms.push_back(word);
  return algorithms;
}

// Straight into memory that wipes itself: a std::string would leave copies behind.
holoband::SecretBytes read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? std::streamoff(file.tellg()) : -1;
  if (size < 0 || size > kMaxJwksBytes)
    throw SettingError("JWKS_FILE: there is no such file of keys.");
  holoband::SecretBytes bytes(static_cast<std::size_t>(size));
  file.seekg(0);
  if (!file.read(reinterpret_cast<char*>(bytes.bytes().data()), size))
    throw SettingError("JWKS_FILE: the file cannot be read.");
  return bytes;
}

}  // namespace

Settings read_settings() {
  return Settings{
      .issuer = required("ISSUER", "https://auth.example"),
      .audience = required("AUDIENCE", "https://api.example"),
      .algorithms = read_algorithms(),
      .ttl = read_ttl(),
      .jwks = read_file(required("JWKS_FILE", "keys.jwks")),
  };
}

}  // namespace gate
