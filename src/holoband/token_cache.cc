#include "holoband/token_cache.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include "holoband/bytes.h"
#include "holoband/encoding/word.h"
#include "holoband/secret.h"

namespace holoband {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kFirstCapacity = 16;
constexpr std::size_t kLongestBucket = 8;

// signature_tag returns the first eight characters of a token's signature, or 0 where it has not so
// many. They are as good as random for every algorithm there is; the last ones are not.
std::uint64_t signature_tag(std::string_view token) {
  const std::size_t start = token.rfind('.') + 1;
  return token.size() - start < kWordSize ? 0 : load_word(token.data() + start);
}

// has_room tells whether there is so much memory. Without it operator new would end the program,
// and no token is worth that.
bool has_room(std::size_t size) {
  if (size == 0) return true;
  // NOLINTBEGIN(cppcoreguidelines-no-malloc): operator new cannot be asked
  void* volatile const memory = std::malloc(size);
  std::free(memory);
  // NOLINTEND(cppcoreguidelines-no-malloc)
  return memory != nullptr;
}

constexpr std::size_t round_up(std::size_t size, std::size_t step) {
  return (size + step - 1) / step * step;
}

// Room is what one entry takes. It is rounded, so that the room of a token that goes is often right
// for the one that comes: giving memory back and taking it again would cost more than the copying.
struct Room {
  explicit Room(const TokenCache::Accepted& accepted)
      : text(round_up(
            accepted.token.size() + accepted.header_json.size() + accepted.claims_json.size(), 64)),
        members(round_up(accepted.claims.members().size(), 4)) {}

  [[nodiscard]] std::size_t memory() const {
    return sizeof(TokenCache::Entry) + sizeof(std::uint32_t) + text +
           members * sizeof(json::Member);
  }

  std::size_t text;
  std::size_t members;
};

std::string_view append(char*& end, std::string_view text) {
  std::copy(text.begin(), text.end(), end);
  return {std::exchange(end, end + text.size()), text.size()};
}

}  // namespace

Outcome check_cache_limits(const TokenCacheLimits& limits) {
  if (limits.max_tokens < 1 || limits.max_tokens > kLargestMaxTokens)
    return failure(ErrorCode::kOptionRange, "max");
  const bool sensible =
      limits.max_bytes >= kSmallestMaxCacheBytes && limits.max_bytes <= kLargestMaxCacheBytes;
  return sensible ? success() : failure(ErrorCode::kOptionRange, "maxBytes");
}

TokenCache::TokenCache(const TokenCacheLimits& limits)
    : limits_(limits), newest_(kNone), oldest_(kNone), free_(kNone) {}

const TokenCache::Entry* TokenCache::find(std::string_view token) {
  dropped_.clear();
  const std::uint64_t tag = signature_tag(token);
  if (size_ == 0 || tag == 0) return nullptr;
  for (std::uint32_t slot = bucket_of(tag); slot != kNone; slot = entries_[slot].next) {
    const Entry& entry = entries_[slot];
    // The tag is compared as a whole, and the rest without a hint at where it differs: a signature
    // cannot be guessed piece by piece.
    if (entry.tag != tag || !constant_time_equal(as_bytes(entry.token), as_bytes(token))) continue;
    if (slot != newest_) {
      unlink(entry);
      link_as_newest(slot);
    }
    return &entry;
  }
  return nullptr;
}

