#include "holoband/header_memo.h"

#include <utility>

namespace holoband {

KnownHeader* HeaderMemo::find(std::string_view segment) {
  if (last_ != nullptr && last_->segment == segment) return last_;
  const auto found = headers_.find(segment);
  if (found == headers_.end()) return nullptr;
  last_ = found->second.get();
  return last_;
}

KnownHeader& HeaderMemo::add(KnownHeader header) {
  if (headers_.size() >= kCapacity) headers_.clear();
  header.serial = ++last_serial_;
  auto kept = std::make_unique<KnownHeader>(std::move(header));
  last_ = kept.get();
  headers_.insert_or_assign(last_->segment, std::move(kept));
  return *last_;
}

}  // namespace holoband
