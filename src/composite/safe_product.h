// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "composite/acquisition.h"
#include "core/processing_baseline.h"

namespace undercast {

/// What the name of a Sentinel-2 L2A product says:
/// S2A_MSIL2A_20180511T105031_N0207_R051_T31UES_20180511T140421.SAFE.
struct SafeName {
  Date sensing;
  Processing processing;
};

/// Throws Error(bad_input) for another name, or another level than L2A.
SafeName parse_safe_name(const std::filesystem::path& product);

/// The products without those whose observation was processed again with a newer baseline.
std::vector<std::filesystem::path> newest_processing(std::vector<std::filesystem::path> products);

/// The smallest pixel that Sentinel-2 has in these bands, in metres.
double finest_pixel_m(const std::vector<std::string>& bands);

/// The images of a product, one for each granule: the SCL and the wanted bands, with the scale and
/// offset that its MTD_MSIL2A.xml gives for them (Sentinel-2 Products Specification Document,
/// BOA_QUANTIFICATION_VALUE and BOA_ADD_OFFSET). Throws Error(bad_input) when a band or its scale
/// is absent.
std::vector<OpticalFiles> read_safe_product(const std::filesystem::path& product,
                                            const std::vector<std::string>& bands = {"B04", "B08"});

}  // namespace undercast
