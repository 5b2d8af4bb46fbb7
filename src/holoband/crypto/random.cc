#include "holoband/crypto/random.h"

#include <unistd.h>
#if defined(__APPLE__)
#include <sys/random.h>  // where macOS declares getentropy
#endif

#include <algorithm>

namespace holoband::crypto {

bool random_bytes(MutableBytes out) {
  constexpr std::size_t kMaxPiece = 256;  // getentropy gives no more at a time
  for (MutableBytes rest = out; !rest.empty();) {
    const std::size_t size = std::min(rest.size(), kMaxPiece);
    if (getentropy(rest.data(), size) != 0) {
      wipe(out);
      return false;
    }
    rest = rest.subspan(size);
  }
  return true;
}

}  // namespace holoband::crypto
