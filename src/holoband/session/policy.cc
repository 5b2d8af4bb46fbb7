#include "holoband/session/policy.h"

#include <cmath>
#include <string_view>

#include "holoband/clock.h"
#include "holoband/duration.h"

namespace holoband::session {
namespace {

Outcome check_lifetime(double seconds, std::string_view option) {
  if (!is_valid_duration(seconds)) return failure(ErrorCode::kDurationInvalid, option);
  const bool usable = seconds >= 1 && seconds <= kMaxDuration;
  return usable ? success() : failure(ErrorCode::kOptionRange, option);
}

}  // namespace

Outcome check_policy(const Policy& policy) {
  const struct {
    double seconds;
    std::string_view option;
  } lifetimes[] = {{policy.access_ttl, "accessTtl"},
                   {policy.idle_ttl, "idleTtl"},
                   {policy.absolute_ttl, "absoluteTtl"}};
  for (const auto& [seconds, option] : lifetimes) {
    if (const Outcome outcome = check_lifetime(seconds, option); !outcome.ok()) return outcome;
  }
  if (policy.idle_ttl > policy.absolute_ttl)
    return failure(ErrorCode::kOptionConflict, "absoluteTtl");
  if (!is_valid_duration(policy.grace)) return failure(ErrorCode::kDurationInvalid, "grace");
  if (policy.grace > kMaxGrace) return failure(ErrorCode::kOptionRange, "grace");
  const bool mild = policy.access_ttl_jitter >= 0 && policy.access_ttl_jitter <= kMaxJitter;
  return mild ? success() : failure(ErrorCode::kOptionRange, "accessTtlJitter");
}

}  // namespace holoband::session
