# holoband_options(<target>): the language, the warnings and the sanitizers of everything that is compiled here.

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(HOLOBAND_CCACHE ccache NO_CMAKE_FIND_ROOT_PATH)
if(HOLOBAND_CCACHE AND NOT EMSCRIPTEN AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # With the dependencies that the compiler writes down, ccache need not preprocess a source that it does not know; and
  # it takes precompiled headers only when it may assume that no source looks at the time or defines macros for them.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros
                                  "${HOLOBAND_CCACHE}")
endif()

set(holoband_warnings
    -Wall
    -Wextra
    -Wpedantic
    -Wcast-align
    -Wcast-qual
    -Wconversion
    -Wdouble-promotion
    -Wextra-semi
    -Wformat=2
    -Wimplicit-fallthrough
    -Wnon-virtual-dtor
    -Wold-style-cast
    -Woverloaded-virtual
    -Wshadow
    -Wsign-conversion
    -Wundef
    -Wunused)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND holoband_warnings -Wduplicated-branches -Wduplicated-cond -Wlogical-op)
endif()

string(REPLACE "," ";" holoband_sanitizers "${HOLOBAND_SANITIZE}")
if(holoband_sanitizers)
  set(holoband_sanitizer_flags
      -fsanitize=${HOLOBAND_SANITIZE}
      -fno-sanitize=vptr        # asks for run-time types, which the library is compiled without
      -fno-sanitize-recover=all # a finding ends the test, so that none is overlooked
      -fno-omit-frame-pointer)
endif()

# The tests count too: what a header defines is linked from any of the objects that have it.
if(HOLOBAND_COVERAGE)
  list(APPEND holoband_sanitizer_flags -fprofile-instr-generate -fcoverage-mapping)
endif()

# The published module is optimized as a whole, across the core and the bindings.
set(holoband_whole_program "$<$<AND:$<BOOL:${EMSCRIPTEN}>,$<CONFIG:Release>>:-flto>")

function(holoband_options target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(
    ${target}
    PROPERTIES CXX_EXTENSIONS OFF
               CXX_VISIBILITY_PRESET hidden
               VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${target} PRIVATE ${holoband_warnings} ${holoband_sanitizer_flags} ${holoband_whole_program})
  target_link_options(${target} PRIVATE ${holoband_sanitizer_flags} ${holoband_whole_program})
endfunction()

# holoband_plain_cxx(<target>): without exceptions and run-time types, which the library does not use and which cost
# a third of the size of a small WebAssembly module.
function(holoband_plain_cxx target)
  target_compile_options(${target} PRIVATE -fno-exceptions -fno-rtti)
endfunction()
