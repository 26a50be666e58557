// SPDX-License-Identifier: Apache-2.0
#include "jobs/anomaly.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "anomaly/pictures.h"
#include "core/error.h"
#include "fields/flagged_fields.h"
#include "io/atomic_file.h"
#include "io/filled_files.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "io/raster_writer.h"
#include "io/same_cube.h"
#include "io/table_file.h"
#include "jobs/check_job.h"
#include "jobs/field_departures.h"

namespace undercast {
namespace {

// The cubes of the job in order of time, each with its bounds.
class FilledYears {
 public:
  explicit FilledYears(const AnomalyJob& job) {
    for (std::size_t i = 0; i < job.filled.size(); ++i) {
      FilledPaths paths{job.filled[i].path};
      if (!job.lower.empty()) paths.lower = job.lower[i].path, paths.upper = job.upper[i].path;
      files_.push_back(std::make_unique<FilledFiles>(paths, job.reading));
      const CubeFile& cube = *files_.back()->filled;
      const CubeFile& first = *files_.front()->filled;
      require_same_grid(cube.layout().grid, cube.path(), first.layout().grid, first.path());
      if (const std::string& name = cube.layout().index.name, &expected = first.layout().index.name; name != expected)
        throw Error(ErrorKind::bad_input,
                    fmt::format("{} holds {}, and {} holds {}", cube.path(), name, first.path(), expected),
                    "give filled cubes of one index, or choose it with --variable");
    }
    std::stable_sort(files_.begin(), files_.end(), [](const auto& a, const auto& b) {
      return a->filled->layout().ndvi[0].start < b->filled->layout().ndvi[0].start;
    });
    for (const auto& files : files_) {
      const CubeFile& cube = *files->filled;
      parts_.push_back({files->filled.get(), files->lower.get(), files->upper.get(), cube.path(),
                        cube.metadata().count("FILLED_BY") > 0});
    }
  }

  /// The files of each cube, in order of time.
  const std::vector<std::unique_ptr<FilledFiles>>& files() const { return files_; }
  const std::vector<FilledPart>& parts() const { return parts_; }
  const Grid& grid() const { return files_.front()->filled->layout().grid; }
  void require_unchanged() const {
    for (const auto& files : files_) files->require_unchanged();
  }

  /// The image of a step of the joined series.
  DatedImage image(int step) const {
    for (const auto& files : files_) {
      const CubeFile& cube = *files->filled;
      if (step < cube.layout().ndvi.size()) return {&cube, cube.ndvi_bands()[static_cast<std::size_t>(step)]};
      step -= cube.layout().ndvi.size();
    }
    return {};
  }

 private:
  std::vector<std::unique_ptr<FilledFiles>> files_;
  std::vector<FilledPart> parts_;
};

RasterWriter::Layout raster_of(const AnomalyJob& job, const Grid& grid, const UsualYear& usual) {
  RasterWriter::Layout layout{grid, {}, run_metadata("anomaly", manifest_of(job))};
  layout.metadata["YEAR"] = std::to_string(usual.year());
  layout.metadata["USUAL_YEARS"] = fmt::format("{}", fmt::join(usual.usual_years(), ","));
  layout.options = job.writing;
  return layout;
}

// Compares the fields of the job. What can be refused is refused before the cubes are read.
class ComparedFields {
 public:
  ComparedFields(const AnomalyJob& job, const FilledYears& years, const RunContext& run)
      : outlines_(job.fields.selection()),
        fields_(outlines_.read(years.grid())),
        table_({job.table.path, "departures", run_metadata("anomaly", manifest_of(job)), job.overwrite},
               departure_columns()) {
    const double means = FieldsOfYears::bytes(fields_.size(), joined_axis(years.parts()).size());
    for (const auto& files : years.files()) require_memory_for_fields(*files, fields_.size(), means, run);
  }

  void compare(const FilledYears& years, const UsualYear& usual, double confidence, const RunContext& run,
               AnomalyReport& report) {
    FieldsOfYears means(fields_.size(), static_cast<std::size_t>(joined_axis(years.parts()).size()));
    for (const auto& files : years.files()) {
      FieldSeries series = field_series(*files, std::move(fields_), run);
      means.add(series);
      fields_ = std::move(series.fields);
    }
    warn_of_flags(fields_);
    report.fields = static_cast<int>(fields_.size());
    report.of_fields = write_field_departures(fields_, means, usual, confidence, table_);
    if (GDALDataset* dataset = table_.dataset(); dataset != nullptr) outlines_.copy_polygons(*dataset);
  }
  void finish() { table_.finish(); }

