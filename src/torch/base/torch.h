// SPDX-License-Identifier: Apache-2.0
#pragma once
// The parts of LibTorch that the networks use. <torch/torch.h> would cost each file ten seconds more.
#include <torch/cuda.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>
#include <torch/types.h>
#include <torch/utils.h>
