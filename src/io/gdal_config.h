// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// The version of GDAL: "3.6.2".
std::string gdal_version();

/// Whether a text is KEY=VALUE and no name of a file.
bool is_gdal_config(const std::string& text);
/// Sets a configuration option of GDAL, KEY=VALUE, before anything is opened.
void set_gdal_config(const std::string& text);

}  // namespace undercast
