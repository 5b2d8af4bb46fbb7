// Result<T>: a value, or the Outcome that says why there is none.
#pragma once

#include <utility>
#include <variant>

#include "holoband/error.h"

namespace holoband {

template <class T>
class [[nodiscard]] Result {
 public:
  // Result is made from either side, so that a function can `return value;`
  // or `return failure(...);`.
  // A success without a value is neither, is a fault of the program, and traps.
  // NOLINTNEXTLINE(google-explicit-constructor): `return value;` is the point
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor): so is `return failure(...);`
  Result(Outcome failed) : state_(std::in_place_index<1>, failed) {
    if (failed.ok()) __builtin_trap();
  }

  [[nodiscard]] bool ok() const { return state_.index() == 0; }

  // value may be called only where ok() is true; anything else is a fault of the program, and
  // traps.
  // From a temporary it is moved out, so that `for (… : f().value())` has something to stand on.
  [[nodiscard]] T& value() & { return *checked(std::get_if<0>(&state_)); }
  [[nodiscard]] const T& value() const& { return *checked(std::get_if<0>(&state_)); }
  [[nodiscard]] T value() && { return std::move(*checked(std::get_if<0>(&state_))); }

  // outcome returns the failure, or success where there is a value.
  [[nodiscard]] Outcome outcome() const {
    const Outcome* failed = std::get_if<1>(&state_);
    return failed == nullptr ? success() : *failed;
  }

 private:
  template <class Value>
  static Value* checked(Value* value) {
    if (value == nullptr) __builtin_trap();
    return value;
  }

  std::variant<T, Outcome> state_;
};

}  // namespace holoband
