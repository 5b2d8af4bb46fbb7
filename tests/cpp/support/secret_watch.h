// Blocks of memory, looked at for secrets when they are given back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "holoband/bytes.h"

namespace holoband::test {

// SecretWatch looks into every block that is given back while it lives, by C++ or by OpenSSL, for what it was told. A
// part of a secret counts like all of it. Only one may live at a time.
class SecretWatch {
 public:
  SecretWatch();
  SecretWatch(const SecretWatch&) = delete;
  SecretWatch& operator=(const SecretWatch&) = delete;
  SecretWatch(SecretWatch&&) = delete;
  SecretWatch& operator=(SecretWatch&&) = delete;
  ~SecretWatch();

  // look_for takes bytes as they are, and turned round as OpenSSL has numbers.
  void look_for(const std::string& name, Bytes secret);

  // start forgets what was found. stop ends the looking, so that a test can give back its own copies.
  void start();
  void stop();

  // found returns the names of what was in blocks given back since the start.
  [[nodiscard]] std::string found() const;

 private:
  friend void look_at_freed(const void* block, std::size_t size);
  struct Piece {
    std::vector<std::uint8_t> bytes;
    std::size_t name;
    bool seen = false;
  };
  void look(Bytes block);

  std::vector<std::string> names_;
  std::vector<Piece> pieces_;
};

// look_at_freed is for the allocators of the tests.
void look_at_freed(const void* block, std::size_t size);

}  // namespace holoband::test
