#define OPENSSL_SUPPRESS_DEPRECATED

#include "holoband/crypto/hmac.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <variant>

#include "holoband/crypto/sha2.h"

namespace holoband::crypto {
namespace {

template <class T>
void wipe_object(T& object) {
  wipe({reinterpret_cast<std::uint8_t*>(&object), sizeof(object)});
}

// Keyed is HMAC with one of the digests.
template <class Hash>
class Keyed {
 public:
  Keyed() = default;

  explicit Keyed(Bytes secret) {
    Block key{};
    if (secret.size() > key.size()) {  // RFC 2104 section 2: longer keys are hashed first
      inner_ = Hash::kInitial;
      finish<Hash>(inner_, secret, secret.size(), key.data());
    } else {
      std::copy(secret.begin(), secret.end(), key.begin());
    }
    start(inner_, key, 0x36);
    start(outer_, key, 0x5c);
    wipe(key);
  }

  void sign(Bytes message, MutableBytes mac, MacPrefix* prefix) const {
    Lesson lesson;
    compute(message, mac, prefix, lesson);
    lesson.teach(message, prefix);
  }

  bool verify(Bytes message, Bytes mac, MacPrefix* prefix) const {
    Lesson lesson;
    std::array<std::uint8_t, Hash::kDigestSize> expected;  // NOLINT(*-member-init): written
    compute(message, expected, prefix, lesson);
    const bool equal = constant_time_equal(expected, mac);
    wipe(expected);
    if (equal) lesson.teach(message, prefix);
    return equal;
  }

 private:
  using State = typename Hash::State;
  using Block = std::array<std::uint8_t, Hash::kBlockSize>;

  // Lesson is what a prefix may learn from one message: the state after the first block that it did not know.
  struct Lesson {
    std::size_t block = MacPrefix::kMaxBlocks;  // nothing to learn
    State state{};

    Lesson() = default;
    Lesson(const Lesson&) = delete;
    Lesson& operator=(const Lesson&) = delete;
    Lesson(Lesson&&) = delete;
    Lesson& operator=(Lesson&&) = delete;
    ~Lesson() { wipe_object(state); }

    void teach(Bytes message, MacPrefix* prefix) const {
      if (block < MacPrefix::kMaxBlocks) prefix->keep(message, Hash::kBlockSize, block, state);
    }
  };

  void compute(Bytes message, MutableBytes mac, MacPrefix* prefix, Lesson& lesson) const {
    State state = inner_;
    std::size_t done = 0;
    if (prefix != nullptr) {
      done = prefix->resume(message, Hash::kBlockSize, state);
      const bool more = done < MacPrefix::kMaxBlocks && message.size() / Hash::kBlockSize > done;
      if (more && prefix->wants()) {
        Hash::compress(state, message.data() + done * Hash::kBlockSize, 1);
        lesson.block = done++;
        lesson.state = state;
      }
    }
    finish<Hash>(state, message.subspan(done * Hash::kBlockSize), Hash::kBlockSize + message.size(),
                 mac.data());
    state = outer_;
    finish<Hash>(state, mac, Hash::kBlockSize + mac.size(), mac.data());
    wipe_object(state);
  }

  static void start(State& state, const Block& key, std::uint8_t pad) {
    alignas(State) Block block;  // where it is not aligned, OpenSSL makes a copy that nobody wipes
    std::transform(key.begin(), key.end(), block.begin(),
                   [pad](std::uint8_t byte) { return static_cast<std::uint8_t>(byte ^ pad); });
    state = Hash::kInitial;
    Hash::compress(state, block.data(), 1);
    wipe(block);
  }

  State inner_;
  State outer_;
};

}  // namespace

struct HmacKey::States {
  std::variant<Keyed<Sha256>, Keyed<Sha384>, Keyed<Sha512>> keyed;
};

// The states are made in their place, because a copy would be one more to wipe.
HmacKey::HmacKey(Digest digest, Bytes secret)
    : digest_(digest), states_(std::make_unique<States>()) {
  switch (digest_) {
    case Digest::kSha256:
      states_->keyed.emplace<Keyed<Sha256>>(secret);
      break;
    case Digest::kSha384:
      states_->keyed.emplace<Keyed<Sha384>>(secret);
      break;
    case Digest::kSha512:
      states_->keyed.emplace<Keyed<Sha512>>(secret);
      break;
  }
}

HmacKey::~HmacKey() {
  static_assert(std::is_trivially_destructible_v<States>, "nothing may read what is wiped here");
  wipe_object(*states_);
}

void HmacKey::sign(Bytes message, MutableBytes mac, MacPrefix* prefix) const {
  const std::size_t size = digest_size(digest_);
  if (mac.size() < size) __builtin_trap();
  std::visit([&](const auto& keyed) { keyed.sign(message, mac.first(size), prefix); },
             states_->keyed);
}

bool HmacKey::verify(Bytes message, Bytes mac, MacPrefix* prefix) const {
  if (mac.size() != digest_size(digest_)) return false;
  return std::visit([&](const auto& keyed) { return keyed.verify(message, mac, prefix); },
                    states_->keyed);
}

}  // namespace holoband::crypto