void TokenCache::insert(const Accepted& accepted) {
  const std::uint64_t tag = signature_tag(accepted.token);
  const Room room(accepted);
  const std::size_t memory = room.memory();
  if (tag == 0 || memory > limits_.max_bytes) return;
  if (!accepted.claims.has_plain_names(accepted.claims_json)) return;

  Entry entry;
  while (size_ == limits_.max_tokens || bytes_ + memory > limits_.max_bytes) {
    entry = drop_slot(oldest_);
  }
  if (entry.memory != memory || entry.claims.members().capacity() != room.members) {
    if (!has_room(memory)) return;
    entry = Entry();
    entry.text = std::make_unique<char[]>(room.text);
  }
  const std::uint32_t slot = take_slot();
  if (slot == kNone) return;
  drop_last_of_long_bucket(tag);

  char* end = entry.text.get();
  entry.token = append(end, accepted.token);
  entry.header_json = append(end, accepted.header_json);
  entry.claims_json = append(end, accepted.claims_json);
  entry.claims.adopt(accepted.claims, accepted.claims_json, entry.claims_json, room.members);
  if (++last_serial_ == 0) ++last_serial_;
  entry.place = {.slot = slot, .serial = last_serial_};
  entry.memory = memory;
  entry.tag = tag;
  entry.next = std::exchange(bucket_of(tag), slot);
  entries_[slot] = std::move(entry);
  link_as_newest(slot);
  bytes_ += memory;
  ++size_;
}

void TokenCache::drop(const Entry& entry) { drop_slot(entry.place.slot); }

// Fibonacci hashing: every character of the tag has a say in the upper bits of the product.
std::uint32_t& TokenCache::bucket_of(std::uint64_t tag) const {
  return buckets_[static_cast<std::size_t>((tag * 0x9E3779B97F4A7C15U) >> bucket_shift_)];
}

// A bucket gets long by accident next to never. Whoever has the key could make one so, and then
// finds fewer of his tokens remembered.
void TokenCache::drop_last_of_long_bucket(std::uint64_t tag) {
  std::size_t length = 0;
  std::uint32_t last = kNone;
  for (std::uint32_t slot = bucket_of(tag); slot != kNone; slot = entries_[slot].next) {
    last = slot;
    ++length;
  }
  if (length >= kLongestBucket) drop_slot(last);
}

// drop_slot returns what was in the slot, for its memory to be used again or given back.
TokenCache::Entry TokenCache::drop_slot(std::uint32_t slot) {
  Entry& entry = entries_[slot];
  std::uint32_t* link = &bucket_of(entry.tag);
  while (*link != slot) link = &entries_[*link].next;
  *link = entry.next;
  unlink(entry);
  bytes_ -= entry.memory;
  --size_;
  dropped_.push_back(slot);
  Entry dropped = std::exchange(entry, Entry());
  entry.next = std::exchange(free_, slot);
  return dropped;
}

void TokenCache::link_as_newest(std::uint32_t slot) {
  entries_[slot].newer = kNone;
  entries_[slot].older = std::exchange(newest_, slot);
  if (entries_[slot].older == kNone) {
    oldest_ = slot;
  } else {
    entries_[entries_[slot].older].newer = slot;
  }
}

void TokenCache::unlink(const Entry& entry) {
  (entry.newer == kNone ? newest_ : entries_[entry.newer].older) = entry.older;
  (entry.older == kNone ? oldest_ : entries_[entry.older].newer) = entry.newer;
}

std::uint32_t TokenCache::take_slot() {
  if (free_ != kNone) return std::exchange(free_, entries_[free_].next);
  if (used_ == capacity_ && !grow()) return kNone;
  return static_cast<std::uint32_t>(used_++);
}

bool TokenCache::grow() {
  const std::size_t capacity =
      std::min(limits_.max_tokens, std::max(kFirstCapacity, 2 * capacity_));
  const auto bits = std::max(1U, static_cast<unsigned>(std::bit_width(capacity - 1)));
  const std::size_t buckets = std::size_t{1} << bits;
  if (!has_room(capacity * sizeof(Entry) + buckets * sizeof(std::uint32_t))) return false;
  auto entries = std::make_unique<Entry[]>(capacity);
  std::move(entries_.get(), entries_.get() + used_, entries.get());
  entries_ = std::move(entries);
  capacity_ = capacity;
  buckets_ = std::make_unique<std::uint32_t[]>(buckets);
  std::fill_n(buckets_.get(), buckets, kNone);
  bucket_shift_ = 64 - bits;
  // Nothing is free, or there would be no need to grow.
  for (std::uint32_t slot = 0; slot < used_; ++slot) {
    entries_[slot].next = std::exchange(bucket_of(entries_[slot].tag), slot);
  }
  return true;
}

}  // namespace holoband
