// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/export.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <random>

#include "core/json.h"
#include "io/crs.h"
#include "io/raster_bytes.h"
#include "net/digest.h"

namespace undercast {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

std::string state_path(const std::string& cube) { return cube + ".export"; }
std::string parts_path(const std::string& cube) { return cube + ".export.parts"; }

// The paths of the service begin after the project.
std::string path_of(const std::string& operation) {
  const std::size_t at = operation.find("operations/");
  return at == operation.npos ? "operations/" + operation : operation.substr(at);
}

// 128 random bits. The service accepts letters, digits and dashes.
std::string random_id() {
  std::random_device random;
  return fmt::format("{:08x}-{:08x}-{:08x}-{:08x}", random(), random(), random(), random());
}

std::string safe_prefix(const std::string& wanted, const std::string& cube) {
  std::string prefix = wanted.empty() ? fs::path(cube).stem().string() : wanted;
  if (prefix.find('/') != prefix.npos || prefix.empty())
    throw Error(ErrorKind::usage, fmt::format("--prefix '{}' is not a file name", prefix), "leave out the folder");
  return prefix;
}

Json read_state(const std::string& cube) {
  if (!fs::exists(state_path(cube))) return {};
  return parse_json(read_text_file(state_path(cube)),
                    {state_path(cube), ErrorKind::bad_input, "remove it to start a new export"});
}

// Returns where a file lies in the cube.
Window place_of(const std::string& path, const Grid& grid) {
  const DatasetPtr dataset = open_raster(path);
  const Grid own = grid_of(*dataset, path);
  const double col = (own.affine[0] - grid.affine[0]) / grid.affine[1];
  const double row = (own.affine[3] - grid.affine[3]) / grid.affine[5];
  const Window window{static_cast<int>(std::lround(row)), static_cast<int>(std::lround(col)), own.rows, own.cols};
  const bool is_on_grid = std::abs(col - window.col) < 1e-3 && std::abs(row - window.row) < 1e-3 &&
                          std::abs(own.affine[1] - grid.affine[1]) < 1e-6 * grid.affine[1] && window.row >= 0 &&
                          window.col >= 0 && window.row_end() <= grid.rows && window.col_end() <= grid.cols;
  if (!is_on_grid || !same_crs(own.crs_wkt, grid.crs_wkt))
    throw Error(ErrorKind::remote, fmt::format("{} is not on the grid of the cube", path),
                "another export may have written it: choose another --prefix");
  return window;
}

}  // namespace

EeOperation operation_of(const Json& answer) {
  const JsonValue given(answer, {"Earth Engine's answer about an export", ErrorKind::remote,
                                 "run the command again; the export continues on the server"});
  EeOperation operation;
  operation.name = given.at("name").as<std::string>();
  operation.done = given.get("done", false);
  operation.state = "PENDING";
  if (const auto metadata = given.find("metadata")) {
    operation.state = metadata->get("state", operation.state);
    operation.started = metadata->get("startTime", std::string());
    // The stages may lack their work units, so only the progress of the whole operation counts.
    operation.progress = std::clamp(metadata->get("progress", 0.0), 0.0, 1.0);
    for (const std::string& uri : metadata->get("destinationUris", std::vector<std::string>()))
      if (const std::size_t at = uri.find("folders/"); at != uri.npos) operation.folder_id = uri.substr(at + 8);
  }
  if (const auto error = given.find("error"))
    operation.error = error->find_as<std::string>("message").value_or("no reason given");
  return operation;
}

EeExport::EeExport(const EarthEngineOptions& options, const std::string& cube, EeService& service,
                   GoogleFileAccess files)
    : options_(options), cube_(cube), prefix_(safe_prefix(options.prefix, cube)), service_(service), files_(files) {
  if (options.to == "drive" && options.folder.empty())
    throw Error(ErrorKind::usage, "--to drive needs --folder", "name a folder; it is made when it does not exist");
  if (options.to == "gcs" && options.bucket.empty())
    throw Error(ErrorKind::usage, "--to gcs needs --bucket", "name a bucket that this account may write to");
  if (options.to == "drive" && files.token.credentials().is_service_account)
    throw Error(
        ErrorKind::usage,
        "--to drive cannot be used with a service account: the files would go to the account's own Drive, which "
        "has no space",
        "use a user's credentials (earthengine authenticate), --to gcs, or the download");
}

Json EeExport::request(const EeCube& cube, const std::string& request_id) const {
  Json files{{"fileFormat", "GEO_TIFF"},
             {"geoTiffOptions",
              {{"cloudOptimized", true}, {"skipEmptyFiles", false}, {"noData", {{"floatValue", kEeMissing}}}}}};
  if (options_.to == "drive")
    files["driveDestination"] = {{"folder", options_.folder}, {"filenamePrefix", prefix_}};
  else
    files["cloudStorageDestination"] = {{"bucket", options_.bucket}, {"filenamePrefix", prefix_}};
  constexpr long long kUsualMost = 100'000'000;
  return {{"expression", ee_stack(cube.recipe, cube.periods).expression()},
          {"description", prefix_.substr(0, 100)},
          {"maxPixels", std::to_string(std::max(kUsualMost, cube.grid.pixels()))},
          {"grid", ee_grid(cube.grid)},
          {"requestId", request_id},
          {"workloadTag", "undercast"},
          {"fileExportOptions", files}};
}

