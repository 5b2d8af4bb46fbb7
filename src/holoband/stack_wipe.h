// StackWipe: nothing secret stays on the stack.
#pragma once

namespace holoband {

// wipe_stack overwrites what functions that have returned left on the stack below the caller, as far down as the deepest
// of OpenSSL's go. These clear most of what is secret on their own, and forget some: a mask of ML-DSA, which has the key
// in it together with the signature, or the digits of a prime of RSA.
void wipe_stack();

// StackWipe does so at the end of a function. It stands before all other variables, so that it ends after them.
class StackWipe {
 public:
  StackWipe() = default;
  StackWipe(const StackWipe&) = delete;
  StackWipe& operator=(const StackWipe&) = delete;
  StackWipe(StackWipe&&) = delete;
  StackWipe& operator=(StackWipe&&) = delete;
  ~StackWipe() { wipe_stack(); }
};

}  // namespace holoband
