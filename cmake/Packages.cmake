# SPDX-License-Identifier: Apache-2.0
# Debian packages of an install to /usr (the preset `package`; ./do package).
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME undercast)
set(CPACK_PACKAGE_CONTACT "The undercast contributors <undercast@users.noreply.github.com>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/lib)
set(CPACK_COMPONENTS_ALL undercast development)

# debian_package(COMPONENT NAME DEPENDS SUMMARY TEXT)
function(debian_package component name depends summary text)
  string(TOUPPER ${component} key)
  set(CPACK_DEBIAN_${key}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)
  set(CPACK_COMPONENT_${key}_DESCRIPTION "${summary}\n${text}" PARENT_SCOPE)
endfunction()
set(same_version "undercast (= ${PROJECT_VERSION})")
debian_package(undercast undercast "ca-certificates, fonts-dejavu-core" "NDVI beneath clouds from Sentinel-2 and Sentinel-1"
  "Reconstructs gap-free vegetation index series from optical and radar
images, with bounds, and retrieves, composites, evaluates and shows them.")
debian_package(development libundercast-dev "${same_version}, libgdal-dev, libeigen3-dev, nlohmann-json3-dev" "headers of undercast"
  "What a C++ program needs to fill the gaps of NDVI cubes through the library.")
if(UNDERCAST_TORCH)
  list(APPEND CPACK_COMPONENTS_ALL networks)
  debian_package(networks undercast-networks "${same_version}, libopenblas0-openmp" "training for undercast"
    "The part of undercast that needs LibTorch: training, tuning, and the
Vision Transformer.")
  set(CPACK_DEBIAN_NETWORKS_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/lib)
endif()

if(TARGET undercast_python)
  list(APPEND CPACK_COMPONENTS_ALL python)
  set(python_version ${Python_VERSION_MAJOR}.${Python_VERSION_MINOR})
  math(EXPR next_minor "${Python_VERSION_MINOR} + 1")
  debian_package(python python3-undercast
    "${same_version}, python3 (>= ${python_version}), python3 (<< ${Python_VERSION_MAJOR}.${next_minor}), python3-numpy"
    "NDVI beneath clouds, from Python" "Fills the gaps of NDVI in arrays of numpy and cubes of xarray.")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS python3-xarray)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
endif()

# What Debian wants of each package.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/debian/copyright @ONLY CONTENT [[
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: undercast

Files: *
Copyright: 2026 The undercast contributors
License: Apache-2.0
 On Debian systems the text of the license is in /usr/share/common-licenses/Apache-2.0.

Files: models/*
Copyright: 2026 The undercast contributors
License: Apache-2.0
Comment: The weights were trained on synthetic scenes and on modified Copernicus Sentinel data;
 docs/weights.md of the sources lists the data sets with their licences.
]])
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${CMAKE_BINARY_DIR}/debian/changelog "undercast (${PROJECT_VERSION}) unstable; urgency=medium

  * CHANGELOG.md of the sources says what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
execute_process(COMMAND gzip -9nkf ${CMAKE_BINARY_DIR}/debian/changelog COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${CMAKE_BINARY_DIR}/debian/triggers "activate-noawait ldconfig\n")
file(WRITE ${CMAKE_BINARY_DIR}/debian/shlibs "libundercast ${PROJECT_VERSION_MAJOR} ${same_version}\n")
set(CPACK_DEBIAN_UNDERCAST_PACKAGE_CONTROL_EXTRA ${CMAKE_BINARY_DIR}/debian/triggers ${CMAKE_BINARY_DIR}/debian/shlibs)
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} key)
  set(doc_dir ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${key}_PACKAGE_NAME})
  install(FILES ${CMAKE_BINARY_DIR}/debian/copyright DESTINATION ${doc_dir} COMPONENT ${component})
  install(FILES ${CMAKE_BINARY_DIR}/debian/changelog.gz DESTINATION ${doc_dir} COMPONENT ${component})
endforeach()
include(CPack)
