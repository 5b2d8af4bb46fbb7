# OpenSSL::Crypto, static. The script builds it once for all checkouts and prints where it is.

if(NOT HOLOBAND_OPENSSL_ROOT)
  if(EMSCRIPTEN)
    set(openssl_target wasm)
  else()
    set(openssl_target native)
  endif()
  find_program(HOLOBAND_NODE node REQUIRED NO_CMAKE_FIND_ROOT_PATH)
  execute_process(
    COMMAND "${HOLOBAND_NODE}" "${PROJECT_SOURCE_DIR}/scripts/openssl.js" ${openssl_target}
    OUTPUT_VARIABLE openssl_root
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
else()
  set(openssl_root "${HOLOBAND_OPENSSL_ROOT}")
endif()

if(NOT EXISTS "${openssl_root}/lib/libcrypto.a")
  message(FATAL_ERROR "${openssl_root} has no lib/libcrypto.a: set HOLOBAND_OPENSSL_ROOT to a static OpenSSL 3.5")
endif()

add_library(OpenSSL::Crypto STATIC IMPORTED)
set_target_properties(
  OpenSSL::Crypto
  PROPERTIES IMPORTED_LOCATION "${openssl_root}/lib/libcrypto.a"
             INTERFACE_INCLUDE_DIRECTORIES "${openssl_root}/include")
