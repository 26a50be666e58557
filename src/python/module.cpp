// SPDX-License-Identifier: Apache-2.0
// What the Python package needs of the library. The package checks arguments and speaks to xarray.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstring>
#include <sstream>

#include "core/parallel.h"
#include "core/version.h"
#include "io/cube_file.h"
#include "io/options_json.h"
#include "io/period_lengths.h"
#include "jobs/prepared_fill.h"

namespace py = pybind11;

namespace undercast {
namespace {

using Values = py::array_t<float, py::array::c_style>;
using SharedModel = std::shared_ptr<const ModelFile>;

[[noreturn]] void throw_in_python(const Error& error) {
  const std::string text = error.hint().empty() ? error.what() : std::string(error.what()) + "\n" + error.hint();
  PyObject* type = error.kind() == ErrorKind::interrupted                                     ? PyExc_KeyboardInterrupt
                   : error.kind() == ErrorKind::io || error.kind() == ErrorKind::remote       ? PyExc_OSError
                   : error.kind() == ErrorKind::usage || error.kind() == ErrorKind::bad_input ? PyExc_ValueError
                                                                                              : PyExc_RuntimeError;
  PyErr_SetString(type, text.c_str());
  throw py::error_already_set();
}

/// While it lives, Ctrl-C asks the work to stop. The interpreter cannot see it, since it waits.
class StopOnInterrupt {
 public:
  StopOnInterrupt() : earlier_(std::signal(SIGINT, [](int) { request_stop(); })) {}
  ~StopOnInterrupt() {
    std::signal(SIGINT, earlier_);
    clear_stop_request();
  }
  StopOnInterrupt(const StopOnInterrupt&) = delete;
  StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;

 private:
  void (*earlier_)(int);
};

/// Runs work of the library without the interpreter's lock.
template <class Work>
auto without_lock(const Work& work) {
  try {
    const StopOnInterrupt stop;
    const py::gil_scoped_release released;
    return work();
  } catch (const Error& error) {
    throw_in_python(error);
  }
}

/// Calls progress(what, done, total). An exception there ends the work.
class CalledProgress : public Progress {
 public:
  explicit CalledProgress(py::object call) : call_(std::move(call)) {}
  void begin(std::string_view what, long long total) override {
    const py::gil_scoped_acquire locked;
    what_ = what, done_ = 0, total_ = total;
    tell();
  }
  void advance(long long count, std::string_view) override {
    const py::gil_scoped_acquire locked;
    done_ += count;
    tell();
  }
  /// Throws what a call threw.
  void rethrow() {
    if (thrown_) throw py::error_already_set(*thrown_);
  }

 private:
  void tell() {
    if (thrown_) return;
    try {
      call_(what_, done_, total_);
    } catch (const py::error_already_set& error) {
      thrown_ = error;
      request_stop();
    }
  }

  py::object call_;
  std::string what_;
  long long done_ = 0, total_ = 0;
  std::optional<py::error_already_set> thrown_;
};

TimeAxis axis_of(const std::vector<std::int64_t>& days, int period_days) {
  std::vector<Date> dates;
  for (const std::int64_t day : days) dates.emplace_back(Days(day));
  const std::vector<int> lengths = infer_period_lengths(dates);
  std::vector<Period> periods;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    int length = period_days > 0 ? period_days : lengths[i];
    if (i + 1 < dates.size()) length = std::min(length, static_cast<int>((dates[i + 1] - dates[i]).count()));
    periods.push_back({dates[i], length});
  }
  return TimeAxis(std::move(periods));
}

// Copies an array [time, row, col]; what is not finite becomes missing.
Variable variable_of(const Values& values, const TimeAxis& time) {
  Variable variable(time, static_cast<int>(values.shape(1)), static_cast<int>(values.shape(2)));
  std::memcpy(variable.values.data(), values.data(), variable.values.size() * sizeof(float));
  for (float& value : variable.values)
    if (!std::isfinite(value)) value = kMissing;
  return variable;
}

template <class Value>
py::array_t<Value> array_of(const Variable& like) {
  return py::array_t<Value>({like.steps(), like.rows, like.cols});
}

/// The arrays that a fill writes. Blocks come one at a time.
class FilledArrays : public FilledBlocks {
 public:
  FilledArrays(const TimeAxis& dates, const Grid& grid, bool has_bounds) : cols_(grid.cols), pixels_(grid.pixels()) {
    const std::vector<py::ssize_t> shape{dates.size(), grid.rows, grid.cols};
    ndvi = py::array_t<float>(shape);
    if (has_bounds) lower = py::array_t<float>(shape), upper = py::array_t<float>(shape);
    provenance = py::array_t<std::uint8_t>(shape);
    ndvi_ = ndvi.mutable_data();
    if (has_bounds) lower_ = lower->mutable_data(), upper_ = upper->mutable_data();
    provenance_ = provenance.mutable_data();
  }

  void count(const std::vector<Provenance>&, long long) override {}
  void write(const Window& block, int first_date, FilledImage& values) override {
    put(block, first_date, values.ndvi, ndvi_);
    if (lower_ != nullptr) put(block, first_date, values.lower, lower_);
    if (upper_ != nullptr) put(block, first_date, values.upper, upper_);
    put(block, first_date, values.provenance, provenance_);
  }

  py::array_t<float> ndvi;
  std::optional<py::array_t<float>> lower, upper;
  py::array_t<std::uint8_t> provenance;

