// SPDX-License-Identifier: Apache-2.0
#include "cli/model_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "gaps/gap_bins.h"

namespace undercast::cli {
namespace {

std::string as_text(const nlohmann::json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

void print_section(const std::string& title, const nlohmann::json& object) {
  fmt::print("\n{}\n", title);
  for (const auto& [key, value] : object.items()) fmt::print("  {:<22} {}\n", key, as_text(value));
}

// Prints the weights of the guard, a row for each kind of date and bin of gap length.
void print_guard(const nlohmann::json& guard) {
  const auto& methods = guard.at("methods");
  fmt::print("\nweights of the methods, %\n  {:<36}{:>8}", "gap", "linear");
  for (const auto& method : methods) fmt::print("{:>18}", method.get<std::string>());
  fmt::print("\n");
  const char* const kinds[] = {"date partly observed", "date never observed"};
  for (std::size_t kind = 0; kind < kDateKinds; ++kind)
    for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) {
      const auto shares = guard.at("shares").at(kind).at(bin).get<std::vector<double>>();
      fmt::print("  {:<22}  {:>10} d{:>8.0f}", kinds[kind], kGapBins[bin],
                 std::max(0.0, 100 * (1 - std::accumulate(shares.begin(), shares.end(), 0.0))));
      for (const double share : shares) fmt::print("{:>18.0f}", 100 * share);
      fmt::print("\n");
    }
}

}  // namespace

void print_model_info(const std::string& path, bool as_json) {
  const ModelFile model = read_model_file(path);  // with weights, to verify their checksum
  if (as_json) {
    fmt::print("{}\n", model.header.dump(2));
    return;
  }
  const nlohmann::json& header = model.header;
  long long weights = 0;
  for (const NamedTensor& tensor : model.tensors) weights += static_cast<long long>(tensor.values.size());
  fmt::print("{}\n\nmodel      {}, {} weights, made by undercast {}\n", path, header.value("kind", "unknown"), weights,
             header.value("version", "unknown"));
  if (header.contains("channels")) {
    const nlohmann::json& channels = header.at("channels");
    fmt::print("channels   {} NDVI, {} VH and {} VV steps\n", channels.value("ndvi", 0), channels.value("vh", 0),
               channels.value("vv", 0));
  }
  if (header.contains("guard")) print_guard(header.at("guard"));
  if (!header.contains("training")) return;
  nlohmann::json training = header.at("training");
  fmt::print("held out   RMSE {:.4f} on {} values (linear interpolation {:.4f}), at step {}\n",
             training.value("held_out_rmse", 0.0), training.value("held_out_values", 0LL),
             training.value("held_out_rmse_linear", 0.0), training.value("best_step", training.value("step", 0LL)));
  for (const nlohmann::json& scene : training.value("scenes", nlohmann::json::array()))
    fmt::print("trained on {}\n", as_text(scene));
  print_section("training options", training.value("options", nlohmann::json::object()));
}

}  // namespace undercast::cli
