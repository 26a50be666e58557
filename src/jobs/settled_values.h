// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "io/filled_files.h"
#include "jobs/filled_rasters.h"
#include "jobs/revision_counts.h"
#include "jobs/update_plan.h"

namespace undercast {

/// The values of an earlier fill that an update keeps.
class SettledValues {
 public:
  /// All but the plan must outlive it.
  SettledValues(const FilledFiles& previous, CubeFile& cube, const UpdatePlan& plan, const RepeatedFill& repeated)
      : previous_(previous), cube_(cube), plan_(plan), repeated_(repeated) {}

  /// Compares some blocks from all over the scene, before the work begins. Throws
  /// Error(bad_input) when an observation of a settled date is not what the fill holds.
  void require_same_past_in_sample();

  /// Puts recent values behind the settled ones of a window, and counts how far revised values
  /// moved. `recent` holds the cube's last dates, at least those that the plan fills; its filled
  /// values become provisional. Throws as require_same_past_in_sample() does.
  FilledImage join(const Window& window, const FilledImage& recent, RevisionCounts& revisions);

 private:
  /// What the earlier fill holds of a window, and what the cube observed; bounds and provenance may
  /// be empty.
  struct Past {
    FilledImage filled;
    std::vector<float> observed;
  };

  Past read(const Window& window);
  bool is_same(float a, float b) const;
  void require_same(const Past& past, const Window& window) const;
  void count_revisions(const Past& past, const std::vector<float>& updated, std::size_t settled,
                       RevisionCounts& revisions) const;

  const FilledFiles& previous_;
  CubeFile& cube_;
  UpdatePlan plan_;
  const RepeatedFill& repeated_;
};

}  // namespace undercast
