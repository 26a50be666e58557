// SPDX-License-Identifier: Apache-2.0
#include "jobs/retrieve_area.h"

#include <fmt/format.h>

#include <cmath>

#include "composite/find_acquisitions.h"
#include "composite/index_formula.h"
#include "composite/safe_product.h"
#include "core/error.h"
#include "io/crs.h"
#include "io/footprint.h"

namespace undercast {

RetrievalArea retrieval_area(CompositeOptions& options) {
  composite_range(options);  // reports missing dates first
  // Without an area this call throws an error that asks for one.
  const std::string zone = options.crs.empty() || options.area.empty() ? utm_zone_of_area(options) : "";
  if (options.crs.empty()) options.crs = zone;
  const PixelMetres unit = metres_per_pixel({crs_to_wkt(options.crs), {0, 1, 0, 0, 0, -1}, 1, 1});
  if (options.resolution == 0 && std::abs(unit.down - 1) > 1e-9)
    throw Error(ErrorKind::usage, fmt::format("--crs {} is not in metres", options.crs),
                "give --resolution in the units of that CRS");
  if (options.resolution == 0) options.resolution = finest_pixel_m(bands_of(index_formulas(options.index)));
  return {output_area(options, {}), optical_range(options), composite_range(options)};
}

}  // namespace undercast
