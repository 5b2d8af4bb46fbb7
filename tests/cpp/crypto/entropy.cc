#include "crypto/entropy.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <mutex>
#include <optional>
#include <random>
#include <utility>

namespace holoband::test {
namespace {

constexpr int kNever = -1;

std::mutex mutex;  // some tests sign in several threads
int successes_left = kNever;
bool only_once = false;
bool failed = false;
std::vector<std::size_t> requests;
std::optional<std::mt19937_64> same;

int repeat(void* buffer, std::size_t size) {
  std::generate_n(static_cast<unsigned char*>(buffer), size,
                  [] { return static_cast<unsigned char>((*same)()); });
  return 0;
}

int read_system_entropy(void* buffer, std::size_t size) {
  std::FILE* file = std::fopen("/dev/urandom", "rb");
  if (file == nullptr) return -1;
  const bool complete = std::fread(buffer, 1, size, file) == size;
  return std::fclose(file) == 0 && complete ? 0 : -1;
}

}  // namespace

EntropyFailure::EntropyFailure(int successes) : EntropyFailure(successes, false) {}

EntropyFailure::EntropyFailure(int successes, bool once) {
  successes_left = successes;
  only_once = once;
  failed = false;
}

EntropyFailure EntropyFailure::nth(int number) { return {number, true}; }

EntropyFailure::~EntropyFailure() { successes_left = kNever; }

bool EntropyFailure::happened() const { return failed; }

SameEntropy::SameEntropy(std::uint64_t seed) { same.emplace(seed); }

SameEntropy::~SameEntropy() { same.reset(); }

std::vector<std::size_t> take_entropy_requests() {
  const std::lock_guard lock(mutex);
  return std::exchange(requests, {});
}

int answer_request(void* buffer, std::size_t size) {
  const std::lock_guard lock(mutex);
  requests.push_back(size);
  if (successes_left == 0 || size > 256) {
    failed = true;
    if (only_once) successes_left = kNever;
    errno = EIO;
    return -1;
  }
  if (successes_left != kNever) --successes_left;
  return same ? repeat(buffer, size) : read_system_entropy(buffer, size);
}

}  // namespace holoband::test

// In the place of the C library's.
extern "C" int getentropy(void* buffer, std::size_t size) {
  return holoband::test::answer_request(buffer, size);
}
