#include "holoband/session/row.h"

#include <algorithm>
#include <cmath>

namespace holoband::session {

bool is_sound(const Row& row) {
  const auto times = {row.rotated_at, row.created_at, row.idle_expires_at, row.absolute_expires_at};
  const bool whole = std::all_of(times.begin(), times.end(), [](NumericDate time) {
    return is_valid_time(time) && time <= kLatestTime && time == std::floor(time);
  });
  return whole && !row.id.empty() && !row.subject.empty() && row.generation >= 0 &&
         row.generation <= kMaxGeneration && row.idle_expires_at <= row.absolute_expires_at;
}

}  // namespace holoband::session
