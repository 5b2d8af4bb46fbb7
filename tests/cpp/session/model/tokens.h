// The refresh tokens of a model: the real claims of the real rows, each known by a small number.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "holoband/session/rotation.h"

namespace holoband::session::model {

// TokenId is 0 for no token at all.
using TokenId = std::uint8_t;

// Token is what a server reads from its bytes.
struct Token {
  Presented presented;
  NumericDate issued_at = 0;
  NumericDate expires_at = 0;
};

// Tokens hands out one number for each text of claims, however often it is written: two tokens have
// the same number exactly where they have the same bytes, because signatures are deterministic.
class Tokens {
 public:
  [[nodiscard]] TokenId current_of(const Row& row);
  [[nodiscard]] const Token& operator[](TokenId id) const { return tokens_.at(id - 1U); }

 private:
  TokenId id_of(std::string claims);

  // All that differs between the rows of a model. The claims are a function of the row.
  std::map<std::tuple<std::int64_t, NumericDate, NumericDate>, TokenId> rows_;
  std::map<std::string, TokenId, std::less<>> ids_;
  std::vector<Token> tokens_;
};

}  // namespace holoband::session::model
