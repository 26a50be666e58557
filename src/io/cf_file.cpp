// SPDX-License-Identifier: Apache-2.0
#include "io/cf_file.h"

#include <cpl_string.h>
#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <map>

#include "core/error.h"
#include "io/crs.h"
#include "io/gdal_failures.h"

namespace undercast {
namespace {

using nlohmann::json;

constexpr const char* kSpaceHint = "check free space and permissions, then run the command again";

const char* driver_of(CfFormat format) { return format == CfFormat::netcdf ? "netCDF" : "Zarr"; }

[[noreturn]] void fail_cf(const char* doing, const std::string& path) {
  throw Error(ErrorKind::io, fmt::format("{} {} failed: {}", doing, path, gdal_reason()), kSpaceHint);
}

// Writes the parts of a dataset that is being made.
class CfMaker {
 public:
  CfMaker(const std::string& path, CfFormat format) : path_(path), format_(format) {
    CPLStringList options;
    options.SetNameValue(format == CfFormat::netcdf ? "FORMAT" : "CREATE_ZMETADATA",
                         format == CfFormat::netcdf ? "NC4" : "NO");
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_of(format));
    if (driver == nullptr)
      throw Error(ErrorKind::io, fmt::format("cannot write {}: this GDAL has no driver {}", path, driver_of(format)),
                  "install a GDAL with it, or choose another --format");
    dataset_.reset(driver->CreateMultiDimensional(path.c_str(), nullptr, options.List()));
    if (!dataset_) fail_cf("creating", path);
    root_ = dataset_->GetRootGroup();
  }

  void add_attributes(GDALIHasAttribute& owner, const json& attributes, GDALDataType type) {
    for (const auto& [name, value] : attributes.items()) add_attribute(owner, name, value, type);
  }

  void add_dimension(const std::string& name, int size) {
    dimensions_[name] = root_->CreateDimension(name, "", "", static_cast<GUInt64>(size));
    if (!dimensions_[name]) fail_cf("creating", path_);
  }

  void add(const CfVariable& variable) {
    std::vector<std::shared_ptr<GDALDimension>> dimensions;
    for (const std::string& name : variable.dimensions) dimensions.push_back(dimensions_.at(name));
    const auto array = root_->CreateMDArray(variable.name, dimensions, GDALExtendedDataType::Create(variable.type),
                                            array_options(variable).List());
    if (!array) fail_cf("creating", path_);
    if (!variable.chunk.empty() && !array->SetNoDataValue(variable.missing)) fail_cf("creating", path_);
    add_attributes(*array, variable.attributes, variable.type);
    if (variable.values.empty()) return;
    const std::vector<GUInt64> start(dimensions.size(), 0);
    std::vector<std::size_t> count;
    for (const auto& dimension : dimensions) count.push_back(static_cast<std::size_t>(dimension->GetSize()));
    if (!array->Write(start.data(), count.data(), nullptr, nullptr, GDALExtendedDataType::Create(GDT_Float64),
                      variable.values.data()))
      fail_cf("writing", path_);
  }

  GDALGroup& root() { return *root_; }
  DatasetPtr take() { return std::move(dataset_); }

 private:
  CPLStringList array_options(const CfVariable& variable) const {
    CPLStringList options;
    if (variable.chunk.empty()) return options;
    options.SetNameValue("BLOCKSIZE", fmt::format("{}", fmt::join(variable.chunk, ",")).c_str());
    if (format_ == CfFormat::netcdf) {
      options.SetNameValue("COMPRESS", "DEFLATE");
      options.SetNameValue("ZLEVEL", "1");
    } else {
      options.SetNameValue("COMPRESS", "BLOSC");
      options.SetNameValue("BLOSC_CNAME", "zstd");
      options.SetNameValue("BLOSC_CLEVEL", "1");
    }
    return options;
  }

