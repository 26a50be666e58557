// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"

namespace undercast {

/// How to read a cube that is not in the program's own layout, or that has wrong metadata.
struct CubeReadOptions {
  OptionalDate start;                       ///< first day of the first period; left open: from the band names
  int period_days = 0;                      ///< 0: from the metadata, or else from the dates' spacing
  std::string ndvi = {}, vh = {}, vv = {};  ///< what holds a variable: a path, or a name within the cube
  std::string red = {}, nir = {};           ///< likewise: reflectances that NDVI is computed from
  double reflectance_scale = 0;             ///< of --red and --nir; 0: as declared
  double reflectance_offset = 0;
  double ndvi_scale = 1;
  std::string date_pattern = {};  ///< empty: dates are looked for in names, as find_date() does

  /// The options for files of the program's own that belong to a cube: only what says their dates.
  CubeReadOptions for_companions() const;

  bool operator==(const CubeReadOptions&) const = default;

  void each(const OptionVisitor& visit);
};

}  // namespace undercast
