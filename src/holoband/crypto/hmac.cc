#define OPENSSL_SUPPRESS_DEPRECATED

#include "holoband/crypto/hmac.h"

#include <algorithm>
#include <array>
#include <span>
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
    Course course;
    compute(message, mac, prefix, course);
    course.teach(message, prefix);
  }

  bool verify(Bytes message, Bytes mac, MacPrefix* prefix) const {
    Course course;
    std::array<std::uint8_t, Hash::kDigestSize> expected;
    compute(message, expected, prefix, course);
    const bool equal = constant_time_equal(expected, mac);
    wipe(expected);
    if (equal) course.teach(message, prefix);
    return equal;
  }

 private:
  using State = typename Hash::State;
  using Block = std::array<std::uint8_t, Hash::kBlockSize>;

  // Course is what a prefix may learn from one message: the states after the first blocks that it did not know.
  struct Course {
    std::size_t first = 0;
    std::size_t end = 0;
    std::array<State, MacPrefix::kMaxBlocks>
        states;  // NOLINT(*-member-init): those from first to end

    Course() = default;
    Course(const Course&) = delete;
    Course& operator=(const Course&) = delete;
    Course(Course&&) = delete;
    Course& operator=(Course&&) = delete;
    ~Course() {
      for (; first < end; ++first) wipe_object(states[first]);
    }

    void teach(Bytes message, MacPrefix* prefix) const {
      if (prefix == nullptr) return;
      prefix->keep(message, Hash::kBlockSize, first,
                   std::span<const State>(states).subspan(first, end - first));
    }
  };

  void compute(Bytes message, MutableBytes mac, MacPrefix* prefix, Course& course) const {
    State state = inner_;
    if (prefix != nullptr) {
      course.first = prefix->resume(message, Hash::kBlockSize, state);
      const std::size_t whole = std::min(message.size() / Hash::kBlockSize, MacPrefix::kMaxBlocks);
      for (course.end = course.first; course.end < whole; ++course.end) {
        Hash::compress(state, message.data() + course.end * Hash::kBlockSize, 1);
        course.states[course.end] = state;
      }
    }
    finish<Hash>(state, message.subspan(course.end * Hash::kBlockSize),
                 Hash::kBlockSize + message.size(), mac.data());
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
