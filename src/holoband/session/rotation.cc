#include "holoband/session/rotation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "holoband/encoding/utf8.h"

namespace holoband::session {
namespace {

constexpr std::array<std::string_view, 7> kVerdictNames{
    "rotate", "replay", "reuse", "unknown", "revoked", "expired", "inconsistent"};

// All arithmetic is in whole seconds: a token says no more of a time than that.
NumericDate idle_end(NumericDate now, NumericDate absolute_end, const Policy& policy) {
  return std::min(now + std::floor(policy.idle_ttl), absolute_end);
}

// A clock that has gone back does not bring the end of a session nearer.
Row rotated(Row row, NumericDate now, const Policy& policy) {
  const NumericDate end = idle_end(now, row.absolute_expires_at, policy);
  row.idle_expires_at = now < row.rotated_at ? std::max(row.idle_expires_at, end) : end;
  row.generation += 1;
  row.rotated_at = now;
  return row;
}

Row compromised(Row row) {
  row.status = Status::kCompromised;
  return row;
}

Verdict judge(const Row& row, const Presented& presented, NumericDate now, const Policy& policy) {
  const std::int64_t generation = presented.generation;
  if (row.status != Status::kActive) return Verdict::kRevoked;
  if (now >= row.idle_expires_at) return Verdict::kExpired;
  if (generation < 0 || generation > row.generation) return Verdict::kInconsistent;
  const bool previous = generation == row.generation - 1;
  const bool recent = now - row.rotated_at <= std::floor(policy.grace);
  if (previous && recent) return Verdict::kReplay;
  if (now >= presented.expires_at) return Verdict::kExpired;
  if (generation < row.generation) return Verdict::kReuse;
  return generation == kMaxGeneration ? Verdict::kInconsistent : Verdict::kRotate;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  return kVerdictNames.at(static_cast<std::size_t>(verdict));
}

Result<Row> start_session(std::string id, std::string subject, NumericDate now,
                          const Policy& policy) {
  if (!is_valid_time(now)) return failure(ErrorCode::kClockInvalid);
  if (subject.empty()) return failure(ErrorCode::kOptionEmpty, "subject");
  const bool storable = subject.size() <= kMaxNameBytes && is_valid_utf8(subject) &&
                        subject.find('\0') == std::string::npos;
  if (!storable) return failure(ErrorCode::kOptionRange, "subject");
  const NumericDate start = std::floor(now);
  const NumericDate end = start + std::floor(policy.absolute_ttl);
  if (end > kLatestTime) return failure(ErrorCode::kClockInvalid);
  return Row{.id = std::move(id),
             .subject = std::move(subject),
             .rotated_at = start,
             .created_at = start,
             .idle_expires_at = idle_end(start, end, policy),
             .absolute_expires_at = end};
}

Result<Decision> decide_refresh(const std::optional<Row>& row, const Presented& presented,
                                NumericDate now, const Policy& policy) {
  if (!is_valid_time(now)) return failure(ErrorCode::kClockInvalid);
  const NumericDate second = std::floor(now);
  if (!row || row->id != presented.id || row->subject != presented.subject)
    return Decision{second >= presented.expires_at ? Verdict::kExpired : Verdict::kUnknown};
  if (!is_sound(*row)) return Decision{Verdict::kInconsistent, *row};
  const Verdict verdict = judge(*row, presented, second, policy);
  if (verdict == Verdict::kRotate) return Decision{verdict, rotated(*row, second, policy)};
  if (verdict == Verdict::kReuse) return Decision{verdict, compromised(*row)};
  return Decision{verdict, *row};
}

}  // namespace holoband::session
