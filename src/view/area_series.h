// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "view/place_series.h"
#include "view/polygon.h"

namespace undercast {

/// Returns the mean and standard deviation over the pixels whose centres lie within a polygon, and
/// how many of them were observed. The mean of backscatter is taken in power, its deviation in dB.
/// Large areas are sampled through overviews, in bounded memory. Throws Error(usage) where no pixel
/// lies within, Error(io).
PlaceSeries series_of_area(const ViewedScene& scene, const Polygon& polygon);

}  // namespace undercast
