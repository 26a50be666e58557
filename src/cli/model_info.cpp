// SPDX-License-Identifier: Apache-2.0
#include "cli/model_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gaps/gap_bins.h"
#include "jobs/fillers.h"
#include "networks/trained_model.h"

namespace undercast::cli {
namespace {

std::string as_text(const JsonValue& value) {
  return value.json().is_string() ? value.as<std::string>() : to_text(value.json());
}

void print_section(const std::string& title, const JsonValue& object) {
  fmt::print("\n{}\n", title);
  for (const auto& [key, value] : object.members()) fmt::print("  {:<22} {}\n", key, as_text(value));
}

// Prints weights of a guard, a row for each kind of date and bin of gap length.
void print_shares(const std::string& title, const std::vector<std::string>& methods, const JsonValue& shares_by_kind) {
  const auto shares_of = shares_by_kind.as<std::array<std::array<std::vector<double>, kGapBins.size()>, kDateKinds>>();
  fmt::print("\n{}, %\n  {:<37}{:>8}", title, "gap", "linear");
  for (const auto& method : methods) fmt::print("{:>18}", method);
  fmt::print("\n");
  const char* const kinds[] = {"date partly observed", "date never observed"};
  for (std::size_t kind = 0; kind < kDateKinds; ++kind)
    for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) {
      const std::vector<double>& shares = shares_of[kind][bin];
      fmt::print("  {:<22}  {:>11} d{:>8.0f}", kinds[kind], kGapBins[bin],
                 std::max(0.0, 100 * (1 - std::accumulate(shares.begin(), shares.end(), 0.0))));
      for (const double share : shares) fmt::print("{:>18.0f}", 100 * share);
      fmt::print("\n");
    }
}

void print_guard(const JsonValue& guard) {
  const auto methods = guard.at("methods").as<std::vector<std::string>>();
  const JsonValue shares = guard.at("shares"), without_radar = guard.at("shares_without_radar");
  print_shares("weights of the methods", methods, shares);
  if (without_radar.json() != shares.json())
    print_shares("weights of the methods in gaps without radar", methods, without_radar);
}

}  // namespace

void print_model_info(const std::string& path, bool as_json) {
  const ModelFile model = read_network(path);  // with weights, to verify their checksum
  if (as_json) {
    fmt::print("{}\n", to_text(model.header, 2));
    return;
  }
  const JsonValue header = model.checked_header();
  long long weights = 0;
  for (const NamedTensor& tensor : model.tensors) weights += static_cast<long long>(tensor.values.size());
  fmt::print("{}\n\nmodel      {}, {} weights, made by undercast {}\n", path,
             header.get<std::string>("kind", "unknown"), weights, header.get<std::string>("version", "unknown"));
  if (const auto text = header.find_as<std::string>("attribution")) fmt::print("data       {}\n", *text);
  if (const auto channels = header.find("channels"))
    fmt::print("channels   {} NDVI, {} VH and {} VV steps\n", channels->get("ndvi", 0), channels->get("vh", 0),
               channels->get("vv", 0));
  if (const auto guard = header.find("guard")) print_guard(*guard);
  const auto training = header.find("training");
  if (!training) return;
  fmt::print("held out   RMSE {:.4f} on {} values (linear interpolation {:.4f}), at step {}\n",
             training->get("held_out_rmse", std::nan("")), training->get("held_out_values", 0LL),
             training->get("held_out_rmse_linear", std::nan("")),
             training->get("best_step", training->get("step", 0LL)));
  for (const std::string& scene : scenes_of(model)) fmt::print("trained on {}\n", scene);
  if (const auto options = training->find("options")) print_section("training options", *options);
}

}  // namespace undercast::cli
