// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/option.h"

namespace undercast {

/// What to composite, where, when and how (docs/method.md, Compositing).
struct CompositeOptions {
  std::string sentinel2, sentinel1;            ///< folders
  AssetList sentinel2_items, sentinel1_items;  ///< or explicit files
  std::string start, end;
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
  std::string memory = "4G";
  int window_px = 0;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

template <class Self, class Visit>
void CompositeOptions::each(Self& self, Visit&& visit) {
  visit("sentinel2", self.sentinel2,
        OptionText{"folder of Sentinel-2 L2A: a folder for each date (2018-05-11/B04.tif, B08.tif, SCL.tif; .jp2 too), "
                   ".SAFE products, or one .SAFE product itself"});
  visit("sentinel1", self.sentinel1,
        OptionText{"folder of Sentinel-1 backscatter: a folder for each date (2018-05-11/VH.tif, VV.tif); without it "
                   "the cube holds NDVI only"});
  visit("sentinel2-items", self.sentinel2_items,
        OptionText{"Sentinel-2 files by name, all values as text: {\"date\", \"B04\", \"B08\", \"SCL\"} and optionally "
                   "{\"scale\", \"offset\"}"});
  visit("sentinel1-items", self.sentinel1_items,
        OptionText{"Sentinel-1 files by name: {\"date\", \"VH\"} and optionally {\"VV\"}"});
  visit("start", self.start, OptionText{"first day of the first period", "YYYY-MM-DD"});
  visit("end", self.end, OptionText{"last day of the last period", "YYYY-MM-DD"});
  visit("period", self.period_days,
        OptionText{"length of a composite; each year counts from the day and month of --start, and its last period "
                   "ends with it",
                   "days", 1, 366});
  visit("area", self.area,
        OptionText{"what to cover: xmin,ymin,xmax,ymax in --area-crs, or a file with a polygon (GeoJSON, GeoPackage), "
                   "outside which pixels are missing; empty: the first Sentinel-2 image"});
  visit("area-crs", self.area_crs,
        OptionText{"coordinate reference system of four numbers in --area; the default is longitude and latitude"});
  visit("crs", self.crs,
        OptionText{"coordinate reference system of the cube, for example EPSG:32631; empty: of the first Sentinel-2 "
                   "B04"});
  visit("resolution", self.resolution,
        OptionText{"pixel size of the cube, its pixels' edges at multiples of it; 0: the pixels of the first "
                   "Sentinel-2 B04",
                   "units of the CRS", 0, 1e6});
  visit("scl-keep", self.scl_keep, OptionText{"scene classes (SCL) to keep", "", 0, 11});
  visit("cloud-dilation", self.cloud_dilation_m,
        OptionText{"widen cloud and cloud shadow (SCL 3, 8, 9, 10, unless kept) by this distance", "m", 0, 5000});
  visit("reflectance-scale", self.reflectance_scale,
        OptionText{"reflectance = scale * digital number + offset (.SAFE products say their own)", "", 1e-9, 1e9});
  visit("reflectance-offset", self.reflectance_offset,
        OptionText{"see --reflectance-scale; -0.1 for processing baseline 04.00 and later", "", -1e9, 1e9});
  visit("ndvi", self.ndvi,
        OptionText{"how a period's NDVI values become one", "", {}, {}, {"median", "max", "medoid"}});
  visit("radar-resampling", self.radar_resampling,
        OptionText{"how radar gets onto the cube's pixels", "", {}, {}, {"nearest", "bilinear"}});
  visit("radar-units", self.radar_units,
        OptionText{"what the radar files hold: dB, or linear power", "", {}, {}, {"db", "power"}});
  visit("vh-floor", self.vh_floor_db, OptionText{"VH below this is noise and masked", "dB", -200, 100});
  visit("vv", self.vv, OptionText{"write VV as well; every Sentinel-1 date needs it then"});
  visit("memory", self.memory, OptionText{"most memory to take", "2G, 512M"});
  visit("window", self.window_px,
        OptionText{"side of the windows that are worked on at once, 0: fitted to the data and --memory", "pixels", 0,
                   16384});
}

}  // namespace undercast
