// SPDX-License-Identifier: Apache-2.0
// Compiled for processors with AVX512 (CMakeLists.txt).
#ifdef __x86_64__
#include "learn/fused/backward.h"

namespace undercast::fused {

const Kernel kAvx512{"AVX-512", kLanes, false, scratch_bytes<float>, forward<float>, learning_scratch_bytes, learn};
const Kernel kAvx512Bf16{"AVX-512 bf16", kLanes, true, scratch_bytes<Bf16>, forward<Bf16>};

}  // namespace undercast::fused
#endif