  // Numbers get the type of their variable, as CF wants it for valid_range and flag_values, or
  // float64 where an integer would cut them.
  void add_attribute(GDALIHasAttribute& owner, const std::string& name, const json& value, GDALDataType type) {
    CPLStringList options;
    // Programs in Fortran read no other texts.
    if (format_ == CfFormat::netcdf && value.is_string()) options.SetNameValue("NC_TYPE", "NC_CHAR");
    std::vector<double> numbers;
    if (value.is_number()) numbers = {value.get<double>()};
    if (value.is_array()) numbers = value.get<std::vector<double>>();
    const json& first = value.is_array() ? value.at(0) : value;
    if (first.is_number_float() && type != GDT_Float32) type = GDT_Float64;
    const std::vector<GUInt64> size = value.is_array() ? std::vector<GUInt64>{numbers.size()} : std::vector<GUInt64>();
    const auto attribute = owner.CreateAttribute(
        name, size, value.is_string() ? GDALExtendedDataType::CreateString() : GDALExtendedDataType::Create(type),
        options.List());
    const bool is_written = attribute && (value.is_string() ? attribute->Write(value.get<std::string>().c_str())
                                                            : attribute->Write(numbers.data(), numbers.size()));
    if (!is_written) fail_cf("creating", path_);
  }

  std::string path_;
  CfFormat format_;
  DatasetPtr dataset_;
  std::shared_ptr<GDALGroup> root_;
  std::map<std::string, std::shared_ptr<GDALDimension>> dimensions_;
};

}  // namespace

CfFile::CfFile(std::string path, CfFormat format, const CfLayout& layout) : path_(std::move(path)) {
  gdal_setup();
  CPLErrorReset();
  const GdalFailures failures;
  if (format == CfFormat::zarr) std::filesystem::remove(path_);  // GDAL makes the folder itself
  CfMaker maker(path_, format);
  maker.add_attributes(maker.root(), layout.attributes, GDT_Float64);
  for (const auto& [name, size] : layout.dimensions) maker.add_dimension(name, size);
  for (const CfVariable& variable : layout.variables) maker.add(variable);
  dataset_ = maker.take();
  root_ = dataset_->GetRootGroup();
  failures.require_none("creating " + path_);
}

CfFile::CfFile(std::string path, bool writes) : path_(std::move(path)) {
  gdal_setup();
  CPLErrorReset();
  const char* const drivers[] = {driver_of(CfFormat::zarr), nullptr};
  const int flags = GDAL_OF_MULTIDIM_RASTER | GDAL_OF_VERBOSE_ERROR | (writes ? GDAL_OF_UPDATE : 0);
  dataset_.reset(GDALDataset::Open(path_.c_str(), static_cast<unsigned>(flags), drivers, nullptr, nullptr));
  if (dataset_) root_ = dataset_->GetRootGroup();
  if (!root_) fail_cf("opening", path_);
}

// A window of a variable in GDAL's terms.
struct CfFile::Part {
  std::shared_ptr<GDALMDArray> array;
  std::vector<GUInt64> start;
  std::vector<std::size_t> count;
};

CfFile::Part CfFile::part(const std::string& variable, const Window& window, std::size_t values) const {
  Part part{root_->OpenMDArray(variable), {}, {}};
  if (!part.array) fail_cf("opening", path_);
  part.start = {static_cast<GUInt64>(window.row), static_cast<GUInt64>(window.col)};
  part.count = {static_cast<std::size_t>(window.rows), static_cast<std::size_t>(window.cols)};
  if (part.array->GetDimensionCount() == 3) {
    part.start.insert(part.start.begin(), 0);
    part.count.insert(part.count.begin(), values / static_cast<std::size_t>(window.pixels()));
  }
  return part;
}

void CfFile::write(const std::string& variable, const Window& window, const std::vector<float>& values) {
  const std::lock_guard lock(mutex_);
  CPLErrorReset();
  const Part to = part(variable, window, values.size());
  const auto write = [&](GDALDataType type, const void* buffer) {
    if (!to.array->Write(to.start.data(), to.count.data(), nullptr, nullptr, GDALExtendedDataType::Create(type),
                         buffer))
      fail_cf("writing", path_);
  };
  if (to.array->GetDataType().GetNumericDataType() == GDT_Float32) return write(GDT_Float32, values.data());
  // GDAL's netCDF would convert values one by one, and write each on its own.
  const std::vector<std::uint8_t> bytes(values.begin(), values.end());
  write(GDT_Byte, bytes.data());
}

void CfFile::read(const std::string& variable, const Window& window, std::vector<float>& values) {
  const std::lock_guard lock(mutex_);
  CPLErrorReset();
  const Part from = part(variable, window, values.size());
  if (!from.array->Read(from.start.data(), from.count.data(), nullptr, nullptr,
                        GDALExtendedDataType::Create(GDT_Float32), values.data()))
    fail_cf("reading", path_);
}

void CfFile::close() {
  const GdalFailures failures;
  root_.reset();
  dataset_.reset();
  failures.require_none("writing " + path_);
}

}  // namespace undercast
