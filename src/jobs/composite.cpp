// SPDX-License-Identifier: Apache-2.0
#include "jobs/composite.h"

#include "composite/find_acquisitions.h"
#include "composite/index_formula.h"
#include "composite/mask_files.h"
#include "core/error.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "jobs/check_cube.h"
#include "jobs/check_job.h"
#include "jobs/continued_cube.h"

namespace undercast {

void CompositeJob::each(const OptionVisitor& visit) {
  visit("output", &output, {.text = "cube to write", .letter = 'o', .holds = {"raster"}});
  visit("append", &append, {.text = kAppendText, .holds = {"raster"}, .of_the_run = true});
  visit("counts", &counts, {.text = "also write how many images each value comes from", .holds = {"raster"}});
  options.each(visit);
  writing.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const CompositeJob& job) {
  require_output_apart(job.append, job.output);
  check_options(job);
  check(job.writing, job.writing.pixel_type());
  if (!job.output.given() && !job.append.given())
    throw Error(ErrorKind::usage, "--output is required", "name the cube to write");
  require_raster_name(job.output.given() ? job.output.path : job.append.path);
  check_append(job.append, job.counts, job);
  optical_range(job.options);
  index_formulas(job.options.index);
  check_mask_options(job.options, has_masks(job.options), "--mask FOLDER");
}

CompositeSummary composite(CompositeJob job, const RunContext& run) {
  job.overwrite = replaces(job.append, job.output, job.overwrite);
  const auto locks = lock_outputs(job, run.team);
  gdal_set_threads(run.threads);
  const nlohmann::json manifest = manifest_of(job, run.memory);
  if (job.append.given()) require_same_options(job.append.path, "composite", manifest);
  const CompositeOutput output{job.output.path, job.counts.path, run_metadata("composite", manifest),
                               job.overwrite,   job.writing,     job.append.path};
  const CompositeSummary summary = composite(job.options, output, run);
  if (run.team.leads()) warn_of_doubts(output.cube, summary.index);
  return summary;
}

}  // namespace undercast
