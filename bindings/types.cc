// The types that the described calls take and return, instead of the table of every type of C++ that embind brings along:
// each entry of it is a call to JavaScript, and each shape of such a call is code to be compiled when the module starts.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>
#include <emscripten/val.h>

#include <limits>
#include <string>

#include "describe.h"

#ifdef HOLOBAND_EMBIND_HAS_TYPES

// embind describes them itself, when the module starts.
void holoband::wasm::describe_types() {}

#else

namespace {

using emscripten::internal::TypeID;

template <class T>
void describe_unsigned(const char* name) {
  emscripten::internal::_embind_register_integer(TypeID<T>::get(), name, sizeof(T), 0,
                                                 std::numeric_limits<T>::max());
}

}  // namespace

void holoband::wasm::describe_types() {
  emscripten::internal::_embind_register_void(TypeID<void>::get(), "void");
  emscripten::internal::_embind_register_bool(TypeID<bool>::get(), "bool", sizeof(bool), true,
                                              false);
  describe_unsigned<unsigned int>("unsigned int");
  describe_unsigned<unsigned long>("unsigned long");
  emscripten::internal::_embind_register_float(TypeID<double>::get(), "double", sizeof(double));
  emscripten::internal::_embind_register_std_string(TypeID<std::string>::get(), "std::string");
  emscripten::internal::_embind_register_emval(TypeID<emscripten::val>::get(), "emscripten::val");
}

// embind asks for the name of a type that nobody described, for a message that only we would read.
// NOLINTNEXTLINE(bugprone-reserved-identifier): embind's name for it
extern "C" EMSCRIPTEN_KEEPALIVE const char* __getTypeName(const std::type_info* /*type*/) {
  return nullptr;
}

#endif
