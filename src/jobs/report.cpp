// SPDX-License-Identifier: Apache-2.0
#include "jobs/report.h"

#include "io/atomic_file.h"
#include "io/gdal.h"
#include "jobs/check_job.h"
#include "report/report.h"

namespace undercast {

void check(const ReportJob& job) {
  check_options(job);
  check(job.paths());
}

ReportSummary report(const ReportJob& job, const RunContext& run) {
  gdal_set_threads(run.threads);
  const FilledFiles files(job.paths(), job.reading);
  const std::string page = make_report(files, job.evaluation.path, run);
  write_text_file(job.output.path, page, job.overwrite);
  return {page.size()};
}

}  // namespace undercast
