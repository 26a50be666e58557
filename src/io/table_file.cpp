// SPDX-License-Identifier: Apache-2.0
#include "io/table_file.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <cmath>
#include <cstring>
#include <filesystem>

#include "core/error.h"
#include "core/letters.h"
#include "io/atomic_file.h"
#include "io/csv.h"
#include "io/file_identity.h"
#include "io/gdal_failures.h"
#include "io/remote.h"
#include "net/url.h"

namespace undercast {
namespace {

// A table takes as many times the size of its file in memory.
constexpr double kBytesPerByte = 24;

constexpr const char* kFormats = "tables are CSV (.csv, .tsv), GeoPackage (.gpkg) or, where GDAL has it, .parquet";

// In lower case, and without what a URL has behind its name.
std::string name_of_file(const std::string& path) { return lower(path.substr(0, path.find('?'))); }

bool is_csv(const std::string& path) {
  const std::string name = name_of_file(path);
  return name.ends_with(".csv") || name.ends_with(".tsv");
}

void require_driver(const std::string& driver, const std::string& path) {
  gdal_setup();
  if (GetGDALDriverManager()->GetDriverByName(driver.c_str()) == nullptr)
    throw Error(ErrorKind::usage, fmt::format("GDAL has no {} driver here, which {} needs", driver, path),
                "use a GeoPackage (.gpkg) or a CSV, or another build of GDAL");
}

bool is_missing_text(const std::string& text) {
  const std::string name = lower(text);
  return name == "na" || name == "nan" || name == "null";
}

// Bytes of a file; 0 where they are not known.
double size_of(const std::string& path) {
  VSIStatBufL status;
  return VSIStatL(path_of_url(path).c_str(), &status) == 0 ? static_cast<double>(status.st_size) : 0;
}

// The type of a column of text for a format with types: numbers only where they would be written as
// they stand, so that codes such as 007 and 12E4 stay what they are.
OGRFieldType likely_type(const std::vector<OGRFeatureUniquePtr>& rows, int column) {
  OGRFieldType type = OFTInteger64;
  for (const auto& row : rows) {
    const std::string text = row->GetFieldAsString(column);
    if (text.empty() || is_missing_text(text)) continue;
    long long whole = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (status == std::errc() && end == text.data() + text.size() && std::to_string(whole) == text) continue;
    const bool has_exponent = text.find_first_of("eE") != std::string::npos;
    const std::size_t digit = text.find_first_not_of("+-");
    const bool is_code = text.size() > digit + 1 && text[digit] == '0' && text[digit + 1] != '.';
    if (CPLGetValueType(text.c_str()) != CPL_VALUE_REAL || has_exponent || is_code) return OFTString;
    type = OFTReal;
  }
  return type;
}

// A file of GDAL's in memory.
struct MemoryFolder {
  std::string path = fmt::format("/vsimem/undercast-{}", fmt::ptr(this));
  ~MemoryFolder() { VSIRmdirRecursive(path.c_str()); }
};

}  // namespace

const char* table_driver(const std::string& path) {
  const std::string name = name_of_file(path);
  if (name.ends_with(".gpkg")) return "GPKG";
  return name.ends_with(".parquet") || name.ends_with(".geoparquet") ? "Parquet" : nullptr;
}

bool is_table_file(const std::string& path) {
  if (is_csv(path)) return true;
  const char* driver = table_driver(path);
  if (driver == nullptr || std::strcmp(driver, "GPKG") != 0) return driver != nullptr;
  gdal_setup();
  const char* const drivers[] = {driver, nullptr};
  return !DatasetPtr(GDALDataset::Open(path_of_url(path).c_str(), GDAL_OF_RASTER, drivers));
}

void require_table_name(const std::string& path) {
  if (is_csv(path)) return;
  const char* driver = table_driver(path);
  if (driver == nullptr)
    throw Error(ErrorKind::usage, fmt::format("{} is no name of a table, which is to be written", path), kFormats);
  require_driver(driver, path);
}

void require_table_memory(const std::string& path, double needed, const ByteSize& memory) {
  if (needed > memory.bytes())
    throw Error(ErrorKind::usage,
                fmt::format("{} needs about {} of memory, and --memory is {}", path, size_text(needed), memory.text()),
                "give more, or cut the table into tables of fewer points");
}

TableFile::TableFile(const std::string& path, const ByteSize& memory) : path_(without_secrets(path)) {
  remote_setup();
  require_file(path);
  memory_ = kBytesPerByte * size_of(path);
  require_table_memory(path_, memory_, memory);
  table_driver(path) == nullptr ? read_text(read_file(path)) : read_layer(path);
}

void TableFile::read_text(const std::string& text) {
  has_byte_order_mark_ = text.starts_with("\xEF\xBB\xBF");
  CsvReader reader(text, path_);
  separator_ = reader.separator();
  columns_.reset(new OGRFeatureDefn(std::filesystem::path(path_).stem().c_str()));
  columns_->Reference();
  columns_->SetGeomType(wkbNone);
  const auto fail = [&](const std::string& found, const std::string& expected, const std::string& remedy) {
    throw Error(ErrorKind::bad_input,
                fmt::format("{}, line {}: found {}, expected {}", path_, reader.line(), found, expected), remedy);
  };
  std::vector<std::string> fields;
  if (!reader.next(fields))
    throw Error(ErrorKind::bad_input, fmt::format("{} is empty", path_),
                "its first line names the columns, such as id,date,ndvi,vh_db");
  if (text.find('\0') != std::string::npos) fail("a zero byte", "text in UTF-8", "save the table as CSV in UTF-8");
  if (CPLIsUTF8(text.data(), static_cast<int>(std::min<std::size_t>(text.size(), INT_MAX))) == FALSE)
    throw Error(ErrorKind::bad_input, fmt::format("{} is no text in UTF-8", path_), "save the table as CSV in UTF-8");
  for (const std::string& field : fields) {
    OGRFieldDefn column(field.c_str(), OFTString);
    columns_->AddFieldDefn(&column);
  }
  while (reader.next(fields)) {
    if (static_cast<int>(fields.size()) != columns())
      fail(fmt::format("{} fields", fields.size()), fmt::format("{}, as in the first line", columns()),
           fmt::format("write each row with a field for each column, and fields that hold a '{}' in quotes",
                       separator_ == '\t' ? "tab" : std::string(1, separator_)));
    rows_.emplace_back(OGRFeature::CreateFeature(columns_.get()));
    lines_.push_back(reader.line());
    for (int column = 0; column < columns(); ++column)
      if (const std::string& field = fields[static_cast<std::size_t>(column)]; !field.empty())
        rows_.back()->SetField(column, field.c_str());
  }
}

void TableFile::read_layer(const std::string& path) {
  const std::string driver = table_driver(path);
  require_driver(driver, path_);
  CPLErrorReset();
  const char* const drivers[] = {driver.c_str(), nullptr};
  const char* const options[] = {"LIST_ALL_TABLES=NO", nullptr};
  source_.reset(GDALDataset::Open(path_of_url(path).c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                  drivers, driver == "GPKG" ? options : nullptr));
  if (!source_)
    throw Error(ErrorKind::io, fmt::format("cannot open {}: {}", path_, gdal_reason()),
                "check that the path is right and that the file is complete (ogrinfo reads it)");
  if (source_->GetLayerCount() != 1) {
    std::vector<std::string> names;
    for (OGRLayer* layer : source_->GetLayers()) names.emplace_back(layer->GetName());
    throw Error(ErrorKind::bad_input,
                fmt::format("{} has {} layers ({}), expected one", path_, names.size(), fmt::join(names, ", ")),
                "take one out: ogr2ogr one.gpkg all.gpkg LAYER");
  }
  OGRLayer& layer = *source_->GetLayer(0);
  columns_.reset(layer.GetLayerDefn());
  columns_->Reference();
  while (OGRFeature* feature = layer.GetNextFeature()) rows_.emplace_back(feature);
  if (CPLGetLastErrorType() >= CE_Failure)
    throw Error(ErrorKind::io, fmt::format("reading {} failed: {}", path_, gdal_reason()),
                "the file is damaged: copy, fetch or make it again");
}

std::string TableFile::where(int row) const {
  return is_text() ? fmt::format("line {}", lines_[static_cast<std::size_t>(row)])
                   : fmt::format("feature {}", rows_[static_cast<std::size_t>(row)]->GetFID());
}

namespace {

std::string text_of(const OGRFeature& row, int column) {
  if (!row.IsFieldSetAndNotNull(column)) return {};
  const OGRFieldType type = row.GetDefnRef()->GetFieldDefn(column)->GetType();
  if (type == OFTReal) return fmt::format("{}", row.GetFieldAsDouble(column));
  if (type != OFTDate && type != OFTDateTime) return row.GetFieldAsString(column);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
  float second = 0;
  row.GetFieldAsDateTime(column, &year, &month, &day, &hour, &minute, &second, &zone);
  std::string text = fmt::format("{:04}-{:02}-{:02}", year, month, day);
  if (type == OFTDateTime) text += fmt::format("T{:02}:{:02}:{:02.0f}", hour, minute, std::floor(second));
  return text;
}

}  // namespace

std::string TableFile::text(int row, int column) const {
  std::string text = text_of(*rows_[static_cast<std::size_t>(row)], column);
  constexpr const char* kBlanks = " \t";
  text.erase(0, std::min(text.find_first_not_of(kBlanks), text.size()));
  text.erase(text.find_last_not_of(kBlanks) + 1);
  return is_missing_text(text) ? std::string() : text;
}

void TableFile::change_columns(const std::vector<int>& removed, const std::vector<std::string>& texts,
                               const std::vector<std::string>& numbers) {
  std::vector<int> map(static_cast<std::size_t>(columns()), -1);
  std::unique_ptr<OGRFeatureDefn, Release> changed(columns_->Clone());
  changed->Reference();
  for (int column = columns() - 1; column >= 0; --column)
    if (std::find(removed.begin(), removed.end(), column) != removed.end()) changed->DeleteFieldDefn(column);
  for (int column = 0, kept = 0; column < columns(); ++column)
    if (std::find(removed.begin(), removed.end(), column) == removed.end())
      map[static_cast<std::size_t>(column)] = kept++;
  const auto add = [&](const std::vector<std::string>& names, OGRFieldType type) {
    for (const std::string& name : names) {
      OGRFieldDefn column(name.c_str(), is_text() ? OFTString : type);
      changed->AddFieldDefn(&column);
    }
  };
  add(texts, OFTString);
  add(numbers, OFTReal);
  columns_ = std::move(changed);
  for (OGRFeatureUniquePtr& row : rows_) {
    const OGRFeatureUniquePtr old = std::move(row);
    row.reset(OGRFeature::CreateFeature(columns_.get()));
    row->SetFrom(old.get(), map.data());
    row->SetFID(old->GetFID());
  }
}

OGRFeature& TableFile::add_row(OGRFeature& like, std::vector<int> map) {
  rows_.emplace_back(OGRFeature::CreateFeature(columns_.get()));
  rows_.back()->SetFrom(&like, map.data());
  return *rows_.back();
}

void TableFile::write(const std::string& path, bool overwrite) const {
  const char* driver = table_driver(path);
  const bool is_tab = lower(path).ends_with(".tsv");
  const char separator = is_tab ? '\t' : separator_ == ';' ? ';' : ',';
  write_text_file(path, driver == nullptr ? to_text(separator) : to_bytes(driver, path), overwrite);
}

std::string TableFile::to_text(char separator) const {
  std::string text = has_byte_order_mark_ ? "\xEF\xBB\xBF" : "";
  const auto add = [&](int column, const std::string& field) {
    text += csv_field(field, separator);
    text += column + 1 < columns() ? separator : '\n';
  };
  for (int column = 0; column < columns(); ++column) add(column, name(column));
  for (const auto& row : rows_)
    for (int column = 0; column < columns(); ++column) add(column, text_of(*row, column));
  return text;
}

std::string TableFile::to_bytes(const std::string& driver, const std::string& path) const {
  const GdalFailures failures;
  const auto fail = [&] {
    throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", path, gdal_reason()),
                "write it as .csv, or rename columns that differ in case alone");
  };
  const MemoryFolder folder;
  const std::string file = fmt::format("{}/{}", folder.path, std::filesystem::path(path).filename().string());
  DatasetPtr output(
      GetGDALDriverManager()->GetDriverByName(driver.c_str())->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!output) fail();
  const bool has_geometry = columns_->GetGeomFieldCount() > 0;
  auto* crs = has_geometry ? const_cast<OGRSpatialReference*>(columns_->GetGeomFieldDefn(0)->GetSpatialRef()) : nullptr;
  // A column `fid` of the table is not the number that the format gives each feature.
  const bool has_fid = columns_->GetFieldIndex("fid") >= 0;
  const char* const options[] = {"FID=feature_id", nullptr};
  OGRLayer* layer = output->CreateLayer(columns_->GetName(), crs, columns_->GetGeomType(),
                                        has_fid && driver == "GPKG" ? const_cast<char**>(options) : nullptr);
  if (layer == nullptr) fail();
  if (layer->StartTransaction() != OGRERR_NONE) fail();
  std::vector<int> map;
  for (int column = 0; column < columns(); ++column) {
    OGRFieldDefn field(columns_->GetFieldDefn(column));
    // An index that pandas or R writes has no name, which would be the geometry's here.
    if (name(column).empty()) field.SetName(fmt::format("column_{}", column + 1).c_str());
    if (is_text()) field.SetType(likely_type(rows_, column));
    if (layer->CreateField(&field) != OGRERR_NONE) fail();
    map.push_back(column);
  }
  for (const auto& row : rows_) {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
    if (feature->SetFrom(row.get(), map.data()) != OGRERR_NONE) fail();
    for (int column = 0; is_text() && column < columns(); ++column)
      if (is_missing_text(row->GetFieldAsString(column)) && feature->GetFieldDefnRef(column)->GetType() != OFTString)
        feature->SetFieldNull(column);
    feature->SetFID(row->GetFID());
    if (layer->CreateFeature(feature.get()) != OGRERR_NONE) fail();
  }
  if (layer->CommitTransaction() != OGRERR_NONE) fail();
  output.reset();
  failures.require_none("writing " + path);
  vsi_l_offset size = 0;
  const GByte* bytes = VSIGetMemFileBuffer(file.c_str(), &size, FALSE);
  if (bytes == nullptr) fail();
  return {bytes, bytes + size};
}

}  // namespace undercast
