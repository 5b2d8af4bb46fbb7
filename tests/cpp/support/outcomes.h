// Outcomes as text, so that a test states exactly which failure it expects and reads what it got.
#pragma once

#include <string>

#include "holoband/error.h"
#include "holoband/result.h"

namespace holoband::test {

// describe returns "OK", or the stable code and what it is about: "ERR_CLAIM_TYPE exp".
[[nodiscard]] std::string describe(const Outcome& outcome);

template <class T>
[[nodiscard]] std::string describe(const Result<T>& result) {
  return result.ok() ? describe(success()) : describe(result.outcome());
}

// has_fitting_detail tells whether an outcome names something exactly where error_codes.def says
// that its code is about something.
[[nodiscard]] bool has_fitting_detail(const Outcome& outcome);

}  // namespace holoband::test
