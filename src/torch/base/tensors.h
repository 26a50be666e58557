// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "networks/model_file.h"
#include "torch/base/torch.h"

namespace undercast {

NamedTensor to_named(const std::string& name, const torch::Tensor& tensor);
torch::Tensor to_torch(const NamedTensor& tensor);
/// Returns a tensor of the file. Throws Error(bad_input) when there is none, or it has another shape.
torch::Tensor tensor_of(const ModelFile& model, const std::string& name, at::IntArrayRef shape);

/// Appends the module's parameters and buffers, with a prefix to their names.
void store(const torch::nn::Module& module, std::vector<NamedTensor>& tensors, const std::string& prefix = "");
/// Sets the module's parameters and buffers from tensors with that prefix. Throws Error(bad_input)
/// when one is not in the file or has another shape there.
void load(torch::nn::Module& module, const ModelFile& model, const std::string& prefix = "");

}  // namespace undercast
