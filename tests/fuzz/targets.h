// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string_view>

namespace undercast {

// Each target gives foreign bytes to the code that reads them. It may throw an Error that says what
// is wrong with them; anything else is a defect. tests/fuzz/<target>.cpp holds it, corpus/<target>/
// holds inputs to begin with, and regressions/<target>/ holds inputs that once were too much.
void fuzz_addresses(std::string_view bytes);
void fuzz_band_dates(std::string_view bytes);
void fuzz_config(std::string_view bytes);
void fuzz_credentials(std::string_view bytes);
void fuzz_cube_metadata(std::string_view bytes);
void fuzz_earth_engine(std::string_view bytes);
void fuzz_flat_trees(std::string_view bytes);
void fuzz_http(std::string_view bytes);
void fuzz_json(std::string_view bytes);
void fuzz_kept_work(std::string_view bytes);
void fuzz_model_file(std::string_view bytes);
void fuzz_part_file(std::string_view bytes);
void fuzz_point_table(std::string_view bytes);
void fuzz_polygon(std::string_view bytes);
void fuzz_safe_product(std::string_view bytes);
void fuzz_scores(std::string_view bytes);
void fuzz_stac_search(std::string_view bytes);
void fuzz_stac_token(std::string_view bytes);
void fuzz_view_request(std::string_view bytes);

struct FuzzTarget {
  const char* name;
  void (*run)(std::string_view bytes);
};

inline constexpr std::array kFuzzTargets{FuzzTarget{"addresses", fuzz_addresses},
                                         FuzzTarget{"band_dates", fuzz_band_dates},
                                         FuzzTarget{"config", fuzz_config},
                                         FuzzTarget{"credentials", fuzz_credentials},
                                         FuzzTarget{"cube_metadata", fuzz_cube_metadata},
                                         FuzzTarget{"earth_engine", fuzz_earth_engine},
                                         FuzzTarget{"flat_trees", fuzz_flat_trees},
                                         FuzzTarget{"http", fuzz_http},
                                         FuzzTarget{"json", fuzz_json},
                                         FuzzTarget{"kept_work", fuzz_kept_work},
                                         FuzzTarget{"model_file", fuzz_model_file},
                                         FuzzTarget{"part_file", fuzz_part_file},
                                         FuzzTarget{"point_table", fuzz_point_table},
                                         FuzzTarget{"polygon", fuzz_polygon},
                                         FuzzTarget{"safe_product", fuzz_safe_product},
                                         FuzzTarget{"scores", fuzz_scores},
                                         FuzzTarget{"stac_search", fuzz_stac_search},
                                         FuzzTarget{"stac_token", fuzz_stac_token},
                                         FuzzTarget{"view_request", fuzz_view_request}};

}  // namespace undercast
