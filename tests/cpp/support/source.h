// Where the repository is, for tests that look at its files.
#pragma once

#include <filesystem>

namespace holoband::test {

// source_root returns the root of the repository: HOLOBAND_SOURCE_DIR where the build defines it,
// else what this file's own path says.
[[nodiscard]] inline std::filesystem::path source_root() {
#ifdef HOLOBAND_SOURCE_DIR
  return HOLOBAND_SOURCE_DIR;
#else
  const std::filesystem::path here(__FILE__);
  return here.parent_path().parent_path().parent_path().parent_path();
#endif
}

}  // namespace holoband::test
