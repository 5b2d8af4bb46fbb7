# holoband::json, the headers of nlohmann/json and nothing else of the folder they are in: a compiler for WebAssembly
# must not see the system's headers.

if(NOT HOLOBAND_JSON_INCLUDE)
  find_path(HOLOBAND_JSON_FOUND nlohmann/json.hpp REQUIRED NO_CMAKE_FIND_ROOT_PATH
            PATHS /usr/include /usr/local/include /opt/homebrew/include)
  set(json_include "${HOLOBAND_JSON_FOUND}")
else()
  set(json_include "${HOLOBAND_JSON_INCLUDE}")
endif()

set(json_private "${PROJECT_BINARY_DIR}/include-json")
file(MAKE_DIRECTORY "${json_private}")
file(CREATE_LINK "${json_include}/nlohmann" "${json_private}/nlohmann" SYMBOLIC COPY_ON_ERROR)

add_library(holoband_json INTERFACE)
add_library(holoband::json ALIAS holoband_json)
target_include_directories(holoband_json SYSTEM INTERFACE "${json_private}")
# Without exceptions the library aborts where it would throw; its diagnostics would only add size.
target_compile_definitions(holoband_json INTERFACE JSON_NOEXCEPTION JSON_DIAGNOSTICS=0)
