// SPDX-License-Identifier: Apache-2.0
#include "composite/composite_options.h"

#include "core/decibels.h"
#include "core/spectral_index.h"

namespace undercast {

void CompositeOptions::each(const OptionVisitor& visit) {
  visit("sentinel2", &sentinel2,
        {.text = "folder of Sentinel-2 L2A: a folder for each date (2018-05-11/B04.tif, B08.tif, SCL.tif, "
                 "and the bands of other indices; .jp2 too), "
                 ".SAFE products, or one .SAFE product itself",
         .holds = {"folder"}});
  visit("sentinel1", &sentinel1,
        {.text = "folder of Sentinel-1 backscatter: a folder for each date (2018-05-11/VH.tif, VV.tif), which may name "
                 "the relative orbit (2018-05-11_orbit-37); without it the cube holds no radar",
         .holds = {"folder"}});
  visit("sentinel2-items", &sentinel2_items,
        {.text = "Sentinel-2 files by name, all values as text: {\"date\", \"B04\", \"B08\", \"SCL\"} and optionally "
                 "{\"scale\", \"offset\", \"mask\", \"name\" (of this processing of the image), \"mask-name\" (of a "
                 "mask that comes with it)} and other bands"});
  visit("sentinel1-items", &sentinel1_items,
        {.text = "Sentinel-1 files by name, all values as text: {\"date\", \"VH\"} and optionally {\"VV\", \"mask\" (a "
                 "file that is 0 where they are valid), \"relative-orbit\", \"platform\", \"name\"}"});
  visit("start", &start, {.text = "first day of the first period", .unit = "YYYY-MM-DD"});
  visit("end", &end, {.text = "last day of the last period", .unit = "YYYY-MM-DD"});
  visit("context-years", &context_years,
        {.text = "begin with NDVI so many years before --start: what other years did at the same season helps to fill "
                 "gaps; radar begins at --start",
         .unit = "years",
         .min = 0,
         .max = 20});
  visit("period", &period_days,
        {.text = "length of a period; a new year begins on the day and month of --start, and the last period of a "
                 "year ends with it",
         .unit = "days",
         .min = 1,
         .max = 366});
  visit("area", &area,
        {.text = "area to cover: xmin,ymin,xmax,ymax in --area-crs, or a file with a polygon (GeoJSON, GeoPackage), "
                 "outside of which pixels are missing; empty: the first Sentinel-2 image"});
  visit("area-crs", &area_crs,
        {.text = "coordinate reference system of four numbers in --area; the default is longitude and latitude"});
  visit("crs", &crs,
        {.text = "coordinate reference system of the cube, for example EPSG:32631; empty: the one of the first "
                 "Sentinel-2 image"});
  visit("resolution", &resolution,
        {.text = "pixel size of the cube; pixel edges lie at multiples of it; 0: the pixels of the finest "
                 "band of the first Sentinel-2 image",
         .unit = "units of the CRS",
         .min = 0,
         .max = 1e6});
  visit("index", &index,
        {.text = "indices that the cube holds: " + known_index_names() +
                 ", or formulas over bands of Sentinel-2, such as \"GNDVI=(B08-B03)/(B08+B03)\", with their least and "
                 "greatest value where they have no bounds: \"SR=B08/B04 in 0..30\""});
  visit("scl-keep", &scl_keep, {.text = "scene classes (SCL) to keep", .min = 0, .max = 11});
  visit("mask", &mask,
        {.text = "folder of cloud masks from elsewhere, which take the place of SCL: rasters of one band whose names "
                 "(or whose folder's name) hold the date, and the tile where a date has several; say with --mask-keep, "
                 "--mask-min and --mask-max, or --mask-bits which of their values are clear",
         .holds = {"folder"}});
  visit("mask-keep", &mask_keep,
        {.text = "values of the masks that are clear, such as 0 of OmniCloudMask and CloudSEN12, and 0,1 of Fmask",
         .min = -32768,
         .max = 65535});
  visit("mask-min", &mask_min,
        {.text = "least value of the masks that is clear, such as 0.6 of Cloud Score+",
         .min = -kNoMaskLimit,
         .max = kNoMaskLimit});
  visit("mask-max", &mask_max,
        {.text = "greatest value of the masks that is clear, such as 20 of a cloud probability",
         .min = -kNoMaskLimit,
         .max = kNoMaskLimit});
  visit("mask-bits", &mask_bits,
        {.text = "bits of the masks that are 0 where it is clear, counted from 0, such as 1,2,3 of HLS Fmask",
         .min = 0,
         .max = 23});
  visit("mask-missing", &mask_missing,
        {.text = "what becomes of an image without a mask: refuse: the run; scl: its SCL serves; drop: it is left out",
         .choices = {"refuse", "scl", "drop"}});
  visit("cloud-dilation", &cloud_dilation_m,
        {.text = "widen cloud and cloud shadow (SCL 3, 8, 9, 10, unless kept; of masks from elsewhere all that is not "
                 "clear) by this "
                 "distance",
         .unit = "m",
         .min = 0,
         .max = 5000});
  visit("reflectance-scale", &reflectance_scale,
        {.text = "reflectance = scale * digital number + offset (.SAFE products give their own)",
         .min = 1e-9,
         .max = 1e9});
  visit("reflectance-offset", &reflectance_offset,
        {.text = "see --reflectance-scale; -0.1 for processing baseline 04.00 and later", .min = -1e9, .max = 1e9});
  visit("red-floor", &red_floor,
        {.text = "an index that uses B04 becomes missing where red reflectance is below this, because the errors of "
                 "atmospheric correction "
                 "then decide it; 0: none does",
         .unit = "reflectance",
         .min = 0,
         .max = 1});
  visit("screen", &screen,
        {.text =
             "suspect values of Sentinel-2 images, dips such as clouds make that the mask overlooked: off: they count "
             "as observed; flag: they do, and the program says how many there are; drop: they are left out",
         .choices = {"off", "flag", "drop"}});
  visit("ndvi", &ndvi, {.text = "statistic of a period's values of an index", .choices = {"median", "max", "medoid"}});
  visit("radar-resampling", &radar_resampling,
        {.text = "resampling of radar to the cube's pixels", .choices = {"nearest", "bilinear"}});
  visit("radar-units", &radar_units,
        {.text = "unit of the radar files: dB or linear power", .choices = {"db", "power"}});
  visit("radar-orbits", &radar_orbits,
        {.text =
             "relative orbits of the radar: the best one alone, all together, or each apart (the best in the cube, "
             "each other one in a cube beside it); auto: together those that each cover nearly all periods; all where "
             "none does",
         .choices = {"auto", "best", "together", "apart"}});
  visit("vh-floor", &vh_floor_db,
        {.text = "VH below this is noise and becomes missing", .unit = "dB", .min = kLeastDb, .max = kMostDb});
  visit("vv", &vv, {.text = "also write VV, if every Sentinel-1 date has it"});
  visit("window", &window_px,
        {.text = "side of the windows in work, one a thread; 0: chosen from the data and --memory",
         .unit = "pixels",
         .min = 0,
         .max = 16384});
}

}  // namespace undercast
