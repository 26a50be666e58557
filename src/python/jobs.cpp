// SPDX-License-Identifier: Apache-2.0
#include "python/jobs.h"

#include "core/json.h"
#include "io/options_json.h"
#include "jobs/evaluate.h"
#include "jobs/fields.h"
#include "jobs/phenology.h"
#include "jobs/train.h"

namespace undercast {
namespace {

template <class Job, class Summary>
Summary run(Summary (*work)(const Job&, const RunContext&), const std::string& options, const RunArguments& arguments) {
  return run_work(arguments, [&](const RunContext& context) {
    Job job;
    options_from_json(job, nlohmann::json::parse(options), "the arguments");
    check(job);
    return work(job, context);
  });
}

}  // namespace

std::string run_job(const std::string& command, const std::string& options, const RunArguments& arguments) {
  if (command == "evaluate") return to_text(run<EvaluateJob>(evaluate, options, arguments).json);
  if (command == "fields") run<FieldsJob>(tabulate_fields, options, arguments);
  if (command == "phenology") run<PhenologyJob>(measure_phenology, options, arguments);
  if (command == "train") run<TrainJob>(train, options, arguments);
  return "{}";
}

}  // namespace undercast
