// SPDX-License-Identifier: Apache-2.0
// Compiled for processors with AVX2 (CMakeLists.txt).
#ifdef __x86_64__
#include "learn/fused/backward.h"

namespace undercast::fused {

const Kernel kAvx2{"AVX2", kLanes, false, scratch_bytes<float>, forward<float>, learning_scratch_bytes, learn};

}  // namespace undercast::fused
#endif
