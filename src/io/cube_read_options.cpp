// SPDX-License-Identifier: Apache-2.0
#include "io/cube_read_options.h"

#include "io/period_lengths.h"

namespace undercast {

CubeReadOptions CubeReadOptions::for_companions() const {
  CubeReadOptions options;
  options.start = start;
  options.period_days = period_days;
  return options;
}

void CubeReadOptions::each(const OptionVisitor& given) {
  const OptionVisitor visit = in_group("Reading", given);
  visit("cube-start", &start,
        {.text = "first day of a cube whose bands are numbered (NDVI_00) instead of dated", .unit = "YYYY-MM-DD"});
  visit("cube-period", &period_days,
        {.text = "period length; comes before the cube's metadata; 0: from these, or from the dates",
         .unit = "days",
         .min = 0,
         .max = kLongestPeriodDays});
  visit("ndvi", &ndvi,
        {.text = "what holds NDVI: a file, a folder, a list of files, or the name of a variable within the cube"});
  visit("vh", &vh, {.text = "what holds VH, likewise"});
  visit("vv", &vv, {.text = "what holds VV, likewise"});
  visit("red", &red,
        {.text = "what holds red reflectance, likewise; NDVI is then computed from --red and --nir, and missing "
                 "where red is below 0.005"});
  visit("nir", &nir, {.text = "what holds near-infrared reflectance, likewise"});
  visit("reflectance-scale", &reflectance_scale,
        {.text = "of --red and --nir: reflectance = scale * number + offset; 0: as the files declare",
         .min = 0,
         .max = 1e9});
  visit("reflectance-offset", &reflectance_offset,
        {.text = "see --reflectance-scale; -0.1 for Sentinel-2 of processing baseline 04.00 and later",
         .min = -1e9,
         .max = 1e9});
  visit("ndvi-scale", &ndvi_scale,
        {.text = "factor of the stored NDVI, such as 0.0001 for integers whose scale is not declared",
         .min = 1e-9,
         .max = 1e9});
  visit("date-pattern", &date_pattern,
        {.text = "where dates stand in the names of files or bands: %Y, %m, %d and %j (day of the year) stand for "
                 "digits, such as S2_%d%m%Y; dates such as 2018-05-01 and 20180501 are found without it"});
}

}  // namespace undercast
