#define OPENSSL_SUPPRESS_DEPRECATED

#include "faults/calls.h"

#include <openssl/aes.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <cstddef>
#include <tuple>

extern "C" {

struct prov_ctx_st;
prov_ctx_st* ossl_prov_ctx_new(void);

}  // extern "C"

namespace holoband::test {
namespace {

constexpr int kNever = -1;

int successes_left = kNever;
bool failed = false;
std::string_view last_failed;

bool must_fail(std::string_view name) {
  if (successes_left == kNever) return false;
  if (successes_left-- > 0) return false;
  failed = true;
  last_failed = name;
  return true;
}

template <class Function>
struct Signature;

template <class R, class... P>
struct Signature<R(P...)> {
  using Returned = R;
  template <std::size_t kIndex>
  using Parameter = std::tuple_element_t<kIndex, std::tuple<P...>>;
};

template <class Function>
using R = typename Signature<Function>::Returned;

template <class Function, std::size_t kIndex>
using P = typename Signature<Function>::template Parameter<kIndex>;

}  // namespace

CallFailure CallFailure::nth(int number) {
  failed = false;
  successes_left = number;
  return {};
}

CallFailure::~CallFailure() { successes_left = kNever; }

bool CallFailure::happened() const { return failed; }

std::string_view last_failed_call() { return last_failed; }

}  // namespace holoband::test

// A function faulty_X for every X that can fail. Nobody declares them: in the library's objects the
// references to X were renamed to them. A wrong number of parameters does not compile.
#define HOLOBAND_PARAMETERS_0(f)
#define HOLOBAND_PARAMETERS_1(f) P<f, 0> a
#define HOLOBAND_PARAMETERS_2(f) HOLOBAND_PARAMETERS_1(f), P<f, 1> b
#define HOLOBAND_PARAMETERS_3(f) HOLOBAND_PARAMETERS_2(f), P<f, 2> c
#define HOLOBAND_PARAMETERS_4(f) HOLOBAND_PARAMETERS_3(f), P<f, 3> d
#define HOLOBAND_PARAMETERS_5(f) HOLOBAND_PARAMETERS_4(f), P<f, 4> e
#define HOLOBAND_PARAMETERS_6(f) HOLOBAND_PARAMETERS_5(f), P<f, 5> g
#define HOLOBAND_ARGUMENTS_0
#define HOLOBAND_ARGUMENTS_1 a
#define HOLOBAND_ARGUMENTS_2 a, b
#define HOLOBAND_ARGUMENTS_3 a, b, c
#define HOLOBAND_ARGUMENTS_4 a, b, c, d
#define HOLOBAND_ARGUMENTS_5 a, b, c, d, e
#define HOLOBAND_ARGUMENTS_6 a, b, c, d, e, g
#define HOLOBAND_CALL(name, count, failure)                                      \
  R<decltype(name)> faulty_##name(HOLOBAND_PARAMETERS_##count(decltype(name)));  \
  R<decltype(name)> faulty_##name(HOLOBAND_PARAMETERS_##count(decltype(name))) { \
    if (must_fail(#name)) return failure;                                        \
    return name(HOLOBAND_ARGUMENTS_##count);                                     \
  }
#define HOLOBAND_SURE(name, reason)

namespace holoband::test {
extern "C" {
#include "faults/openssl_calls.def"
}  // extern "C"
}  // namespace holoband::test
