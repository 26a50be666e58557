// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "networks/networks.h"

namespace undercast {

/// Compares every device and precision that LibTorch has here with double precision on the processor, on series made
/// for it: the built-in network's answers, and the gradients of their squared error.
std::vector<ArithmeticCheck> check_arithmetic(int threads);

}  // namespace undercast
