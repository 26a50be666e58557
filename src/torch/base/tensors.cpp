// SPDX-License-Identifier: Apache-2.0
#include "torch/base/tensors.h"

#include <fmt/format.h>

#include "core/error.h"

namespace undercast {

NamedTensor to_named(const std::string& name, const torch::Tensor& tensor) {
  const torch::Tensor values = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
  const float* data = values.data_ptr<float>();
  return {name, values.sizes().vec(), std::vector<float>(data, data + values.numel())};
}

torch::Tensor to_torch(const NamedTensor& tensor) {
  return torch::from_blob(const_cast<float*>(tensor.values.data()), tensor.shape, torch::kFloat).clone();
}

torch::Tensor tensor_of(const ModelFile& model, const std::string& name, at::IntArrayRef shape) {
  const NamedTensor& stored = model.tensor(name);
  if (stored.shape != shape.vec())
    throw Error(ErrorKind::bad_input,
                fmt::format("{}: the tensor {} has the shape [{}], expected [{}]", model.name_in_messages, name,
                            fmt::join(stored.shape, ", "), fmt::join(shape.vec(), ", ")),
                "train the model again");
  return to_torch(stored);
}

void store(const torch::nn::Module& module, std::vector<NamedTensor>& tensors, const std::string& prefix) {
  for (const auto& parameter : module.named_parameters())
    tensors.push_back(to_named(prefix + parameter.key(), parameter.value()));
  for (const auto& buffer : module.named_buffers()) tensors.push_back(to_named(prefix + buffer.key(), buffer.value()));
}

void load(torch::nn::Module& module, const ModelFile& model, const std::string& prefix) {
  const torch::NoGradGuard no_grad;
  const auto set = [&](const std::string& name, torch::Tensor& tensor) {
    tensor.copy_(tensor_of(model, prefix + name, tensor.sizes()));
  };
  for (auto& parameter : module.named_parameters()) set(parameter.key(), parameter.value());
  for (auto& buffer : module.named_buffers()) set(buffer.key(), buffer.value());
}

}  // namespace undercast
