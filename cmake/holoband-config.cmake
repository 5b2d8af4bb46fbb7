# find_package(holoband CONFIG REQUIRED) gives holoband::holoband.

include(CMakeFindDependencyMacro)

# The first version with ML-DSA and Argon2 in its default provider. Where the system's is older, OPENSSL_ROOT_DIR says
# where another one is.
find_dependency(OpenSSL 3.5 COMPONENTS Crypto)

include("${CMAKE_CURRENT_LIST_DIR}/holoband-targets.cmake")
