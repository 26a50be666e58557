// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "networks/networks.h"

namespace undercast {

/// Compares every device and precision that LibTorch has here with double precision on the CPU. It
/// compares the built-in network's answers to made-up series, and the gradients of their squared
/// error. On a CPU without bf16 instructions bf16 is left out.
std::vector<ArithmeticCheck> check_arithmetic(int threads);

}  // namespace undercast
