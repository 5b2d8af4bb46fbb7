#include "holoband/phc.h"

#include <algorithm>
#include <limits>

#include "holoband/encoding/base64url.h"

namespace holoband {
namespace {

constexpr std::string_view kPrefix = "$argon2id$v=19$m=";
constexpr std::size_t kMinSalt = 8;
constexpr std::size_t kMinTag = 16;
constexpr std::size_t kMaxEncoded = base64url_encoded_size(PhcBytes::kMaxSize);

// Reader takes text from the front of what is left.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  bool number(std::uint32_t& value) {
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint32_t>::max();
    const std::string_view digits = take(rest_.find_first_not_of("0123456789"));
    if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return false;
    std::uint64_t number = 0;
    for (const char digit : digits) {
      number = std::min(kMax, number * 10 + static_cast<std::uint64_t>(digit - '0'));
    }
    value = static_cast<std::uint32_t>(number);
    return true;
  }

  // The PHC format uses the standard alphabet. It is base64url in every other respect.
  bool base64(PhcBytes& bytes, std::size_t min_size) {
    std::array<char, kMaxEncoded> url{};
    const std::string_view text = take(rest_.find('$'));
    if (text.size() > url.size() || text.find_first_of("-_") != std::string_view::npos)
      return false;
    std::transform(text.begin(), text.end(), url.begin(), [](char character) {
      return character == '+' ? '-' : character == '/' ? '_' : character;
    });
    PhcBytes decoded(base64url_decoded_size(text.size()));
    if (decoded.size() < min_size) return false;
    bytes = decoded;
    return base64url_decode({url.data(), text.size()}, bytes.bytes()).ok();
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view take(std::size_t end) {
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view rest_;
};

std::string base64(Bytes bytes) {
  std::string text = base64url_encode(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return text;
}

}  // namespace

std::optional<PhcHash> parse_phc(std::string_view text) {
  Reader reader(text);
  PhcHash hash;
  const bool well_formed = reader.skip(kPrefix) && reader.number(hash.cost.memory_kib) &&
                           reader.skip(",t=") && reader.number(hash.cost.passes) &&
                           reader.skip(",p=") && reader.number(hash.cost.lanes) &&
                           reader.skip("$") && reader.base64(hash.salt, kMinSalt) &&
                           reader.skip("$") && reader.base64(hash.tag, kMinTag) && reader.at_end();
  if (!well_formed) return std::nullopt;
  return hash;
}

std::string write_phc(const PhcHash& hash) {
  std::string text(kPrefix);
  text.append(std::to_string(hash.cost.memory_kib));
  text.append(",t=").append(std::to_string(hash.cost.passes));
  text.append(",p=").append(std::to_string(hash.cost.lanes));
  text.append("$").append(base64(hash.salt.bytes()));
  return text.append("$").append(base64(hash.tag.bytes()));
}

}  // namespace holoband
