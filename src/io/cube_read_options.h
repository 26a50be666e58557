// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/option.h"
#include "core/spectral_index.h"

namespace undercast {

/// How to read a cube that is not in the program's own layout, or that has wrong metadata.
struct CubeReadOptions {
  OptionalDate start;                       ///< first day of the first period; left open: from the band names
  std::string variable = {};                ///< the index to read; empty: NDVI, or the only one there is
  std::vector<double> variable_range = {};  ///< its least and greatest value; empty: as known or declared
  int period_days = 0;                      ///< 0: from the metadata, or else from the dates' spacing
  std::string ndvi = {}, vh = {}, vv = {};  ///< what holds a variable: a path, or a name within the cube
  std::string red = {}, nir = {};           ///< likewise: reflectances that NDVI is computed from
  double reflectance_scale = 0;             ///< of --red and --nir; 0: as declared
  double reflectance_offset = 0;
  double ndvi_scale = 1;
  std::string date_pattern = {};  ///< empty: dates are looked for in names, as find_date() does

  /// The options for files of the program's own that belong to a cube: only what says their dates
  /// and their variable.
  CubeReadOptions for_companions() const;

  bool operator==(const CubeReadOptions&) const = default;

  void each(const OptionVisitor& visit);
};

/// Throws Error(usage) where --variable or --variable-range is none.
void check(const CubeReadOptions& options);
/// The index that the options name, as far as they and the program know it.
SpectralIndex index_of(const CubeReadOptions& options);

}  // namespace undercast
