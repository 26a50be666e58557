// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/export.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <initializer_list>
#include <random>
#include <string_view>

#include "core/json.h"
#include "core/letters.h"
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

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// What would change the outcome of an export that failed or was refused, as far as its message says.
std::string remedy_for(const std::string& message) {
  const std::string said = lower(message);
  const auto says = [&](std::initializer_list<const char*> parts) {
    return std::any_of(parts.begin(), parts.end(), [&](const char* part) { return said.find(part) != said.npos; });
  };
  if (says({"storage quota", "storagequota"}))
    return "free some space in Google Drive, use --to gcs, or leave out --to";
  if (says({"bucket", "storage.objects", "cloud storage"}))
    return "check --bucket, and let this account write there (role Storage Object Admin)";
  if (says({"memory limit", "timed out", "too large", "too complex"}))
    return "give a smaller area, fewer days or another --cloud-mask, or leave out --to: the download divides what is "
           "too large";
  return {};
}

Json read_state(const std::string& cube) {
  if (!fs::exists(state_path(cube))) return {};
  return parse_json(read_text_file(state_path(cube)),
                    {state_path(cube), ErrorKind::bad_input, "remove it to start a new export"});
}

// Cancels the operation of a state and removes the state. Returns whether the operation was running.
bool drop(const std::string& cube, const std::string& operation, EeService& service) {
  bool was_running = false;
  if (!operation.empty()) try {
      service.ask(path_of(operation) + ":cancel", Json::object());
      was_running = true;
    } catch (const GoogleRefusal& refusal) {
      // The service answers 400 for operations that have ended, and 404 once it has forgotten them.
      if (refusal.status != 400 && refusal.status != 404) throw;
    }
  std::error_code ignored;
  fs::remove_all(parts_path(cube), ignored);
  fs::remove(state_path(cube));
  return was_running;
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
    operation.eecu_seconds = std::max(0.0, metadata->get("batchEecuUsageSeconds", 0.0));
    for (const std::string& uri : metadata->get("destinationUris", std::vector<std::string>()))
      if (const std::size_t at = uri.find("folders/"); at != uri.npos)
        operation.folder_id = uri.substr(at + 8, uri.find_first_of("/?", at + 8) - at - 8);
  }
  if (const auto error = given.find("error"))
    operation.error = error->find_as<std::string>("message").value_or("no reason given");
  return operation;
}

std::string export_description(const std::string& name) {
  constexpr std::size_t kLongest = 100;
  const std::string_view signs = ".,:;_-";
  std::string text;
  for (const char c : name)
    if (is_letter_or_digit(c) || signs.find(c) != signs.npos)
      text += c;
    else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80)  // once for each letter of UTF-8
      text += '_';
  return text.empty() ? "undercast" : text.substr(0, kLongest);
}

EeExport::EeExport(const EarthEngineOptions& options, const std::string& cube, EeService& service,
                   GoogleFileAccess files)
    : options_(options),
      cube_(cube),
      prefix_(options.prefix.empty() ? fs::path(cube).stem().string() : options.prefix),
      service_(service),
      files_(files) {
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
          {"description", export_description(prefix_)},
          {"maxPixels", std::to_string(std::max(kUsualMost, cube.grid.pixels()))},
          {"grid", ee_grid(cube.grid)},
          {"requestId", request_id},
          {"workloadTag", "undercast"},
          {"fileExportOptions", files}};
}

// The id is on the disk before the request is sent, so that a run that dies in between requests the
// same operation again.
std::string EeExport::begin(const EeCube& cube, bool overwrite) {
  const std::string what = sha256_hex(to_text(request(cube, "")));
  const JsonSource source{state_path(cube_), ErrorKind::bad_input, "remove it to start a new export"};
  Json state = read_state(cube_);
  if (!state.is_null() && JsonValue(state, source).at("what").as<std::string>() != what) {
    const std::string other = JsonValue(state, source).get("operation", std::string());
    if (!other.empty() && !overwrite)
      throw Error(ErrorKind::usage, fmt::format("{} belongs to another export", state_path(cube_)),
                  "cancel that export with --cancel or --overwrite, or name another output");
    drop(cube_, other, service_);
    state = {};
  }
  if (state.is_null()) {
    state = {{"what", what}, {"requestId", random_id()}, {"project", service_.project()}};
    write_text_file(state_path(cube_), to_text(state, 1) + "\n", true);
  }
  const JsonValue kept(state, source);
  if (const auto name = kept.get("operation", std::string()); !name.empty()) return name;
  std::string name;
  try {
    name = operation_of(service_.ask("image:export", request(cube, kept.at("requestId").as<std::string>()))).name;
  } catch (const GoogleRefusal& refusal) {
    if (!refusal.is_final) throw;
    fs::remove(state_path(cube_));
    const std::string remedy = remedy_for(refusal.what());
    throw Error(refusal.kind(), refusal.what(), remedy.empty() ? refusal.hint() : remedy);
  }
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
      const std::string remedy = remedy_for(operation.error);
      throw Error(
          ErrorKind::remote,
          fmt::format("the export ended as {}: {}", operation.state,
                      operation.error.empty() ? "no reason given" : operation.error),
          remedy.empty() ? "the same command starts a new export; the download (without --to) needs none" : remedy);
    }
    if (operation.state == "SUCCEEDED" || operation.state == "COMPLETED") {
      progress.end();
      return operation;
    }
    wait_s(pause);
  }
}

EeOperation EeExport::run(const EeCube& cube, bool overwrite, Progress& progress) {
  const std::string name = begin(cube, overwrite);
  try {
    return wait(name, progress);
  } catch (const GoogleRefusal& refusal) {
    if (refusal.status != 404) throw;
    drop(cube_, {}, service_);
    throw Error(refusal.kind(), refusal.what(),
                "Earth Engine has forgotten this export: the same command starts a new one");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    throw Error(ErrorKind::interrupted, fmt::format("{}; {} continues on the server", error.what(), name),
                "the same command waits for it again; with --cancel, it cancels it");
  }
}

void EeExport::fetch(const EeTarget& target, const EeOperation& operation, Progress& progress) {
  const EeCube& cube = target.cube;
  const ExportedFiles exported{prefix_, operation.started};
  const bool is_drive = options_.to == "drive";
  const std::string folder =
      is_drive && operation.folder_id.empty() ? find_drive_folder(files_, options_.folder) : operation.folder_id;
  const std::vector<GoogleFile> files =
      is_drive ? list_drive_files(files_, folder, exported) : list_bucket_files(files_, options_.bucket, exported);
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
  if (state.is_null())
    throw Error(ErrorKind::usage, fmt::format("no export of {} is running", cube),
                "give the same --output as the run that started the export");
  const std::string name = JsonValue(state, {state_path(cube)}).get("operation", std::string());
  if (drop(cube, name, service)) return name + " is cancelled";
  return name.empty() ? fmt::format("the request for an export of {} had no answer and is dropped", cube)
                      : name + " has ended and is dropped";
}

}  // namespace undercast
