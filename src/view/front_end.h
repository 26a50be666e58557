// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace undercast {

/// Return the page, its program and its style, built from src/view/front; empty in a build without
/// them.
std::string_view front_end_html();
std::string_view front_end_js();
std::string_view front_end_css();
/// Says why this build has none; empty where it has one.
std::string front_end_problem();

}  // namespace undercast
