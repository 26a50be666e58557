# SPDX-License-Identifier: Apache-2.0
# -Wno-sign-conversion: row * cols style indexing would drown in casts. -Wno-restrict: GCC 12 false alarm (GCC bug 105329).
set(UNDERCAST_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND UNDERCAST_WARNINGS -Wno-restrict)
endif()
if(UNDERCAST_WERROR)
  list(APPEND UNDERCAST_WARNINGS -Werror)
endif()
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # GCC 12 false alarms in std::regex and std::optional
  list(APPEND UNDERCAST_WARNINGS -Wno-maybe-uninitialized)
endif()

# What a defect could be used for is limited; sanitizers have checks of their own.
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize" AND CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  add_link_options(-Wl,-z,relro,-z,now)
endif()

# Files above io nearly all include these, so they are compiled once, with io.
set(UNDERCAST_PRECOMPILED <fmt/format.h> <nlohmann/json.hpp> <spdlog/spdlog.h> <filesystem> <functional> <map>)
set(UNDERCAST_NOT_ABOVE_IO core gaps net picture ranks)
set(CMAKE_CXX_COMPILE_OPTIONS_PIE -fPIC)  # programs share the precompiled headers of libraries

# One folder of src/ is one library whose links are its lower rungs of the ladder (docs/architecture.md).
function(undercast_folder name)
  cmake_parse_arguments(ARG "" "" "LINKS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/library/undercast_networks.cpp$")  # a library of its own
  add_library(undercast_${name} STATIC ${sources})
  foreach(source ${sources})
    # What is compiled for several processors keeps to its own file: a function inlined from another
    # one would round differently there.
    file(STRINGS ${source} clones REGEX UNDERCAST_SIMD_CLONES)
    if(clones)
      set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
  target_include_directories(undercast_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(undercast_${name} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE})
  target_compile_options(undercast_${name} PRIVATE ${UNDERCAST_WARNINGS})
  if(name STREQUAL io)
    target_precompile_headers(undercast_io PRIVATE ${UNDERCAST_PRECOMPILED})
  elseif(name STREQUAL torch)
    target_precompile_headers(undercast_torch PRIVATE "${PROJECT_SOURCE_DIR}/src/torch/base/torch.h" ${UNDERCAST_PRECOMPILED})
  elseif(NOT name IN_LIST UNDERCAST_NOT_ABOVE_IO)
    target_precompile_headers(undercast_${name} REUSE_FROM undercast_io)
  endif()
endfunction()

# tests/<folder>/*.cpp mirror src/<folder>/ and make one test program. LINKS: the folder's own library when not given.
function(undercast_tests name)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  if(NOT ARG_LINKS)
    set(ARG_LINKS undercast_${name})
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name}_tests ${sources})
  target_include_directories(${name}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name}_tests PRIVATE ${ARG_LINKS} GTest::gtest_main)
  # GoogleTest's EXPECT macros are an if-else of their own. Tests spend their time in the libraries, so -O1 does.
  target_compile_options(${name}_tests PRIVATE ${UNDERCAST_WARNINGS} -Wno-dangling-else -O1)
  if(name STREQUAL core)
    target_precompile_headers(core_tests PRIVATE <gtest/gtest.h>)
  elseif(name STREQUAL io)
    target_precompile_headers(io_tests PRIVATE <gtest/gtest.h> ${UNDERCAST_PRECOMPILED})
  elseif(name STREQUAL torch)
    target_precompile_headers(torch_tests REUSE_FROM undercast_torch)
  elseif(name IN_LIST UNDERCAST_NOT_ABOVE_IO)
    target_precompile_headers(${name}_tests REUSE_FROM core_tests)
  else()
    target_precompile_headers(${name}_tests REUSE_FROM io_tests)
  endif()
  target_compile_definitions(${name}_tests PRIVATE
    UNDERCAST_PROGRAM="$<TARGET_FILE:undercast>"
    UNDERCAST_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    UNDERCAST_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
  # Several tests run at once: OpenMP's threads that spin while they wait would take each other's processors.
  gtest_discover_tests(${name}_tests TEST_PREFIX "${name}:" DISCOVERY_TIMEOUT 60
                       PROPERTIES ENVIRONMENT OMP_WAIT_POLICY=passive)
endfunction()
