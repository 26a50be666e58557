// SPDX-License-Identifier: Apache-2.0
#include "io/cube_read_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.h"
#include "core/letters.h"
#include "io/period_lengths.h"

namespace undercast {

CubeReadOptions CubeReadOptions::for_companions() const {
  CubeReadOptions options;
  options.start = start;
  options.period_days = period_days;
  options.variable = variable;
  options.variable_range = variable_range;
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
  visit("variable", &variable,
        {.text = "index to work on, such as EVI2, of a cube that holds several; left out: NDVI, or the only index that "
                 "the cube holds; `fill` takes a list (NDVI,EVI2) or all, and writes each further index beside the "
                 "output (filled-EVI2.tif)"});
  visit("variable-range", &variable_range,
        {.text = "least and greatest value of the index, such as 0,8 of a leaf area index; left out: as the cube "
                 "declares them, or as they are known of --variable, else -1,1",
         .min = -1e6,
         .max = 1e6});
  visit("ndvi", &ndvi,
        {.text = "what holds NDVI, or the index that --variable names: a file, a folder, a list of files, or the name "
                 "of a variable within the cube"});
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

void check(const CubeReadOptions& options) {
  const std::string& name = options.variable;
  const bool is_word = std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  if (!is_word || upper(name) == "VH" || upper(name) == "VV")
    throw Error(ErrorKind::usage, fmt::format("--variable '{}' is not the name of one index", name),
                "name an index as the bands do: EVI2 for EVI2_2018-05-11");
  const std::vector<double>& range = options.variable_range;
  if (!range.empty() && !(range.size() == 2 && range.front() < range.back()))
    throw Error(ErrorKind::usage, "--variable-range is not the least and the greatest value of an index",
                "give two numbers, such as --variable-range 0,8");
}

SpectralIndex index_of(const CubeReadOptions& options) {
  SpectralIndex index;
  if (!options.variable.empty()) index.name = options.variable;
  if (const KnownIndex* known = known_index(index.name)) index = known->index;
  if (!options.variable_range.empty())
    index.range = {static_cast<float>(options.variable_range.front()),
                   static_cast<float>(options.variable_range.back())};
  return index;
}

}  // namespace undercast
