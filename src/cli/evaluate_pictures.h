// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "evaluate/table.h"

namespace undercast::cli {

/// PNG: RMSE by gap length for each method, a panel for each protocol.
std::string evaluation_picture(const std::vector<Summary>& summaries);

}  // namespace undercast::cli
