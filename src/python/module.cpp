// SPDX-License-Identifier: Apache-2.0
// What the Python package needs of the library. The package checks arguments and speaks to xarray.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "core/version.h"
#include "python/arrays.h"
#include "python/chunks.h"
#include "python/files.h"
#include "python/jobs.h"
#include "python/work.h"

namespace py = pybind11;

namespace undercast {
namespace {

using SharedModel = std::shared_ptr<ModelFile>;

py::tuple fill(const Cube& cube, const std::string& options, const SharedModel& model, bool has_bounds,
               const RunArguments& arguments) {
  MemoryCubeSource source(cube);
  std::optional<FilledArrays> filled;
  run_work(arguments, [&](const RunContext& run) {
    PreparedFill prepared(fill_job(options, model), source, "the array", has_bounds, run);
    {
      const py::gil_scoped_acquire locked;
      filled.emplace(prepared.dates().size(), cube.grid.whole(), has_bounds);
    }
    constexpr int kBlockPx = 256;
    prepared.fill(*filled, run, {kBlockPx, nullptr});
    return true;
  });
  return filled->arrays();
}

// A variable as an array and its periods; nothing where there is none.
Radar read_variable(const Variable& variable) {
  if (variable.empty()) return std::nullopt;
  return Radar({array_of(variable), lists_of(variable.time)});
}

std::string bytes_of(const ModelFile& model) {
  std::ostringstream out;
  write_model(out, model);
  return out.str();
}

SharedModel model_of_bytes(const std::string& bytes) {
  try {
    std::istringstream in(bytes);
    return std::make_shared<ModelFile>(read_model(in, "the pickled model"));
  } catch (const Error& error) {
    throw_in_python(error);
  }
}

SharedModel open_model(const std::string& path) {
  InputFile file;
  file.path = path;
  return std::make_shared<ModelFile>(without_lock([&] { return read_network(file); }));
}

void bind_cube(py::module_& module) {
  py::class_<Cube>(module, "Cube")
      .def(py::init([](const Values& values, const PeriodLists& periods, const std::pair<Radar, Radar>& vh_and_vv,
                       const std::string& index, const Place& place) {
        try {
          return cube_of_arrays(values, periods, vh_and_vv, index, place);
        } catch (const Error& error) {
          throw_in_python(error);
        }
      }))
      .def_property_readonly("ndvi", [](const Cube& cube) { return read_variable(cube.ndvi); })
      .def_property_readonly("vh", [](const Cube& cube) { return read_variable(cube.vh); })
      .def_property_readonly("vv", [](const Cube& cube) { return read_variable(cube.vv); })
      .def_property_readonly("index", [](const Cube& cube) { return cube.index.name; })
      .def_property_readonly("place", [](const Cube& cube) { return Place(cube.grid.crs_wkt, cube.grid.affine); })
      .def("write", &write_cube)
      .def("write_provenance", &write_provenance)
      .def("fill", &fill);
  module.def("read_cube", &read_cube);
  module.def("cf_attributes", &cf_attributes);
  module.def("read_seasons", &read_seasons);
}

void bind_chunks(py::module_& module) {
  module.def("reach_of", &reach_of);
  py::class_<ChunkFill>(module, "ChunkFill")
      .def(py::init([](const Cube& layout, const std::pair<int, int>& size, const py::object& read,
                       const std::pair<std::string, SharedModel>& how,
                       const std::pair<bool, RunArguments>& bounds_and_run) {
        try {
          return std::make_unique<ChunkFill>(layout, size, read, fill_job(how.first, how.second), bounds_and_run);
        } catch (const Error& error) {
          throw_in_python(error);
        }
      }))
      .def("fill", &ChunkFill::fill);
}

}  // namespace
}  // namespace undercast

PYBIND11_MODULE(_undercast, module) {
  using namespace undercast;
  // Standard output is the interpreter's.
  spdlog::set_default_logger(spdlog::stderr_color_mt("undercast"));
  spdlog::set_level(spdlog::level::warn);
  spdlog::set_pattern("undercast: %v");
  module.attr("version") = kVersion;
  py::class_<ModelFile, SharedModel>(module, "Model")
      .def_property_readonly("header", [](const ModelFile& model) { return model.header.dump(); })
      .def("to_bytes", [](const ModelFile& model) { return py::bytes(bytes_of(model)); });
  module.def("open_model", &open_model);
  module.def("model_of_bytes", &model_of_bytes);
  module.def("save_model", [](const ModelFile& model, const std::string& path, bool overwrite) {
    without_lock([&] { write_model_file(path, model, overwrite); });
  });
  bind_cube(module);
  bind_chunks(module);
  module.def("run_job", &run_job);
  module.def("set_log_level", [](const std::string& level) { spdlog::set_level(spdlog::level::from_str(level)); });
}
