// SPDX-License-Identifier: Apache-2.0
#include "io/options_json.h"

#include "core/version.h"

namespace undercast {

std::map<std::string, std::string> run_metadata(const std::string& command, const nlohmann::json& options) {
  return {{"UNDERCAST_VERSION", kVersion}, {"UNDERCAST_COMMAND", command}, {"UNDERCAST_OPTIONS", options.dump()}};
}

}  // namespace undercast