 private:
  FieldFile outlines_;
  std::vector<Field> fields_;
  TableWriter table_;
};

void add_bands(RasterWriter::Layout& layout, const TimeAxis& dates, const char* name, const std::string& meaning) {
  for (const Period& period : dates)
    layout.bands.push_back({fmt::format("{}_{}", name, to_string(period.start)),
                            {{kPeriodKey, std::to_string(period.length_days)}, {"LONG_NAME", meaning}}});
}

}  // namespace

void AnomalyJob::each(const OptionVisitor& visit) {
  visit("filled", &filled,
        {.text = "filled cube of several years, or several cubes, such as one a year",
         .positional = true,
         .required = true,
         .holds = {"raster"}});
  visit("output", &output,
        {.text = "raster of z-scores to write (Cloud Optimized GeoTIFF)",
         .letter = 'o',
         .required = true,
         .holds = {"raster"}});
  visit("lower", &lower,
        {.text = "lower bound of each filled cube, in the same order; z-scores then count the fill's errors",
         .holds = {"raster"}});
  visit("upper", &upper, {.text = "upper bounds, likewise", .holds = {"raster"}});
  visit("below", &below,
        {.text = "raster to write: 1 where a value is below usual, 0 where it is not", .holds = {"raster"}});
  visit("quicklook", &quicklook,
        {.text = "picture to write: maps of four dates, and the scene's mean beside the usual one (PNG)",
         .holds = {"picture"},
         .ending = ".png"});
  fields.each(visit);
  visit(
      "table", &table,
      {.text = "table to write, with a row for each field and date (.csv, .tsv, .gpkg or .parquet): the field's mean, "
               "the usual one, and whether it is below usual; it needs --fields",
       .holds = {"table"}});
  comparison.each(visit);
  reading.each(visit);
  writing.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const AnomalyJob& job) {
  check_options(job);
  require_distinct(job, "filled");
  check(job.comparison);
  check(job.fields);
  if (job.fields.given() != job.table.given())
    throw Error(ErrorKind::usage, "--fields and --table belong together",
                "name the outlines of the fields and the table to write, or neither");
  if (job.table.given()) require_table_name(job.table.path);
  check(job.writing, PixelType::float32);
  require_raster_name(job.output.path);
  if (job.below.given()) require_raster_name(job.below.path);
  for (const auto& [name, bounds] : {std::pair{"lower", &job.lower}, std::pair{"upper", &job.upper}})
    if (const std::size_t expected = job.lower.empty() && job.upper.empty() ? 0 : job.filled.size();
        bounds->size() != expected)
      throw Error(ErrorKind::usage,
                  fmt::format("--{} names {} file{}, expected {}: one for each filled cube", name, bounds->size(),
                              bounds->size() == 1 ? "" : "s", expected),
                  "give --lower and --upper with as many files as there are filled cubes, or neither");
}

AnomalyReport measure_anomaly(const AnomalyJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  gdal_set_threads(run.threads);
  gdal_fit_cache(run.memory.bytes());
  const FilledYears years(job);
  if (job.lower.empty())
    spdlog::warn("without --lower and --upper, filled values count as certain: too many may be found below usual");
  std::optional<ComparedFields> fields;
  if (job.fields.given()) fields.emplace(job, years, run);
  const UsualYear usual(joined_axis(years.parts()), job.comparison);
  RasterWriter::Layout layout = raster_of(job, years.grid(), usual), below_layout = layout;
  add_bands(layout, usual.dates(), "Z", "departure from the usual year, as a z-score");
  add_bands(below_layout, usual.dates(), "BELOW",
            fmt::format("1: below usual with {:g} % confidence, 0: not", 100 * job.comparison.confidence));
  below_layout.type = PixelType::uint8;
  below_layout.averaged_overviews = false;
  RasterWriter writer(job.output.path, layout, job.overwrite);
  std::unique_ptr<RasterWriter> below_writer;
  if (job.below.given()) below_writer = std::make_unique<RasterWriter>(job.below.path, below_layout, job.overwrite);
  const int bands = usual.dates().size();
  const auto sink = [&](const Window& window, const std::vector<float>& z, std::vector<float>& below) {
    writer.write(window, 0, bands, z.data());
    if (!below_writer) return;
    for (float& value : below)
      if (is_missing(value)) value = static_cast<float>(pixel_format(PixelType::uint8).missing);
    below_writer->write(window, 0, bands, below.data());
  };
  AnomalyReport report{usual.year(), usual.usual_years(), usual.dates(),
                       measure_anomaly(years.parts(), usual, job.comparison.confidence, run, sink)};
  if (fields) fields->compare(years, usual, job.comparison.confidence, run, report);
  years.require_unchanged();
  writer.finish();
  if (fields) fields->finish();
  if (below_writer) below_writer->finish();
  if (job.quicklook.given()) {
    const auto filled = [&](int date) { return years.image(usual.first_step() + date); };
    write_text_file(job.quicklook.path,
                    anomaly_picture(job.output.path, usual, report.found, job.comparison.confidence, filled),
                    job.overwrite);
  }
  return report;
}

}  // namespace undercast
