// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "composite/acquisition.h"
#include "composite/composite_options.h"
#include "core/time_axis.h"

namespace undercast {

/// The days from --start to --end. Throws Error(usage) when one is absent or not a date, or when
/// the end is before the start.
DateRange composite_range(const CompositeOptions& options);
/// The days of Sentinel-2 images: they begin --context-years years before --start and end with --end.
/// Throws as composite_range does.
DateRange optical_range(const CompositeOptions& options);

/// The periods of each variable; NDVI begins with the periods of --context-years. Throws as
/// optical_range does.
struct CompositePeriods {
  TimeAxis ndvi, radar;
};
CompositePeriods composite_periods(const CompositeOptions& options);

/// The Sentinel-2 images that the options name within `range`, in order of date; files of other
/// dates are not opened. Throws Error(usage) when the options name none, Error(bad_input) when a
/// file is absent or no image is in `range`.
std::vector<OpticalFiles> find_optical(const CompositeOptions& options, const DateRange& range);

/// The Sentinel-1 images, likewise; none when the options name none.
std::vector<RadarFiles> find_radar(const CompositeOptions& options, const DateRange& range);

/// All images that a cube is made of.
struct FoundFiles {
  std::vector<OpticalFiles> optical;
  std::vector<RadarFiles> radar;
};
/// Throws as find_optical does. Sentinel-2 must have an image from --start on, too; a warning says
/// where --context-years begin long before the first one.
FoundFiles find_files(const CompositeOptions& options);

}  // namespace undercast
