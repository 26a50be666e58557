// SPDX-License-Identifier: Apache-2.0
#include "python/work.h"

#include <algorithm>
#include <csignal>
#include <mutex>
#include <regex>

namespace py = pybind11;

namespace undercast {
namespace {

std::mutex interrupt_mutex;
int waiting = 0;                         // calls that Ctrl-C would stop
struct sigaction handling_of_python {};  // while there are some

// Python's own handler runs as well: its main thread may wait for something else.
void stop_and_tell_python(int signal) {
  request_stop();
  if (handling_of_python.sa_handler != SIG_DFL) handling_of_python.sa_handler(signal);
}

}  // namespace

std::string in_words_of_python(const std::string& text) {
  static const std::regex kFlag("(^|[^[:alnum:]-])--([a-z][a-z0-9-]*)");
  std::string words;
  auto from = text.cbegin();
  for (std::sregex_iterator flag(text.begin(), text.end(), kFlag), end; flag != end; ++flag) {
    std::string name = flag->str(2);
    std::replace(name.begin(), name.end(), '-', '_');
    words.append(from, (*flag)[0].first).append(flag->str(1)).append(name);
    from = (*flag)[0].second;
  }
  return words.append(from, text.cend());
}

void throw_in_python(const Error& error) {
  // What Python's handler of a signal raises comes first.
  if (error.kind() == ErrorKind::interrupted && PyErr_CheckSignals() != 0) throw py::error_already_set();
  std::string text = in_words_of_python(error.what());
  if (!error.hint().empty()) text += "\n" + in_words_of_python(error.hint());
  PyObject* type = error.kind() == ErrorKind::interrupted                                     ? PyExc_KeyboardInterrupt
                   : error.kind() == ErrorKind::io || error.kind() == ErrorKind::remote       ? PyExc_OSError
                   : error.kind() == ErrorKind::usage || error.kind() == ErrorKind::bad_input ? PyExc_ValueError
                                                                                              : PyExc_RuntimeError;
  PyErr_SetString(type, text.c_str());
  throw py::error_already_set();
}

StopOnInterrupt::StopOnInterrupt() {
  const std::lock_guard lock(interrupt_mutex);
  if (waiting++ > 0) return;
  sigaction(SIGINT, nullptr, &handling_of_python);
  if (handling_of_python.sa_handler == SIG_IGN) return;
  struct sigaction own = handling_of_python;
  own.sa_handler = &stop_and_tell_python;
  own.sa_flags &= ~(SA_RESTART | SA_SIGINFO);
  sigaction(SIGINT, &own, nullptr);
}

StopOnInterrupt::~StopOnInterrupt() {
  const std::lock_guard lock(interrupt_mutex);
  if (--waiting > 0) return;
  struct sigaction current {};
  sigaction(SIGINT, nullptr, &current);
  if (current.sa_handler == &stop_and_tell_python) sigaction(SIGINT, &handling_of_python, nullptr);
  clear_stop_request();
}

void CalledProgress::begin(std::string_view what, long long total) {
  const py::gil_scoped_acquire locked;
  what_ = what, done_ = 0, total_ = total;
  tell();
}

void CalledProgress::advance(long long count, std::string_view) {
  const py::gil_scoped_acquire locked;
  done_ += count;
  tell();
}

void CalledProgress::rethrow() {
  if (thrown_) throw py::error_already_set(*thrown_);
}

void CalledProgress::tell() {
  if (thrown_) return;  // its work is ending
  try {
    call_(what_, done_, total_);
  } catch (const py::error_already_set& error) {
    thrown_ = error;
    throw Error(ErrorKind::interrupted, "interrupted");  // other threads continue
  }
}

}  // namespace undercast
