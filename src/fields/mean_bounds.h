// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace undercast {

/// Returns how wide the bounds of a field's mean are, relative to the mean distance of its pixels'
/// bounds. Errors within a field are correlated, so that the factor stays large with any number of
/// filled pixels (docs/method.md, Bounds of a field's mean).
double mean_bounds_factor(double filled_pixels);

}  // namespace undercast
