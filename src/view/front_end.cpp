// SPDX-License-Identifier: Apache-2.0
#include "view/front_end.h"

namespace undercast {

std::string front_end_problem() { return UNDERCAST_FRONT_END_PROBLEM; }

#if !UNDERCAST_HAS_FRONT_END
std::string_view front_end_html() { return {}; }
std::string_view front_end_js() { return {}; }
std::string_view front_end_css() { return {}; }
#endif

}  // namespace undercast
