// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "stac/item.h"

namespace undercast {

/// An archive with a STAC API, and its collections.
struct StacArchive {
  std::string name;
  std::string api;        ///< address of the API, without /search
  std::string sas;        ///< address that issues tokens for its files; empty: files are open, or need keys
  std::string sentinel2;  ///< collection of L2A images; empty: the user must name one
  std::string sentinel1;  ///< collection of terrain-corrected gamma0 in linear power; empty: none
  std::string s3_bucket, s3_endpoint;  ///< for s3:// addresses outside of Amazon
  int connections = 20;                ///< images that are fetched at once, by default
};

/// Finds planetary-computer, earth-search, cdse, or another archive by the URL of its API. Throws
/// Error(usage).
StacArchive find_archive(const std::string& source);
std::vector<std::string> archive_names();

enum class StacBand { red, nir, scl, vh, vv };

/// The file of a band in an item, by the names that archives use (red, B04, B04_10m, ...); null
/// when there is none.
const StacAsset* find_asset(const StacItem& item, StacBand band);

/// reflectance = scale * digital number + offset, for B04 and B08 alike.
struct StacReflectance {
  double scale = 0.0001, offset = 0;
  /// The catalogue can be wrong here: the data must be checked, too (offset_is_taken_off).
  bool is_doubtful = false;
};

/// How reflectance follows from the digital numbers of an item, by collection and processing
/// baseline (docs/retrieve.md). Some archives have subtracted the offset of late baselines already.
/// Throws Error(bad_input) when the item does not say enough.
StacReflectance reflectance_of(const StacItem& item);

}  // namespace undercast
