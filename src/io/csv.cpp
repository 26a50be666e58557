// SPDX-License-Identifier: Apache-2.0
#include "io/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace undercast {
namespace {

// The candidate that the first line has most of, outside quotes.
char separator_of(std::string_view text) {
  std::size_t counts[] = {0, 0, 0};
  constexpr std::string_view kCandidates = ",;\t";
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (c == '\n') break;
    if (const std::size_t candidate = kCandidates.find(c); candidate != std::string_view::npos) ++counts[candidate];
  }
  return kCandidates[static_cast<std::size_t>(std::max_element(counts, counts + 3) - counts)];
}

}  // namespace

CsvReader::CsvReader(std::string_view text, std::string path) : text_(text), path_(std::move(path)) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);  // the byte order mark of spreadsheets
  separator_ = separator_of(text_);
}

bool CsvReader::next(std::vector<std::string>& fields) {
  fields.clear();
  while (at_ < text_.size() && (text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n")) {
    at_ += text_[at_] == '\n' ? 1 : 2;
    ++next_line_;
  }
  if (at_ >= text_.size()) return false;
  line_ = next_line_++;
  for (;;) {
    fields.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted() : unquoted());
    if (at_ >= text_.size()) return true;
    if (text_[at_++] == '\n') return true;
  }
}

// Ends at what follows the field: a separator, a line's end, or the text's.
std::string CsvReader::unquoted() {
  const char ends[] = {separator_, '\n', 0};
  const std::size_t end = std::min(text_.find_first_of(ends, at_), text_.size());
  std::string field(text_.substr(at_, end - at_));
  if (field.ends_with('\r')) field.pop_back();
  at_ = end;
  return field;
}

std::string CsvReader::quoted() {
  std::string field;
  for (++at_;; ++at_) {
    const std::size_t quote = text_.find('"', at_);
    if (quote == std::string_view::npos)
      throw Error(ErrorKind::bad_input, fmt::format("{}, line {}: found a quotation that does not end", path_, line_),
                  "write each quotation mark within a field twice, or none");
    field += text_.substr(at_, quote - at_);
    at_ = quote + 1;
    if (at_ >= text_.size() || text_[at_] != '"') break;
    field += '"';
  }
  next_line_ += static_cast<int>(std::count(field.begin(), field.end(), '\n'));
  if (const std::string rest = unquoted(); !rest.empty())
    throw Error(ErrorKind::bad_input,
                fmt::format("{}, line {}: found '{}' behind a quotation", path_, line_, printable(rest)),
                "write a field in quotes as a whole, or without them");
  return field;
}

std::string csv_field(const std::string& text, char separator) {
  if (text.find_first_of(std::string("\"\r\n") + separator) == std::string::npos) return text;
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? "\"\"" : std::string(1, c);
  return field + '"';
}

}  // namespace undercast
