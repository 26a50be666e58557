// SPDX-License-Identifier: Apache-2.0
#include "jobs/export_images.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "core/for_each_window.h"
#include "io/cf_layout.h"
#include "io/stac_items.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

// Each image keeps its file open until it is complete; systems allow about a thousand.
constexpr int kOpenImages = 256;
class ImageWriter {
 public:
  ImageWriter(const ExportJob& job, const ExportSource& source, const ImageExport& images)
      : job_(job),
        source_(source),
        images_(images),
        windows_(split_by_tile(source.layout().grid.whole(), chunk_side(dates()), kTilePx)) {}

  void write_all() {
    const auto varying = std::count_if(source_.variables().begin(), source_.variables().end(),
                                       [](const ExportVariable& variable) { return variable.varies(); });
    images_.run.progress.begin("exporting", varying * dates() + !source_.phenology_bands().empty());
    for (const ExportVariable& variable : source_.variables())
      for (int first = 0; variable.varies() && first < dates(); first += kOpenImages)
        write_dates(variable, first, std::min(first + kOpenImages, dates()));
    if (!source_.phenology_bands().empty()) write_phenology();
    images_.run.progress.end();
  }

 private:
  int dates() const { return source_.layout().ndvi.size(); }

  std::string path_of(const ExportVariable& variable, int step) const {
    const std::string date = to_string(source_.layout().ndvi[step].start);
    const fs::path folder = fs::path(images_.folder) / (job_.format == "stac" ? date : variable.name);
    fs::create_directory(folder);
    return folder / image_name(variable.name, date);
  }

  template <class Work>
  void each_window(const Work& work) const {
    const auto open = [&] { return std::make_unique<ExportSource>(job_.paths(), job_.phenology.path, job_.reading); };
    for_each_window(open, windows_, images_.workers, work);
  }

  void write_dates(const ExportVariable& variable, int first, int end) const {
    std::vector<std::unique_ptr<RasterWriter>> writers;
    for (int step = first; step < end; ++step)
      writers.push_back(std::make_unique<RasterWriter>(path_of(variable, step),
                                                       source_.image_layout(variable, step, images_.metadata), false));
    each_window([&](ExportSource& own, const Window& window, int) {
      const std::vector<float> values = own.read(variable, window);
      for (int step = first; step < end; ++step)
        writers[static_cast<std::size_t>(step - first)]->write(
            window, 0, 1, &values[static_cast<std::size_t>(step * window.pixels())]);
    });
    for (auto& writer : writers) {
      writer->finish();
      writer.reset();
      images_.run.progress.advance(1);
    }
  }

  void write_phenology() const {
    const RasterWriter::Layout layout{source_.layout().grid, source_.phenology_bands(), images_.metadata,
                                      PixelType::float32, false};
    RasterWriter writer((fs::path(images_.folder) / kPhenologyName).string(), layout, false);
    each_window([&](ExportSource& own, const Window& window, int) {
      for (const ExportVariable& variable : own.variables())
        if (!variable.varies()) writer.write(window, variable.phenology_band - 1, 1, own.read(variable, window).data());
    });
    writer.finish();
    images_.run.progress.advance(1);
  }

  const ExportJob& job_;
  const ExportSource& source_;
  const ImageExport& images_;
  std::vector<Window> windows_;
};

}  // namespace

void export_images(const ExportJob& job, const ExportSource& source, const ImageExport& images) {
  ImageWriter(job, source, images).write_all();
  if (job.format == "stac") write_stac(images.folder, fs::path(job.output.path).stem().string(), source);
  source.require_unchanged();
}

}  // namespace undercast
