// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/date.h"
#include "core/option.h"

namespace undercast {

/// What to composite, where, when and how (docs/method.md, Compositing).
struct CompositeOptions {
  std::string sentinel2, sentinel1;            ///< folders
  AssetList sentinel2_items, sentinel1_items;  ///< or explicit files
  OptionalDate start, end;
  int period_days = 8;
  std::string area, area_crs = "EPSG:4326";
  std::string crs;
  double resolution = 0;
  std::vector<int> scl_keep{4, 5, 6};
  double cloud_dilation_m = 20;
  double reflectance_scale = 0.0001, reflectance_offset = 0;
  std::string ndvi = "median";
  std::string radar_resampling = "bilinear", radar_units = "db";
  double vh_floor_db = -30;
  bool vv = false;
  int window_px = 0;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

template <class Self, class Visit>
void CompositeOptions::each(Self& self, Visit&& visit) {
  visit("sentinel2", self.sentinel2,
        {.text = "folder of Sentinel-2 L2A: a folder for each date (2018-05-11/B04.tif, B08.tif, SCL.tif; .jp2 too), "
                 ".SAFE products, or one .SAFE product itself"});
  visit("sentinel1", self.sentinel1,
        {.text = "folder of Sentinel-1 backscatter: a folder for each date (2018-05-11/VH.tif, VV.tif); without it "
                 "the cube holds NDVI only"});
  visit("sentinel2-items", self.sentinel2_items,
        {.text = "Sentinel-2 files by name, all values as text: {\"date\", \"B04\", \"B08\", \"SCL\"} and optionally "
                 "{\"scale\", \"offset\"}"});
  visit("sentinel1-items", self.sentinel1_items,
        {.text = "Sentinel-1 files by name: {\"date\", \"VH\"} and optionally {\"VV\"}"});
  visit("start", self.start, {.text = "first day of the first period", .unit = "YYYY-MM-DD"});
  visit("end", self.end, {.text = "last day of the last period", .unit = "YYYY-MM-DD"});
  visit("period", self.period_days,
        {.text = "length of a period; a new year begins on the day and month of --start, and the last period of a "
                 "year ends with it",
         .unit = "days",
         .min = 1,
         .max = 366});
  visit("area", self.area,
        {.text = "area to cover: xmin,ymin,xmax,ymax in --area-crs, or a file with a polygon (GeoJSON, GeoPackage), "
                 "outside of which pixels are missing; empty: the first Sentinel-2 image"});
  visit("area-crs", self.area_crs,
        {.text = "coordinate reference system of four numbers in --area; the default is longitude and latitude"});
  visit("crs", self.crs,
        {.text = "coordinate reference system of the cube, for example EPSG:32631; empty: the one of the first "
                 "Sentinel-2 B04"});
  visit("resolution", self.resolution,
        {.text = "pixel size of the cube; pixel edges lie at multiples of it; 0: the pixels of the first "
                 "Sentinel-2 B04",
         .unit = "units of the CRS",
         .min = 0,
         .max = 1e6});
  visit("scl-keep", self.scl_keep, {.text = "scene classes (SCL) to keep", .min = 0, .max = 11});
  visit("cloud-dilation", self.cloud_dilation_m,
        {.text = "widen cloud and cloud shadow (SCL 3, 8, 9, 10, unless kept) by this distance",
         .unit = "m",
         .min = 0,
         .max = 5000});
  visit("reflectance-scale", self.reflectance_scale,
        {.text = "reflectance = scale * digital number + offset (.SAFE products give their own)",
         .min = 1e-9,
         .max = 1e9});
  visit("reflectance-offset", self.reflectance_offset,
        {.text = "see --reflectance-scale; -0.1 for processing baseline 04.00 and later", .min = -1e9, .max = 1e9});
  visit("ndvi", self.ndvi, {.text = "statistic of a period's NDVI values", .choices = {"median", "max", "medoid"}});
  visit("radar-resampling", self.radar_resampling,
        {.text = "resampling of radar to the cube's pixels", .choices = {"nearest", "bilinear"}});
  visit("radar-units", self.radar_units,
        {.text = "unit of the radar files: dB or linear power", .choices = {"db", "power"}});
  visit("vh-floor", self.vh_floor_db,
        {.text = "VH below this is noise and becomes missing", .unit = "dB", .min = -200, .max = 100});
  visit("vv", self.vv, {.text = "also write VV, which every Sentinel-1 date then needs"});
  visit("window", self.window_px,
        {.text = "side of the windows in work, one a thread; 0: chosen from the data and --memory",
         .unit = "pixels",
         .min = 0,
         .max = 16384});
}

}  // namespace undercast
