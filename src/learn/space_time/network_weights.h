// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "networks/model_file.h"
#include "networks/network_options.h"

namespace undercast {

/// Holds the weights of a space-time network, whose definition is torch/space_time/space_time.h, as
/// arrays by name.
struct NetworkWeights {
  /// Makes zeros for all arrays of a network of these sizes.
  static NetworkWeights zeros(const SpaceTimeOptions& options, std::size_t features);
  /// Reads the arrays with a prefix. Throws Error(bad_input) when one is not in the file or has
  /// another shape there.
  static NetworkWeights read(const ModelFile& file, const std::string& prefix, const SpaceTimeOptions& options,
                             std::size_t features);
  /// Appends the arrays to a file, with a prefix to their names.
  void store(const std::string& prefix, ModelFile& file) const;

  const std::vector<float>& of(const std::string& name) const { return find(name).values; }
  std::vector<float>& of(const std::string& name) { return const_cast<NamedTensor&>(find(name)).values; }
  std::size_t features() const { return of("mean").size(); }

  /// Takes the weights of a network with other inputs. Inputs are matched by name: inputs that the
  /// other network does not know keep the weights that they have here.
  void take_from(const NetworkWeights& other, const std::vector<std::string>& known,
                 const std::vector<std::string>& features);

  SpaceTimeOptions options;
  std::vector<NamedTensor> arrays;

 private:
  const NamedTensor& find(const std::string& name) const;
};

}  // namespace undercast
