// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// "0.1.0 (build 5f0c... on a processor with AMD AVX2 FMA)": the version, a hash of the files of
/// the running program and of its networks library, and the kind of processor, for which the program
/// and its libraries choose their code at run time. Two builds may round differently, and so may two
/// kinds of processor.
const std::string& build_identity();

}  // namespace undercast
