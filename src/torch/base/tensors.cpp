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

torch::Tensor tensor_like(const ModelFile& model, const std::string& name, const torch::Tensor& like) {
  const NamedTensor& stored = model.tensor(name);
  if (stored.shape != like.sizes().vec())
    throw Error(ErrorKind::bad_input,
                fmt::format("{}: the tensor {} has the shape [{}], expected [{}]", model.called, name,
                            fmt::join(stored.shape, ", "), fmt::join(like.sizes().vec(), ", ")),
                "train the model again");
  return to_torch(stored);
}

void store(const torch::nn::Module& module, std::vector<NamedTensor>& tensors) {
  for (const auto& parameter : module.named_parameters())
    tensors.push_back(to_named(parameter.key(), parameter.value()));
  for (const auto& buffer : module.named_buffers()) tensors.push_back(to_named(buffer.key(), buffer.value()));
}

void load(torch::nn::Module& module, const ModelFile& model) {
  const torch::NoGradGuard no_grad;
  const auto set = [&](const std::string& name, torch::Tensor& tensor) {
    tensor.copy_(tensor_like(model, name, tensor));
  };
  for (auto& parameter : module.named_parameters()) set(parameter.key(), parameter.value());
  for (auto& buffer : module.named_buffers()) set(buffer.key(), buffer.value());
}

}  // namespace undercast
