// SPDX-License-Identifier: Apache-2.0
#include "core/spectral_index.h"

#include <fmt/format.h>

#include <array>

#include "core/letters.h"

namespace undercast {
namespace {

// The ranges are the extremes over reflectances in [0, 1].
const std::array<KnownIndex, 5>& known() {
  static const std::array<KnownIndex, 5> indices{{
      // Rouse et al. (1974), "Monitoring vegetation systems in the Great Plains with ERTS".
      {{"NDVI", {-1, 1}}, "(B08-B04)/(B08+B04)"},
      // Jiang et al. (2008), "Development of a two-band enhanced vegetation index without a blue
      // band".
      {{"EVI2", {-2.5F / 3.4F, 1.25F}}, "2.5*(B08-B04)/(B08+2.4*B04+1)"},
      // Barnes et al. (2000), "Coincident detection of crop water stress, nitrogen status and canopy
      // density".
      {{"NDRE", {-1, 1}}, "(B8A-B05)/(B8A+B05)"},
      // Gao (1996), "NDWI: a normalized difference water index"; the field calls it NDMI.
      {{"NDMI", {-1, 1}}, "(B8A-B11)/(B8A+B11)"},
      // Camps-Valls et al. (2021), "A unified vegetation index for quantifying the terrestrial
      // biosphere".
      {{"kNDVI", {0, 0.7615942F}}, "tanh(((B08-B04)/(B08+B04))^2)"},
  }};
  return indices;
}

}  // namespace

const KnownIndex* known_index(const std::string& name) {
  const auto* found = std::find_if(known().begin(), known().end(), [&](const KnownIndex& candidate) {
    return upper(candidate.index.name) == upper(name);
  });
  return found == known().end() ? nullptr : found;
}

std::string known_index_names() {
  std::string names;
  for (const KnownIndex& known : known()) names += (names.empty() ? "" : ", ") + known.index.name;
  return names;
}

}  // namespace undercast
