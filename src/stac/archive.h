// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "stac/item.h"

namespace undercast {

/// An archive with a STAC API, and its collections.
struct StacArchive {
  std::string name = {};
  std::string api = {};        ///< address of the API, without /search
  std::string sas = {};        ///< address that issues tokens for its files; empty: files are open, or need keys
  std::string sentinel2 = {};  ///< collection of L2A images; empty: the user must name one
  std::string sentinel1 = {};  ///< collection of terrain-corrected gamma0 in linear power; empty: none
  bool earthdata = false;      ///< its files need a login of NASA's Earthdata
  std::string s3_bucket = {}, s3_endpoint = {};  ///< for s3:// addresses outside of Amazon
  int connections = 20;                          ///< images that are fetched at once, by default
};

/// Finds planetary-computer, earth-search, cdse, opera, or another archive by the URL of its API.
/// `collection` is the one that the user names; without it, the archive must have a usual one for
/// the sensor. Throws Error(usage), with the archives that have images of the sensor.
StacArchive find_archive(const std::string& source, const std::string& collection = {});
StacArchive find_radar_archive(const std::string& source, const std::string& collection = {});

/// Whether an item is a burst of OPERA's.
bool is_opera(const StacItem& item);

/// The file of a band in an item, by the names that archives use (red, B04 or B04_10m for B04); null
/// when there is none. Bands are B01 to B12 and SCL of Sentinel-2, VH, VV and mask of Sentinel-1,
/// whose mask is 0 where it is valid. OPERA's files are known by the ends of their names.
const StacAsset* find_asset(const StacItem& item, const std::string& band);

/// The bands of a radar item that a cube needs.
std::vector<std::string> radar_bands(const StacItem& item, bool vv);

/// reflectance = scale * digital number + offset, for all bands of an item alike.
struct StacReflectance {
  double scale = 0.0001, offset = 0;
};

/// How reflectance follows from the digital numbers of these bands of an item, by collection and
/// processing baseline (docs/retrieve.md). Some archives have subtracted the offset of late
/// baselines already; baselines before 04.00 have none, whatever the item says.
/// Throws Error(bad_input) when the item does not say enough, or says different things of two bands.
StacReflectance reflectance_of(const StacItem& item, const std::vector<std::string>& bands);

/// Whether the catalogue can be wrong about the offset of an item: then red must be checked, too
/// (offset_is_taken_off).
bool has_doubtful_offset(const StacItem& item);

}  // namespace undercast