// The id is on the disk before the request is sent, so that a run that dies in between requests the
// same operation again.
std::string EeExport::begin(const EeCube& cube) {
  const std::string what = sha256_hex(to_text(request(cube, "")));
  Json state = read_state(cube_);
  const JsonValue kept(state, {state_path(cube_), ErrorKind::bad_input, "remove it to start a new export"});
  if (state.is_null()) {
    state = {{"what", what}, {"requestId", random_id()}, {"project", service_.project()}};
    write_text_file(state_path(cube_), to_text(state, 1) + "\n", true);
  } else if (kept.at("what").as<std::string>() != what) {
    throw Error(ErrorKind::usage, fmt::format("{} belongs to another export", state_path(cube_)),
                "cancel that export with --cancel, or name another output");
  }
  if (const auto name = kept.get("operation", std::string()); !name.empty()) return name;
  const Json answer = service_.ask("image:export", request(cube, kept.at("requestId").as<std::string>()));
  const std::string name = operation_of(answer).name;
  state["operation"] = name;
  write_text_file(state_path(cube_), to_text(state, 1) + "\n", true);
  spdlog::info("{} exports {} to {}", name, prefix_,
               options_.to == "drive" ? "Drive folder " + options_.folder : "bucket " + options_.bucket);
  return name;
}

EeOperation EeExport::wait(const std::string& name, Progress& progress) {
  constexpr long long kWhole = 1000;
  constexpr double kFirstPause = 0.25, kLongestPause = 30;
  progress.begin("exporting", kWhole);
  long long shown = 0;
  for (double pause = kFirstPause;; pause = std::min(kLongestPause, 1.5 * pause)) {
    const EeOperation operation = operation_of(service_.ask(path_of(name), {}));
    const long long now = operation.done ? kWhole : std::llround(operation.progress * kWhole);
    if (now > shown) progress.advance(now - shown, operation.state), shown = now;
    if (operation.state == "FAILED" || operation.state == "CANCELLED" || !operation.error.empty()) {
      fs::remove(state_path(cube_));
      throw Error(ErrorKind::remote,
                  fmt::format("the export ended as {}: {}", operation.state,
                              operation.error.empty() ? "no reason given" : operation.error),
                  "the same command starts a new export");
    }
    if (operation.state == "SUCCEEDED" || operation.state == "COMPLETED") {
      progress.end();
      return operation;
    }
    wait_s(pause);
  }
}

EeOperation EeExport::run(const EeCube& cube, Progress& progress) {
  const std::string name = begin(cube);
  try {
    return wait(name, progress);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    throw Error(ErrorKind::interrupted, fmt::format("{}; {} continues on the server", error.what(), name),
                "the same command waits for it again; with --cancel, it cancels it");
  }
}

void EeExport::fetch(const EeTarget& target, const EeOperation& operation, Progress& progress) {
  const EeCube& cube = target.cube;
  const ExportedFiles exported{prefix_, operation.started};
  const std::vector<GoogleFile> files = options_.to == "drive" ? list_drive_files(files_, operation.folder_id, exported)
                                                               : list_bucket_files(files_, options_.bucket, exported);
  fs::create_directories(parts_path(cube_));
  const int periods = static_cast<int>(cube.periods.size());
  long long pixels = 0;
  progress.begin("fetching", cube.grid.pixels());
  for (const GoogleFile& file : files) {
    const std::string path = (fs::path(parts_path(cube_)) / fs::path(file.name).filename()).string();
    download_file(files_, file, path);
    const Window place = place_of(path, cube.grid);
    pixels += place.pixels();
    for (const Window& window : split({0, 0, place.rows, place.cols}, 256)) {
      const Window in_cube{place.row + window.row, place.col + window.col, window.rows, window.cols};
      const std::string key = fmt::format("{} {} {} {}", file.name, file.md5, window.row, window.col);
      if (!target.draft.holds(key)) {
        RasterValues raster = read_raster_window(path, window);
        if (static_cast<int>(raster.names.size()) != cube.bands())
          throw Error(ErrorKind::remote,
                      fmt::format("{} has {} bands, expected {}", path, raster.names.size(), cube.bands()),
                      "another export may have written it: choose another --prefix");
        write_stack(target, {in_cube, 0, periods}, std::move(raster.values), key);
      }
      progress.advance(window.pixels());
    }
  }
  if (pixels != cube.grid.pixels())
    throw Error(ErrorKind::remote,
                fmt::format("the {} files {}*.tif of the export cover {} of {} pixels", files.size(), prefix_, pixels,
                            cube.grid.pixels()),
                "check the folder: files may have been moved or renamed");
  progress.end();
}

void EeExport::finish() {
  std::error_code ignored;
  fs::remove_all(parts_path(cube_), ignored);
  fs::remove(state_path(cube_), ignored);
}

std::string EeExport::cancel(const std::string& cube, EeService& service) {
  const Json state = read_state(cube);
  const std::string name = JsonValue(state, {state_path(cube)}).get("operation", std::string());
  if (name.empty())
    throw Error(ErrorKind::usage, fmt::format("no export of {} is running", cube),
                "give the same --output as the run that started the export");
  service.ask(path_of(name) + ":cancel", Json::object());
  fs::remove(state_path(cube));
  return name;
}

}  // namespace undercast
