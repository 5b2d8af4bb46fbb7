#include "holoband/header_memo.h"

#include <utility>

namespace holoband {

KnownHeader* HeaderMemo::find(std::string_view segment) {
  const std::optional<std::size_t> position = segments_.find(segment);
  return position ? &headers_[*position] : nullptr;
}

KnownHeader& HeaderMemo::add(std::string_view segment, KnownHeader header) {
  const std::size_t position = segments_.add(segment);
  if (position == 0) headers_.clear();
  header.serial = segments_.serial(position);
  return headers_.emplace_back(std::move(header));
}

}  // namespace holoband
