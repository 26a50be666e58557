// SPDX-License-Identifier: Apache-2.0
// For any processor.
#include "learn/fused/backward.h"

namespace undercast::fused {

const Kernel kPlain{"plain", kLanes, false, scratch_bytes<float>, forward<float>, learning_scratch_bytes, learn};

}  // namespace undercast::fused
