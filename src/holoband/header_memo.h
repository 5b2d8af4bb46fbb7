// HeaderMemo: the headers of tokens that were good. Issuers repeat their headers in every token, so a segment that was
// decoded and judged once need not be again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/jws.h"
#include "holoband/key.h"
#include "holoband/text_index.h"

namespace holoband {

// KnownHeader is a header that passed every rule, with the key that it selected.
struct KnownHeader {
  std::string json;
  JoseHeader header;
  Key key;
  std::uint32_t serial = 0;  // of all headers that its memo ever kept
  KeyMemo memo = {};         // of the tokens with this header
};

// HeaderMemo can be moved, but not copied. A header that it returns stays where it is until the next `add`.
class HeaderMemo {
 public:
  // find returns the header whose segment is exactly this one, or nullptr.
  [[nodiscard]] KnownHeader* find(std::string_view segment);

  // add keeps the header of a token whose signature is right: nobody can fill the memo but who has the key. Its serial
  // is given here.
  KnownHeader& add(std::string_view segment, KnownHeader header);

 private:
  TextIndex segments_;
  std::vector<KnownHeader> headers_;  // at the positions of their segments
};

}  // namespace holoband
