#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "holoband/json/scanner.h"
#include "holoband/jwk.h"
#include "holoband/jwk_import.h"

namespace holoband {
namespace {

using json::Scanner;
using json::Value;

// Entry is one member of a JWK Set: its kid, where it has one, and what became of it.
struct Entry {
  std::string kid;
  bool is_asymmetric = false;
  Result<Key> key;
};

Entry read_entry(std::string_view text, const AlgorithmChoice& choice) {
  Scanner scanner;
  if (!scanner.scan_object(text).ok()) return {{}, false, failure(ErrorCode::kJwkInvalid)};
  const Result<const KeyShape*> shape = read_shape(scanner);
  const bool is_asymmetric = shape.ok() && shape.value()->type != KeyType::kSecret;
  Entry entry{{}, is_asymmetric, import_scanned(scanner, choice)};
  const Value* kid = scanner.find("kid");
  if (kid != nullptr && !json::decode_string(*kid, entry.kid)) entry.kid.clear();
  return entry;
}

// A key for another purpose would never be chosen, so it may share its kid.
bool is_for_something_else(ErrorCode code) {
  return code == ErrorCode::kKeyUse || code == ErrorCode::kKeyTypeUnsupported ||
         code == ErrorCode::kAlgorithmUnknown;
}

// A failure that says nothing of the key: it may be good the next time.
bool is_ours(ErrorCode code) {
  return code == ErrorCode::kOutOfMemory || code == ErrorCode::kCryptoFailed ||
         code == ErrorCode::kRandomUnavailable;
}

// The kids of keys that cannot be used. A good key of the same kid is left out with them: to leave
// out only the bad one would decide which of the two the kid means.
std::set<std::string> broken_kids(const std::vector<Entry>& entries) {
  std::set<std::string> kids;
  for (const Entry& entry : entries) {
    const bool broken = !entry.key.ok() && !is_for_something_else(entry.key.outcome().code);
    if (broken && !entry.kid.empty()) kids.insert(entry.kid);
  }
  return kids;
}

Result<std::vector<Value>> read_list(Scanner& scanner, std::string_view text) {
  constexpr std::size_t kMaxKeys = 1000;
  if (!scanner.scan_object(text).ok()) return failure(ErrorCode::kJwkInvalid);
  const Value* list = scanner.find("keys");
  auto members = list == nullptr ? std::nullopt : json::elements(*list, kMaxKeys);
  if (!members) return failure(ErrorCode::kJwkInvalid, "keys");
  return *std::move(members);
}

}  // namespace

Result<ImportedKeySet> import_jwk_set(std::string_view text,
                                      std::span<const std::string> algorithms) {
  const bool known = std::all_of(algorithms.begin(), algorithms.end(),
                                 [](const auto& name) { return find_algorithm(name) != nullptr; });
  if (!known) return failure(ErrorCode::kAlgorithmUnknown, "algorithms");
  Scanner scanner;
  const Result<std::vector<Value>> list = read_list(scanner, text);
  if (!list.ok()) return list.outcome();
  std::vector<Entry> entries;
  for (const Value& member : list.value()) {
    entries.push_back(read_entry(member.raw, {{}, algorithms}));
    const Outcome& outcome = entries.back().key.outcome();
    if (is_ours(outcome.code)) return outcome;
  }

  const std::set<std::string> broken = broken_kids(entries);
  std::vector<Key> keys;
  std::vector<SkippedKey> skipped;
  bool asymmetric = false;
  for (std::size_t index = 0; index < entries.size(); ++index) {
    const Entry& entry = entries[index];
    asymmetric = asymmetric || entry.is_asymmetric;
    const bool twin = entry.key.ok() && broken.contains(entry.kid);
    const Outcome outcome = twin ? failure(ErrorCode::kKeyAmbiguous, "kid") : entry.key.outcome();
    if (outcome.ok()) {
      keys.push_back(entry.key.value());
    } else {
      skipped.push_back({index, outcome});
    }
  }
  // A set that publishes secrets beside public keys is a mistake of the kind that leaks them, even
  // where the public ones cannot be used.
  const bool secrets = !keys.empty() && keys.front().kind() == KeyKind::kSecret;
  if (asymmetric && secrets) return failure(ErrorCode::kKeySetMixed, "keys");
  Result<KeySet> set = KeySet::create(keys);
  if (!set.ok()) return set.outcome();
  return ImportedKeySet{std::move(set).value(), std::move(skipped)};
}

}  // namespace holoband
