// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "io/cube_file.h"

namespace undercast {

/// Throws Error(bad_input) when a cube has no observed NDVI at all or only one date. Reads until
/// the first observation.
void require_observations(CubeSource& cube);

/// A vit needs windows of neighbouring pixels: throws Error(usage) for a list of points. `network`
/// is for the message.
void require_neighbours(const CubeLayout& layout, const std::string& network);

/// Warns when a cube holds filled values, which would count as observed.
void warn_if_filled(const CubeFile& cube);

/// Warns of dates that depart from their neighbours and of gaps of radar in a finished cube
/// (gaps/doubtful_dates.h), judged on a sample of a large one.
void warn_of_doubts(const std::string& path, const std::string& variable = {});
/// Warns of gaps of radar in a cube whose radar is to be used, and describes them; empty: none.
std::string warn_of_radar_gaps(CubeSource& cube, const std::string& name);

}  // namespace undercast
