// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "retrieve/stac_item.h"

namespace undercast {

/// An archive with a STAC API, and what is fetched from it.
struct StacArchive {
  std::string name;
  std::string api;        ///< address of the API, without /search
  std::string sas;        ///< where tokens for its files are issued; empty: files are open, or have keys of their own
  std::string sentinel2;  ///< collection of L2A images; empty: the user must say
  std::string sentinel1;  ///< collection of radiometrically terrain-corrected backscatter in linear power; empty: none
  std::string s3_bucket, s3_endpoint;  ///< of s3:// addresses that are not with Amazon
  int connections = 20;                ///< images that are fetched at once, unless the user says
};

/// planetary-computer, earth-search, cdse, or another archive by the URL of its API. Throws Error(usage).
StacArchive find_archive(const std::string& source);
std::vector<std::string> archive_names();

enum class StacBand { red, nir, scl, vh, vv };

/// The item's file of a band under the names that archives give it (red, B04, B04_10m, ...); null when it has none.
const StacAsset* find_asset(const StacItem& item, StacBand band);

/// reflectance = scale * digital number + offset, for B04 and B08 alike.
struct StacReflectance {
  double scale = 0.0001, offset = 0;
  /// The catalogue is known to be wrong here at times: look at the data, too (applied_offset).
  bool is_doubtful = false;
};

/// What the digital numbers of an item mean, by collection and processing baseline (docs/retrieve.md). From baseline
/// 04.00 on ESA adds 1000 to them; some archives have taken that off again. Throws Error(bad_input) when the item does
/// not say enough.
StacReflectance reflectance_of(const StacItem& item);

}  // namespace undercast
