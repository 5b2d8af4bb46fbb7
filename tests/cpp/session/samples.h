// A session to try things on.
#pragma once

#include "holoband/session/rotation.h"
#include "support/tokens.h"

namespace holoband::session {

inline constexpr Policy kPolicy{.access_ttl = 900,
                                .idle_ttl = 1000,
                                .absolute_ttl = 5000,
                                .grace = 30,
                                .access_ttl_jitter = 0.05};

// sample_row is a session that was started 100 seconds before test::kNow and is in its sixth token,
// which was made 10 seconds before.
[[nodiscard]] inline Row sample_row() {
  return {.id = "session",
          .subject = "alice",
          .generation = 5,
          .rotated_at = test::kNow - 10,
          .created_at = test::kNow - 100,
          .idle_expires_at = test::kNow + 990,
          .absolute_expires_at = test::kNow + 4900};
}

}  // namespace holoband::session
