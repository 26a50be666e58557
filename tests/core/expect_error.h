// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "core/error.h"

namespace undercast {

/// Whether `work` throws an Error of this kind whose message and hint together say each of `parts`.
inline testing::AssertionResult throws_error(const std::function<void()>& work, ErrorKind kind,
                                             const std::vector<std::string>& parts) {
  try {
    work();
  } catch (const Error& error) {
    const std::string said = std::string(error.what()) + "\n" + error.hint();
    if (error.kind() != kind) return testing::AssertionFailure() << "another kind of error: " << said;
    for (const std::string& part : parts)
      if (said.find(part) == std::string::npos)
        return testing::AssertionFailure() << "'" << part << "' is not in: " << said;
    return testing::AssertionSuccess() << said;
  }
  return testing::AssertionFailure() << "nothing was thrown";
}

}  // namespace undercast
