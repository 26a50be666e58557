# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` copies. A prefix can be moved: programs find libraries relative to themselves.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

file(RELATIVE_PATH lib_beside_bin /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
set_target_properties(undercast PROPERTIES INSTALL_RPATH "$ORIGIN/${lib_beside_bin}")
install(TARGETS undercast RUNTIME COMPONENT undercast)
install(TARGETS undercast_shared EXPORT undercastTargets
  LIBRARY COMPONENT undercast NAMELINK_COMPONENT development
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(UNDERCAST_TORCH)
  set_target_properties(undercast_networks_library PROPERTIES INSTALL_RPATH "$ORIGIN/..")
  if(NOT UNDERCAST_PACKAGES)  # a LibTorch or MPI from elsewhere is found where it lies now
    set_target_properties(undercast_networks_library PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  endif()
  install(TARGETS undercast_networks_library LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/undercast COMPONENT networks)
endif()
if(TARGET undercast_python AND SKBUILD)  # a wheel (pyproject.toml): the library lies beside the module
  set_target_properties(undercast_python PROPERTIES INSTALL_RPATH $ORIGIN)
  set_target_properties(undercast_shared PROPERTIES VERSION ${PROJECT_VERSION_MAJOR})  # a wheel holds no links
  install(TARGETS undercast_python LIBRARY DESTINATION undercast COMPONENT wheel)
  install(TARGETS undercast_shared LIBRARY DESTINATION undercast COMPONENT wheel NAMELINK_SKIP)
  install(DIRECTORY python/undercast/ DESTINATION undercast COMPONENT wheel PATTERN __pycache__ EXCLUDE)
elseif(TARGET undercast_python)
  set(python_dir lib/python3/dist-packages/undercast)
  file(RELATIVE_PATH lib_from_python /${python_dir} /${CMAKE_INSTALL_LIBDIR})
  set_target_properties(undercast_python PROPERTIES INSTALL_RPATH "$ORIGIN/${lib_from_python}")
  install(TARGETS undercast_python LIBRARY DESTINATION ${python_dir} COMPONENT python)
  install(DIRECTORY python/undercast/ DESTINATION ${python_dir} COMPONENT python PATTERN __pycache__ EXCLUDE)
endif()
install(DIRECTORY ${CMAKE_BINARY_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR} COMPONENT undercast OPTIONAL)
if(UNDERCAST_PACKAGES)  # Debian has its man pages compressed
  install(CODE "
    file(GLOB pages \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_MANDIR}/man1/*.1\")
    execute_process(COMMAND gzip -9nf \${pages} COMMAND_ERROR_IS_FATAL ANY)" COMPONENT undercast)
endif()
# The plugin for QGIS, and the same as a file that QGIS installs.
install(DIRECTORY qgis/ DESTINATION ${CMAKE_INSTALL_DATADIR}/undercast/qgis COMPONENT undercast PATTERN __pycache__ EXCLUDE)
file(GLOB_RECURSE plugin CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/qgis/*.py ${PROJECT_SOURCE_DIR}/qgis/*.qml
  ${PROJECT_SOURCE_DIR}/qgis/*.svg ${PROJECT_SOURCE_DIR}/qgis/*.txt)
set(plugin_zip ${PROJECT_BINARY_DIR}/undercast-qgis-${PROJECT_VERSION}.zip)
add_custom_command(OUTPUT ${plugin_zip} COMMAND ${CMAKE_COMMAND} -E tar cf ${plugin_zip} --format=zip -- ${plugin}
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}/qgis DEPENDS ${plugin} VERBATIM)
add_custom_target(qgis_plugin DEPENDS ${plugin_zip})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT undercast)

install(CODE "
  set(folders ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
  set(include_dir ${CMAKE_INSTALL_INCLUDEDIR})" COMPONENT development)
install(SCRIPT cmake/InstallHeaders.cmake COMPONENT development)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/undercast)
install(EXPORT undercastTargets NAMESPACE undercast:: DESTINATION ${config_dir} COMPONENT development)
configure_package_config_file(cmake/undercastConfig.cmake.in ${PROJECT_BINARY_DIR}/undercastConfig.cmake
  INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/undercastConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/undercastConfig.cmake ${PROJECT_BINARY_DIR}/undercastConfigVersion.cmake
  DESTINATION ${config_dir} COMPONENT development)
