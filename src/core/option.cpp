// SPDX-License-Identifier: Apache-2.0
#include "core/option.h"

namespace undercast {

OptionVisitor in_group(std::string group, OptionVisitor visit, bool of_training) {
  return [group = std::move(group), visit = std::move(visit), of_training](const char* name, OptionValue value,
                                                                           OptionText text) {
    if (text.group.empty()) {
      text.group = group;
      text.of_training = of_training;
    }
    visit(name, value, text);
  };
}

}  // namespace undercast
