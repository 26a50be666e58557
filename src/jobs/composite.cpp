// SPDX-License-Identifier: Apache-2.0
#include "jobs/composite.h"

#include "composite/find_acquisitions.h"
#include "composite/index_formula.h"
#include "composite/mask_files.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "jobs/check_cube.h"
#include "jobs/check_job.h"

namespace undercast {

void CompositeJob::each(const OptionVisitor& visit) {
  visit("output", &output, {.text = "cube to write", .letter = 'o', .required = true});
  visit("counts", &counts, {.text = "also write how many images each value comes from"});
  options.each(visit);
  writing.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const CompositeJob& job) {
  check_options(job);
  check(job.writing, job.writing.pixel_type());
  require_raster_name(job.output.path);
  optical_range(job.options);
  index_formulas(job.options.index);
  check_mask_options(job.options);
}

CompositeSummary composite(const CompositeJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  gdal_set_threads(run.threads);
  const CompositeOutput output{job.output.path, job.counts.path,
                               run_metadata("composite", manifest_of(job, run.memory)), job.overwrite, job.writing};
  const CompositeSummary summary = composite(job.options, output, run);
  if (run.team.leads()) warn_of_doubts(output.cube, summary.index);
  return summary;
}

}  // namespace undercast
