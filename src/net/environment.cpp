// SPDX-License-Identifier: Apache-2.0
#include "net/environment.h"

#include <cstdlib>

namespace undercast {

std::string environment_text(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace undercast
