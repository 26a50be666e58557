// SPDX-License-Identifier: Apache-2.0
#include "jobs/report.h"

#include "io/atomic_file.h"
#include "io/gdal.h"
#include "jobs/check_job.h"
#include "report/report.h"

namespace undercast {

void ReportJob::each(const OptionVisitor& visit) {
  visit("cube", &cube, {.text = "cube before filling", .positional = true, .required = true, .holds = {"raster"}});
  visit("filled", &filled,
        {.text = "filled cube that 'fill' made from it", .positional = true, .required = true, .holds = {"raster"}});
  visit("output", &output, {.text = "page to write (HTML)", .letter = 'o', .required = true, .holds = {"page"}});
  visit("lower", &lower, {.text = "lower bound that 'fill' wrote; needs --upper", .holds = {"raster"}});
  visit("upper", &upper, {.text = "upper bound that 'fill' wrote; needs --lower", .holds = {"raster"}});
  visit("provenance", &provenance, {.text = "provenance that 'fill' wrote", .holds = {"raster"}});
  visit("evaluation", &evaluation, {.text = "scores that 'evaluate --json' wrote", .holds = {"json"}});
  fields.each(visit);
  reading.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const ReportJob& job) {
  check_options(job);
  check(job.paths());
  check(job.fields);
}

ReportSummary report(const ReportJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  gdal_set_threads(run.threads);
  gdal_fit_cache(run.memory.bytes());
  const FilledFiles files(job.paths(), job.reading);
  const std::string page = make_report(files, job.evaluation.path, job.fields, run);
  files.require_unchanged();
  write_text_file(job.output.path, page, job.overwrite);
  return {page.size()};
}

}  // namespace undercast
