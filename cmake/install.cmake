# What `cmake --install` puts where find_package(holoband) finds it: the library, its headers, and how to use them.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(holoband_config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/holoband")

install(
  TARGETS holoband
  EXPORT holoband-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  INCLUDES
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

# Headers that include OpenSSL's stay here: no others need it to be compiled.
install(
  DIRECTORY "${PROJECT_SOURCE_DIR}/src/holoband"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING
  PATTERN "*.h"
  PATTERN "*.def"
  PATTERN "crypto/evp.h" EXCLUDE
  PATTERN "crypto/openssl_*.h" EXCLUDE
  PATTERN "crypto/provider.h" EXCLUDE
  PATTERN "crypto/sha2.h" EXCLUDE)

install(
  EXPORT holoband-targets
  NAMESPACE holoband::
  DESTINATION "${holoband_config_dir}")

# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/holoband-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_SOURCE_DIR}/cmake/holoband-config.cmake" "${PROJECT_BINARY_DIR}/holoband-config-version.cmake"
        DESTINATION "${holoband_config_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
