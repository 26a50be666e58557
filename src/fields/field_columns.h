// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fields/field_series.h"

namespace undercast {

/// A column of numbers in the table of fields (docs/formats.md, Table of fields).
struct FieldColumn {
  const char* name;
  float FieldValue::*value;
};
inline constexpr FieldColumn kFieldColumns[] = {{"mean", &FieldValue::mean},     {"median", &FieldValue::median},
                                                {"sd", &FieldValue::sd},         {"observed", &FieldValue::observed},
                                                {"pixels", &FieldValue::pixels}, {"lower", &FieldValue::lower},
                                                {"upper", &FieldValue::upper},   {"low_trust", &FieldValue::low_trust}};

}  // namespace undercast
