// TokenCache: what a verifier remembers of the tokens that passed every rule.
//
// It remembers that exactly these bytes were a good token, and nothing that can become wrong: time and policy are for
// the verifier to judge again. A token is found by the first characters of its own signature and known by all of its
// bytes. Only a holder of the signing key can make two good tokens that begin their signatures alike, so what is
// looked through stays short without a hash function; and it is bounded, for him as well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "holoband/error.h"
#include "holoband/json/scanner.h"

namespace holoband {

// TokenCacheLimits bound a cache. Whichever is reached first, the token goes that was used the longest ago.
struct TokenCacheLimits {
  std::size_t max_tokens = 0;
  std::size_t max_bytes = 0;  // of the tokens, what they decode to, and the cache's own notes
};

inline constexpr std::size_t kLargestMaxTokens = std::size_t{1} << 20;
inline constexpr std::size_t kSmallestMaxCacheBytes = 1024;
inline constexpr std::size_t kLargestMaxCacheBytes = std::size_t{1} << 30;
// For each token there may be, where nothing else is said.
inline constexpr std::size_t kDefaultCacheBytesPerToken = 2048;

// check_cache_limits fails with kOptionRange where a limit is out of range; `detail` is "max" or "maxBytes".
[[nodiscard]] Outcome check_cache_limits(const TokenCacheLimits& limits);

// CachePlace is where a cache keeps a token, for callers that keep what they made of it. The serial
// is another one whenever a slot is filled; 0 means that the token is not remembered.
struct CachePlace {
  std::uint32_t slot = 0;
  std::uint32_t serial = 0;
};

class TokenCache {
 public:
  // Entry is a remembered token, good until the next call of insert or drop.
  struct Entry {
    std::string_view token;
    std::string_view header_json;
    std::string_view claims_json;
    json::Scanner claims;
    CachePlace place;

   private:
    friend class TokenCache;
    std::unique_ptr<char[]> text;  // what the views above look at
    std::size_t memory = 0;
    std::uint64_t tag = 0;
    std::uint32_t newer = 0;  // the neighbours in the order of use
    std::uint32_t older = 0;
    std::uint32_t next = 0;  // in the bucket, or in the list of free slots
  };

  // Accepted is a token that passed every rule, with what the verifier made of it.
  struct Accepted {
    std::string_view token;
    std::string_view header_json;
    std::string_view claims_json;
    const json::Scanner& claims;
  };

  explicit TokenCache(const TokenCacheLimits& limits);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  // find returns the entry of exactly this token, which is now the last that was used, or nullptr. How long it takes
  // does not tell how much of a signature is right.
  [[nodiscard]] const Entry* find(std::string_view token);

  // insert remembers a token that find did not find. Some it does not: one that is larger than all that may be
  // remembered, one with an escape in the name of a claim, and any where there is no memory.
  void insert(const Accepted& accepted);

  void drop(const Entry& entry);

  // dropped returns the slots that were given up since the last call of find. One of them may have been filled again.
  [[nodiscard]] const std::vector<std::uint32_t>& dropped() const { return dropped_; }

 private:
  [[nodiscard]] std::uint32_t& bucket_of(std::uint64_t tag) const;
  void drop_last_of_long_bucket(std::uint64_t tag);
  Entry drop_slot(std::uint32_t slot);
  void link_as_newest(std::uint32_t slot);
  void unlink(const Entry& entry);
  std::uint32_t take_slot();
  bool grow();

  TokenCacheLimits limits_;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  std::unique_ptr<Entry[]> entries_;
  std::size_t capacity_ = 0;  // how many entries there is room for
  std::size_t used_ = 0;      // how many have been filled so far
  std::unique_ptr<std::uint32_t[]> buckets_;
  std::vector<std::uint32_t> dropped_;
  unsigned bucket_shift_ = 0;
  std::uint32_t last_serial_ = 0;
  std::uint32_t newest_;
  std::uint32_t oldest_;
  std::uint32_t free_;
};

}  // namespace holoband
