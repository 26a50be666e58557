// SPDX-License-Identifier: Apache-2.0
#include "python/files.h"

#include <cstring>

#include "core/json.h"
#include "io/cf_layout.h"
#include "io/cube_file.h"
#include "python/work.h"

namespace py = pybind11;

namespace undercast {
namespace {

std::string attributes_of(const CfLayout& layout) {
  nlohmann::json attributes = nlohmann::json::object();
  for (const CfVariable& variable : layout.variables) attributes[variable.name] = variable.attributes;
  return to_text(attributes);
}

CubeReadOptions reading_of(const std::string& variable) {
  CubeReadOptions reading;
  reading.variable = variable;
  return reading;
}

}  // namespace

void write_cube(const Cube& cube, const std::string& path) {
  without_lock([&] {
    CubeWriter writer(path, cube.layout(), {}, false);
    writer.write(cube.grid.whole(), cube);
    writer.finish();
  });
}

void write_provenance(const Cube& cube, const Codes& codes, const std::string& path) {
  const std::vector<float> values(codes.data(), codes.data() + codes.size());
  without_lock([&] {
    RasterWriter writer(path, provenance_file_layout(cube.layout(), {}), false);
    writer.write(cube.grid.whole(), 0, cube.ndvi.steps(), values.data());
    writer.finish();
  });
}

Cube read_cube(const std::string& path, const std::string& variable) {
  return without_lock([&] {
    CubeFile file(path, reading_of(variable));
    return file.read(file.layout().grid.whole());
  });
}

std::string cf_attributes(const std::string& index, const Place& place, const std::string& name, bool has_bounds,
                          bool has_provenance) {
  return without_lock([&] {
    CubeLayout layout;
    layout.grid = grid_at(place, 1, 1);
    layout.ndvi = TimeAxis({{Date(), 1}});
    layout.index = known_or_ndvi(index);
    const auto variables = filled_variables(layout.index, name, has_bounds, has_provenance);
    return attributes_of(cf_layout(layout, variables, nlohmann::json::object()));
  });
}

py::dict read_seasons(const std::string& filled, const std::string& variable, const std::string& phenology) {
  std::optional<ExportSource> source;
  const CfLayout layout = without_lock([&] {
    source.emplace(FilledPaths{.filled = filled}, phenology, reading_of(variable));
    return cf_layout(source->layout(), source->variables(), nlohmann::json::object());
  });
  py::dict read;
  read[""] = attributes_of(layout);
  for (const CfVariable& axis : layout.variables)
    if (axis.name == "x" || axis.name == "y")
      read[py::str(axis.name)] = py::array_t<double>(static_cast<py::ssize_t>(axis.values.size()), axis.values.data());
  const Grid& grid = source->layout().grid;
  for (const ExportVariable& band : source->variables()) {
    if (band.varies()) continue;
    const std::vector<float> values = without_lock([&] { return source->read(band, grid.whole()); });
    py::array_t<float> array({grid.rows, grid.cols});
    std::memcpy(array.mutable_data(), values.data(), values.size() * sizeof(float));
    read[py::str(band.name)] = array;
  }
  return read;
}

}  // namespace undercast
