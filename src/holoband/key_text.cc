#include "holoband/key_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "holoband/encoding/base64url.h"
#include "holoband/key_encoding.h"

namespace holoband {
namespace {

constexpr char kGone = '\0';
constexpr char kOpaque = '\x80';

struct Fold {
  std::uint32_t first;
  std::uint32_t last;
  char to;
};

// What Unicode calls spaces, dashes, quotation marks and characters that are not seen.
constexpr auto kFolds = std::to_array<Fold>({
    {0x0080, 0x0084, kGone}, {0x0085, 0x0085, ' '},   {0x0086, 0x009F, kGone},
    {0x00A0, 0x00A0, ' '},   {0x00AD, 0x00AD, kGone}, {0x034F, 0x034F, kGone},
    {0x061C, 0x061C, kGone}, {0x1680, 0x1680, ' '},   {0x180E, 0x180E, kGone},
    {0x2000, 0x200A, ' '},   {0x200B, 0x200F, kGone}, {0x2010, 0x2015, '-'},
    {0x2018, 0x201B, '\''},  {0x201C, 0x201F, '"'},   {0x2028, 0x2029, ' '},
    {0x202A, 0x202E, kGone}, {0x202F, 0x202F, ' '},   {0x2043, 0x2043, '-'},
    {0x205F, 0x205F, ' '},   {0x2060, 0x206F, kGone}, {0x2212, 0x2212, '-'},
    {0x3000, 0x3000, ' '},   {0xFE00, 0xFE0F, kGone}, {0xFE58, 0xFE58, '-'},
    {0xFE63, 0xFE63, '-'},   {0xFEFF, 0xFEFF, kGone}, {0xFF0D, 0xFF0D, '-'},
});

char fold_code_point(std::uint32_t code_point) {
  if (code_point == ' ' || (code_point >= '\t' && code_point <= '\r')) return ' ';
  if (code_point < ' ' || code_point == 0x7F) return kGone;
  if (code_point < 0x80) return static_cast<char>(code_point);
  for (const Fold& fold : kFolds) {
    if (code_point >= fold.first && code_point <= fold.last) return fold.to;
  }
  return kOpaque;
}

std::optional<std::uint8_t> hex_value(std::uint8_t character) {
  if (character >= '0' && character <= '9') return static_cast<std::uint8_t>(character - '0');
  const std::uint8_t lower = character | 0x20;
  if (lower < 'a' || lower > 'f') return std::nullopt;
  return static_cast<std::uint8_t>(lower - 'a' + 10);
}

// Folding reads one character after the other, of which each is one or several bytes.
class Folding {
 public:
  explicit Folding(Bytes text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  char next() {
    const std::uint8_t byte = rest_[0];
    if (byte == '\\') return next_escape();
    if (byte == 0xFE || byte == 0xFF) return take(1, kGone);  // the byte order mark of UTF-16
    if (byte >= 0xC2 && byte <= 0xDF) return next_multibyte(2, byte & 0x1FU);
    if (byte >= 0xE0 && byte <= 0xEF) return next_multibyte(3, byte & 0x0FU);
    return take(1, byte < 0x80 ? fold_code_point(byte) : kOpaque);
  }

 private:
  char take(std::size_t size, char result) {
    rest_ = rest_.subspan(size);
    return result;
  }

  // However many backslashes: JSON in a JSON string doubles them.
  char next_escape() {
    const auto after = std::find_if(rest_.begin(), rest_.end(), [](auto b) { return b != '\\'; });
    rest_ = rest_.subspan(static_cast<std::size_t>(after - rest_.begin()));
    if (rest_.empty()) return kGone;
    if (std::string_view("bfnrt").find(static_cast<char>(rest_[0])) != std::string_view::npos) {
      return take(1, ' ');
    }
    if (rest_[0] != 'u' || rest_.size() < 5) return kGone;
    std::uint32_t code_point = 0;
    for (const std::uint8_t character : rest_.subspan(1, 4)) {
      const std::optional<std::uint8_t> digit = hex_value(character);
      if (!digit) return kGone;
      code_point = code_point << 4 | *digit;
    }
    return take(5, fold_code_point(code_point));
  }

  char next_multibyte(std::size_t size, std::uint32_t bits) {
    if (rest_.size() < size) return take(1, kOpaque);
    for (const std::uint8_t byte : rest_.subspan(1, size - 1)) {
      if ((byte & 0xC0) != 0x80) return take(1, kOpaque);
      bits = bits << 6 | (byte & 0x3FU);
    }
    return take(size, fold_code_point(bits));
  }

  Bytes rest_;
};

bool is_letter(char character) {
  const int lower = character | 0x20;
  return lower >= 'a' && lower <= 'z';
}

char to_upper(char character) {
  return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A')
                                              : character;
}

bool follows_dash(std::string_view before) {
  const std::size_t last = before.find_last_not_of(' ');
  return last != std::string_view::npos && before[last] == '-';
}

// names_key looks at the label of an armour line: "PUBLIC KEY", "EC PRIVATE KEY", "PGP PUBLIC KEY
// BLOCK".
bool names_key(std::string_view label, bool any_case) {
  constexpr std::size_t kMaxLabel = 64;
  constexpr std::size_t kMaxPrefix = 16;
  constexpr std::array<std::string_view, 4> kNames{"PUBLICKEY", "PRIVATEKEY", "CERTIFICATE", "PGP"};
  std::array<char, kMaxLabel> buffer{};
  std::size_t size = 0;
  for (const char character : label.substr(0, kMaxLabel)) {
    if (!is_letter(character)) continue;  // whatever stands for the spaces
    buffer[size++] = any_case ? to_upper(character) : character;
  }
  const std::string_view squeezed(buffer.data(), size);
  return std::any_of(kNames.begin(), kNames.end(), [squeezed](std::string_view name) {
    return squeezed.substr(0, kMaxPrefix + name.size()).find(name) != std::string_view::npos;
  });
}

// A line counts in capitals, as it is written, or in any case behind a dash: "begin certificate"
// alone may be prose.
bool is_armour_at(std::string_view folded, std::size_t position, std::string_view mark) {
  const std::string_view here = folded.substr(position, mark.size());
  if (!std::equal(here.begin(), here.end(), mark.begin(), mark.end(),
                  [](char left, char right) { return to_upper(left) == right; })) {
    return false;
  }
  if (position > 0 && is_letter(folded[position - 1])) return false;
  const bool dashed = follows_dash(folded.substr(0, position));
  return (dashed || here == mark) && names_key(folded.substr(position + mark.size()), dashed);
}

// trim takes away the white space and quotation marks around a text.
std::string_view trim(std::string_view folded) {
  constexpr std::string_view kAround = " \"'";
  const std::size_t first = folded.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return folded.substr(first, folded.find_last_not_of(kAround) - first + 1);
}

std::string_view skip_spaces(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

bool is_quote(char character) { return character == '"' || character == '\''; }

char to_base64url(char character) {
  return character == '+' ? '-' : character == '/' ? '_' : character;
}

SecretBytes shrunk(SecretBytes bytes, std::size_t size) {
  bytes.shrink(size);
  return bytes;
}

}  // namespace

SecretBytes fold(Bytes text) {
  SecretBytes folded(text.size());
  std::size_t size = 0;
  for (Folding folding(text); !folding.at_end();) {
    const char character = folding.next();
    if (character != kGone) folded.bytes()[size++] = static_cast<std::uint8_t>(character);
  }
  return shrunk(std::move(folded), size);
}

bool has_armour(std::string_view folded) {
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const char first = to_upper(folded[i]);
    if (first == 'B' && is_armour_at(folded, i, "BEGIN")) return true;
    if (first == 'E' && is_armour_at(folded, i, "END")) return true;
  }
  return false;
}

bool has_openssh_line(std::string_view folded) {
  constexpr std::string_view kStart = "AAAA";  // a length below 2^8 in four bytes
  std::array<char, 20> characters{};
  std::array<std::uint8_t, 15> bytes{};
  for (std::size_t at = folded.find(kStart); at != std::string_view::npos;
       at = folded.find(kStart, at + 1)) {
    const std::string_view head = folded.substr(at, characters.size());
    if (head.size() < characters.size()) return false;
    std::transform(head.begin(), head.end(), characters.begin(), to_base64url);
    if (base64url_decode({characters.data(), characters.size()}, bytes).ok() &&
        is_openssh_key(bytes)) {
      return true;
    }
  }
  return false;
}

bool has_jwk(std::string_view folded) {
  constexpr std::string_view kMember = "kty";
  for (std::size_t at = folded.find(kMember); at != std::string_view::npos;
       at = folded.find(kMember, at + 1)) {
    if (at > 0 && is_letter(folded[at - 1])) continue;
    std::string_view rest = folded.substr(at + kMember.size());
    if (!rest.empty() && is_quote(rest.front())) rest.remove_prefix(1);
    rest = skip_spaces(rest);
    if (!rest.starts_with(':')) continue;
    rest = skip_spaces(rest.substr(1));
    if (!rest.empty() && is_quote(rest.front())) return true;
  }
  return false;
}

SecretBytes decode_base64(std::string_view folded) {
  SecretBytes characters(folded.size());
  std::size_t size = 0;
  bool padded = false;
  for (const char character : trim(folded)) {
    if (character == ' ') continue;
    if (padded && character != '=') return {};
    padded = character == '=';
    if (!padded) characters.bytes()[size++] = static_cast<std::uint8_t>(to_base64url(character));
  }
  const std::string_view text(reinterpret_cast<const char*>(characters.bytes().data()), size);
  SecretBytes decoded(base64url_decoded_size(size));
  return base64url_decode(text, decoded.bytes()).ok() ? std::move(decoded) : SecretBytes();
}

SecretBytes decode_hex(std::string_view folded) {
  SecretBytes decoded(folded.size());
  std::size_t digits = 0;
  for (const char character : trim(folded)) {
    if (character == ' ' || character == ':') continue;
    const std::optional<std::uint8_t> digit = hex_value(static_cast<std::uint8_t>(character));
    if (!digit) return {};
    std::uint8_t& byte = decoded.bytes()[digits++ / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | *digit);
  }
  return digits % 2 == 0 ? shrunk(std::move(decoded), digits / 2) : SecretBytes();
}

}  // namespace holoband