 private:
  template <class From, class To>
  void put(const Window& block, int first_date, const std::vector<From>& values, To* to) const {
    const long long dates = static_cast<long long>(values.size()) / block.pixels();
    for (long long date = 0; date < dates; ++date)
      for (int row = 0; row < block.rows; ++row)
        for (int col = 0; col < block.cols; ++col)
          to[(first_date + date) * pixels_ + 1LL * (block.row + row) * cols_ + block.col + col] =
              static_cast<To>(values[static_cast<std::size_t>(date * block.pixels() + 1LL * row * block.cols + col)]);
  }

  int cols_;
  long long pixels_;
  float *ndvi_ = nullptr, *lower_ = nullptr, *upper_ = nullptr;
  std::uint8_t* provenance_ = nullptr;
};

/// A radar variable and the first days of its periods.
using Radar = std::optional<std::pair<Values, std::vector<std::int64_t>>>;

struct FillArguments {
  std::string options;  ///< JSON of FillJob's options
  SharedModel model;
  int period_days = 0;
  bool has_bounds = true;
  int threads = 0;
};

py::tuple fill_arrays(const Values& ndvi, const std::vector<std::int64_t>& days, const Radar& vh, const Radar& vv,
                      const FillArguments& arguments, const py::object& progress) {
  FillJob job;
  Cube cube;
  try {
    options_from_json(job, nlohmann::json::parse(arguments.options), "the arguments of fill");
    job.loaded_model = arguments.model;
    if (job.has_model() && !job.method.empty())
      throw Error(ErrorKind::usage, "model and method exclude each other", "give one of them, or neither");
    cube.grid.rows = static_cast<int>(ndvi.shape(1)), cube.grid.cols = static_cast<int>(ndvi.shape(2));
    cube.ndvi = variable_of(ndvi, axis_of(days, arguments.period_days));
    if (vh) cube.vh = variable_of(vh->first, axis_of(vh->second, arguments.period_days));
    if (vv) cube.vv = variable_of(vv->first, axis_of(vv->second, arguments.period_days));
    for (const float value : cube.ndvi.values)
      if (!is_missing(value) && !cube.index.range.holds(value))
        throw Error(ErrorKind::bad_input, "ndvi has values outside [-1, 1]: " + std::to_string(value),
                    "apply the scale of the stored numbers first");
  } catch (const Error& error) {
    throw_in_python(error);
  }
  CalledProgress called(progress);
  RunContext run{.threads = arguments.threads > 0 ? arguments.threads : available_threads(),
                 .progress = progress.is_none() ? no_progress() : called};
  MemoryCubeSource source(cube);
  std::optional<FilledArrays> filled;
  try {
    without_lock([&] {
      PreparedFill prepared(job, source, "the array", arguments.has_bounds, run);
      {
        const py::gil_scoped_acquire locked;
        filled.emplace(prepared.dates(), cube.grid, arguments.has_bounds);
      }
      constexpr int kBlockPx = 256;
      prepared.fill(*filled, run, {kBlockPx, nullptr});
    });
  } catch (const py::error_already_set&) {
    called.rethrow();
    throw;
  }
  called.rethrow();
  return py::make_tuple(filled->ndvi, filled->lower, filled->upper, filled->provenance);
}

std::string bytes_of(const ModelFile& model) {
  std::ostringstream out;
  write_model(out, model);
  return out.str();
}

SharedModel model_of_bytes(const std::string& bytes) {
  try {
    std::istringstream in(bytes);
    return std::make_shared<const ModelFile>(read_model(in, "the pickled model"));
  } catch (const Error& error) {
    throw_in_python(error);
  }
}

py::dict read_cube(const std::string& path) {
  std::optional<CubeFile> file;
  const Cube cube = without_lock([&] {
    file.emplace(path);
    return file->read(file->layout().grid.whole());
  });
  py::dict read;
  const auto add = [&](const std::string& name, const Variable& variable) {
    if (variable.empty()) return;
    py::array_t<float> values = array_of<float>(variable);
    std::memcpy(values.mutable_data(), variable.values.data(), variable.values.size() * sizeof(float));
    std::vector<std::pair<std::int64_t, int>> periods;
    for (const Period& period : variable.time)
      periods.emplace_back(period.start.time_since_epoch().count(), period.length_days);
    read[py::str(name)] = py::make_tuple(values, periods);
  };
  add(cube.index.name, cube.ndvi);
  add("VH", cube.vh);
  add("VV", cube.vv);
  read["crs"] = cube.grid.crs_wkt;
  read["affine"] = cube.grid.affine;
  return read;
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
  py::class_<ModelFile, std::shared_ptr<ModelFile>>(module, "Model")
      .def_property_readonly("header", [](const ModelFile& model) { return model.header.dump(); })
      .def("to_bytes", [](const ModelFile& model) { return py::bytes(bytes_of(model)); });
  module.def("open_model", [](const std::string& path) {
    InputFile file;
    file.path = path;
    return std::make_shared<ModelFile>(without_lock([&] { return read_network(file); }));
  });
  module.def("model_of_bytes",
             [](const std::string& bytes) { return std::make_shared<ModelFile>(*model_of_bytes(bytes)); });
  module.def("save_model", [](const ModelFile& model, const std::string& path, bool overwrite) {
    without_lock([&] { write_model_file(path, model, overwrite); });
  });
  module.def("read_cube", &read_cube);
  module.def("set_log_level", [](const std::string& level) { spdlog::set_level(spdlog::level::from_str(level)); });
  module.def("fill_arrays", [](const Values& ndvi, const std::vector<std::int64_t>& days, const Radar& vh,
                               const Radar& vv, const std::string& options, const std::shared_ptr<ModelFile>& model,
                               int period_days, bool has_bounds, int threads, const py::object& progress) {
    return fill_arrays(ndvi, days, vh, vv, {options, model, period_days, has_bounds, threads}, progress);
  });
}
