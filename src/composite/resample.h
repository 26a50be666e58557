// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "composite/pixel_places.h"
#include "composite/source_image.h"

namespace undercast {

enum class Resampling { nearest, bilinear };

/// The part of `image` that resampling onto `places` reads, widened by `margin_px`; no pixels when
/// the two do not meet.
Window source_window(const PixelPlaces& places, const SourceImage& image, Resampling resampling, int margin_px = 0);

/// Resamples `values` [row, col], which are the window `from` of `image`, to `places`. The result
/// is NaN outside the image and where the source pixel that holds a pixel's centre is NaN; other
/// NaN have no weight. Bilinear is GDAL's triangle kernel: it reaches the centres of four source
/// pixels, or proportionally further when output pixels are larger, so that all source pixels
/// count. On a grid whose pixels coincide, values are unchanged.
std::vector<float> resample(const PixelPlaces& places, const SourceImage& image, const Window& from,
                            const std::vector<float>& values, Resampling resampling);

/// Sets how many pixels of the image one pixel of `output` spans, measured at the centre of
/// `output`, so that every window agrees.
void place_on(const Grid& output, SourceImage& image);

}  // namespace undercast
