# The toolchain file of the wasm presets: finds Emscripten (EMSDK, else the em++ on the PATH) and goes on with its own.

if(DEFINED ENV{EMSDK} AND EXISTS "$ENV{EMSDK}/upstream/emscripten")
  set(EMSCRIPTEN_ROOT_PATH "$ENV{EMSDK}/upstream/emscripten")
else()
  find_program(HOLOBAND_EMXX em++ REQUIRED)
  file(REAL_PATH "${HOLOBAND_EMXX}" emxx_file)
  get_filename_component(EMSCRIPTEN_ROOT_PATH "${emxx_file}" DIRECTORY)
endif()

# Debian's programs are plain names on the PATH; those of the SDK are called where they are.
if(EXISTS "${EMSCRIPTEN_ROOT_PATH}/em++")
  set(CMAKE_C_COMPILER "${EMSCRIPTEN_ROOT_PATH}/emcc")
  set(CMAKE_CXX_COMPILER "${EMSCRIPTEN_ROOT_PATH}/em++")
  set(CMAKE_AR "${EMSCRIPTEN_ROOT_PATH}/emar")
  set(CMAKE_RANLIB "${EMSCRIPTEN_ROOT_PATH}/emranlib")
  set(ENV{PATH} "${EMSCRIPTEN_ROOT_PATH}:$ENV{PATH}")
elseif(EMSCRIPTEN_ROOT_PATH STREQUAL "/usr/share/emscripten")
  # Debian's em++ needs to be told where its JavaScript optimizer is (else -O2 and above end in "Cannot find module
  # 'acorn'"), and it starts twice as fast when python3 is not the wrapper script of a version manager.
  set(holoband_em_environment "${CMAKE_COMMAND}" -E env NODE_PATH=/usr/share/nodejs EMSDK_PYTHON=/usr/bin/python3)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${holoband_em_environment}")
  set(CMAKE_CXX_LINKER_LAUNCHER "${holoband_em_environment}")
endif()

include("${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake")
