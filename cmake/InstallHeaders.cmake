# SPDX-License-Identifier: Apache-2.0
# Installs the headers of the library. Within the sources a header is named by its folder; here its name begins with
# undercast/, so that it meets no header of another project.
foreach(folder IN LISTS folders)
  file(GLOB_RECURSE headers RELATIVE ${folder} ${folder}/*.h)
  list(FILTER headers EXCLUDE REGEX "^(cli|torch|ranks|python|undercast)/|/fused/(forward|backward|lanes).h$")
  foreach(header IN LISTS headers)
    file(READ ${folder}/${header} text)
    string(REGEX REPLACE "#include \"([a-z_]+/)" "#include \"undercast/\\1" text "${text}")
    file(WRITE "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${include_dir}/undercast/${header}" "${text}")
  endforeach()
endforeach()
