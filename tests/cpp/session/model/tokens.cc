#include "session/model/tokens.h"

#include <limits>

#include "holoband/claims.h"
#include "holoband/json/scanner.h"
#include "holoband/json/value.h"

namespace holoband::session::model {
namespace {

Token read(const std::string& claims) {
  json::Scanner scanner;
  if (!scanner.scan_object(claims).ok()) __builtin_trap();
  const auto time = [&](std::string_view name) {
    return json::number_value(*scanner.find(name)).value();
  };
  return {.presented = read_presented(scanner).value(),
          .issued_at = time(claim::kIssuedAt),
          .expires_at = time(claim::kExpiration)};
}

}  // namespace

TokenId Tokens::current_of(const Row& row) {
  const auto known = rows_.find({row.generation, row.rotated_at, row.idle_expires_at});
  if (known != rows_.end()) return known->second;
  const TokenId id = id_of(refresh_claims(row));
  rows_.emplace(std::tuple{row.generation, row.rotated_at, row.idle_expires_at}, id);
  return id;
}

TokenId Tokens::id_of(std::string claims) {
  const auto found = ids_.find(claims);
  if (found != ids_.end()) return found->second;
  if (tokens_.size() == std::numeric_limits<TokenId>::max()) __builtin_trap();
  tokens_.push_back(read(claims));
  const auto id = static_cast<TokenId>(tokens_.size());
  ids_.emplace(std::move(claims), id);
  return id;
}

}  // namespace holoband::session::model
