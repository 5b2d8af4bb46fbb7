// HeaderMemo: the headers of tokens that were good. Issuers repeat their headers in every token, so a segment that was
// decoded and judged once need not be again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "holoband/jws.h"
#include "holoband/key.h"

namespace holoband {

// KnownHeader is a header that passed every rule, with the key that it selected.
struct KnownHeader {
  std::string segment;
  std::string json;
  JoseHeader header;
  Key key;
  std::uint32_t serial = 0;  // of all headers that its memo ever kept
};

// HeaderMemo can be moved, but not copied. A header that it returns stays where it is until the next `add`.
class HeaderMemo {
 public:
  // More than the keys of any set in use have headers. Beyond it the memo begins anew.
  static constexpr std::size_t kCapacity = 256;

  // find returns the header whose segment is exactly this one, or nullptr.
  [[nodiscard]] KnownHeader* find(std::string_view segment);

  // add keeps the header of a token whose signature is right, which nobody can fill the memo with but who has the key.
  // Its serial is given here.
  [[nodiscard]] KnownHeader& add(KnownHeader header);

 private:
  std::unordered_map<std::string_view, std::unique_ptr<KnownHeader>> headers_;
  KnownHeader* last_ = nullptr;
  std::uint32_t last_serial_ = 0;
};

}  // namespace holoband
