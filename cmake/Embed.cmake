# SPDX-License-Identifier: Apache-2.0
# undercast_embed(TARGET name FILE): adds to TARGET the function `std::string_view undercast::name()`, the bytes of FILE.
function(undercast_embed target name file)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include <string_view>
#ifdef __APPLE__
#define UNDERCAST_SECTION ".section __TEXT,__const"
#define UNDERCAST_NAME "_undercast_embedded_@name@"
#define UNDERCAST_RETURN ".text"
#else
#define UNDERCAST_SECTION ".section .rodata"
#define UNDERCAST_NAME "undercast_embedded_@name@"
#define UNDERCAST_RETURN ".previous"
#endif
asm(UNDERCAST_SECTION "\n" UNDERCAST_NAME "_begin:\n.incbin \"@file@\"\n" UNDERCAST_NAME "_end:\n" UNDERCAST_RETURN "\n");
extern "C" const char undercast_embedded_@name@_begin[], undercast_embedded_@name@_end[];
namespace undercast {
std::string_view @name@();
std::string_view @name@() {
  return {undercast_embedded_@name@_begin,
          static_cast<std::size_t>(undercast_embedded_@name@_end - undercast_embedded_@name@_begin)};
}
}  // namespace undercast
]])
  # A unity build would forget what the source depends on.
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file} SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${source})
endfunction()
