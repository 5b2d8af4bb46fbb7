// The library's calls of libcrypto, counted and made to fail.
#pragma once

#include <string_view>

namespace holoband::test {

// CallFailure makes one call of a function of openssl_calls.def fail, for as long as it lives: the
// function is not called, and its failure is returned in its place. Nothing is put in OpenSSL's
// queue of errors then, so that nothing but the returned value tells the library.
class CallFailure {
 public:
  // nth lets one call fail: the first for 0.
  [[nodiscard]] static CallFailure nth(int number);

  CallFailure(const CallFailure&) = delete;
  CallFailure& operator=(const CallFailure&) = delete;
  ~CallFailure();

  // happened tells whether there was a call to fail.
  [[nodiscard]] bool happened() const;

 private:
  CallFailure() = default;
};

// last_failed_call returns the name of the function that failed last.
[[nodiscard]] std::string_view last_failed_call();

}  // namespace holoband::test
