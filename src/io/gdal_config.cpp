// SPDX-License-Identifier: Apache-2.0
#include "io/gdal_config.h"

#include <cpl_conv.h>
#include <gdal.h>

#include <filesystem>

namespace undercast {

std::string gdal_version() { return GDALVersionInfo("RELEASE_NAME"); }

bool is_gdal_config(const std::string& text) {
  const std::size_t equals = text.find('=');
  std::error_code unreadable;
  return equals != std::string::npos && equals > 0 && !std::filesystem::exists(text, unreadable);
}

void set_gdal_config(const std::string& text) {
  const std::size_t equals = text.find('=');
  CPLSetConfigOption(text.substr(0, equals).c_str(), text.substr(equals + 1).c_str());
}

}  // namespace undercast
