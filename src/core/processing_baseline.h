// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace undercast {

/// Which processing of a Sentinel-2 observation an image is. ESA processes old observations again
/// with newer baselines.
struct Processing {
  std::string observation;  ///< the same for every processing of one tile of one datatake
  int baseline = 0;         ///< 510 for 05.10
};

/// From baseline 04.00 on, ESA adds 1000 to the digital numbers of level 2A, so that reflectance =
/// (DN - 1000) / 10000.
constexpr bool has_offset(int baseline) { return baseline >= 400; }

/// Keeps only the images of each observation's newest baseline. `processing_of(image)` returns a
/// Processing.
template <class Image, class ProcessingOf>
void keep_newest_baseline(std::vector<Image>& images, const ProcessingOf& processing_of) {
  std::map<std::string, int> newest;
  for (const Image& image : images) {
    const Processing processing = processing_of(image);
    int& baseline = newest[processing.observation];
    baseline = std::max(baseline, processing.baseline);
  }
  std::erase_if(images, [&](const Image& image) {
    const Processing processing = processing_of(image);
    return processing.baseline < newest[processing.observation];
  });
}

}  // namespace undercast
