// SPDX-License-Identifier: Apache-2.0
#include "io/table_writer.h"

#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <cstdlib>
#include <utility>

#include "core/error.h"
#include "core/letters.h"
#include "io/csv.h"
#include "io/gdal_failures.h"
#include "io/table_file.h"

namespace undercast {
namespace {

OGRFieldType field_type(ColumnType type) {
  switch (type) {
    case ColumnType::date:
      return OFTDate;
    case ColumnType::number:
      return OFTReal;
    case ColumnType::whole:
      return OFTInteger;
    case ColumnType::text:
      break;
  }
  return OFTString;
}

// 0.500 and -0.0 are 0.5 and 0.
std::string shortest(double number, int digits) {
  std::string text = fmt::format("{:.{}f}", number, digits);
  if (text.find('.') != std::string::npos) text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace

TableWriter::TableWriter(const TableOutput& output, std::vector<ColumnInfo> columns)
    : file_(output.path, output.overwrite), columns_(std::move(columns)), cells_(columns_.size()) {
  require_table_name(output.path);
  if (const char* driver = table_driver(output.path); driver != nullptr) {
    begin_layer(driver, output);
    return;
  }
  if (lower(output.path).ends_with(".tsv")) separator_ = '\t';
  text_.open(file_.part(), std::ios::binary);
  std::vector<std::string> names;
  for (const ColumnInfo& column : columns_) names.push_back(column.name);
  add_line(names);
}

void TableWriter::begin_layer(const std::string& driver, const TableOutput& output) {
  VSIUnlink(file_.part().c_str());  // GDAL makes the file itself
  // A journal beside the scratch file would stay when the program is killed.
  const CPLConfigOptionSetter journal("OGR_SQLITE_JOURNAL", "MEMORY", false);
  CPLErrorReset();
  dataset_.reset(GetGDALDriverManager()
                     ->GetDriverByName(driver.c_str())
                     ->Create(file_.part().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!dataset_) fail();
  for (const auto& [name, value] : output.metadata) dataset_->SetMetadataItem(name.c_str(), value.c_str());
  layer_ = dataset_->CreateLayer(output.layer.c_str(), nullptr, wkbNone, nullptr);
  if (layer_ == nullptr) fail();
  for (const ColumnInfo& column : columns_) {
    OGRFieldDefn field(column.name.c_str(), field_type(column.type));
    if (layer_->CreateField(&field) != OGRERR_NONE) fail();
  }
  if (dataset_->TestCapability(ODsCTransactions) != 0 && dataset_->StartTransaction() != OGRERR_NONE) fail();
}

void TableWriter::set(std::size_t column, const std::string& text) { cells_[column] = text; }

void TableWriter::set(std::size_t column, double number, int digits) {
  cells_[column] = std::isnan(number) ? "" : shortest(number, digits);
}

void TableWriter::end_row() {
  if (!dataset_) {
    add_line(cells_);
  } else {
    const OGRFeatureUniquePtr row(OGRFeature::CreateFeature(layer_->GetLayerDefn()));
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (cells_[i].empty()) continue;
      const int column = static_cast<int>(i);
      if (columns_[i].type == ColumnType::number)
        row->SetField(column, std::strtod(cells_[i].c_str(), nullptr));
      else
        row->SetField(column, cells_[i].c_str());
    }
    if (layer_->CreateFeature(row.get()) != OGRERR_NONE) fail();
  }
  for (std::string& cell : cells_) cell.clear();
}

void TableWriter::add_line(const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i)
    text_ << csv_field(cells[i], separator_) << (i + 1 < cells.size() ? separator_ : '\n');
  if (!text_) fail();
}

GDALDataset* TableWriter::dataset() {
  return dataset_ && dataset_->TestCapability(ODsCCreateLayer) != 0 ? dataset_.get() : nullptr;
}

void TableWriter::finish() {
  if (dataset_) {
    const GdalFailures failures;
    CPLErrorReset();
    if (dataset_->TestCapability(ODsCTransactions) != 0 && dataset_->CommitTransaction() != OGRERR_NONE) fail();
    dataset_.reset();
    failures.require_none("writing " + file_.path());
  } else {
    text_.close();
    if (!text_) fail();
  }
  file_.commit();
}

void TableWriter::fail() const {
  throw Error(ErrorKind::io,
              fmt::format("writing {} failed{}", file_.path(), dataset_ ? ": " + gdal_reason() : std::string()),
              "check free space and permissions, then run the command again");
}

}  // namespace undercast
