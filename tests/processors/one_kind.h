// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/cube.h"

/// Fills a cube with each method whose code is compiled for several kinds of processor. Modules
/// hold this function with the code for one kind; the test itself holds it as the program does,
/// which chooses among all kinds. The result is [time, row, col] by method.
extern "C" void undercast_fill(const undercast::Cube& cube, int threads,
                               std::map<std::string, std::vector<float>>& filled);
