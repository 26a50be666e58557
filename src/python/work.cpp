// SPDX-License-Identifier: Apache-2.0
#include "python/work.h"

#include <csignal>
#include <mutex>

namespace py = pybind11;

namespace undercast {
namespace {

std::mutex interrupt_mutex;
int waiting = 0;                           // calls that Ctrl-C would stop
void (*handler_of_python)(int) = SIG_DFL;  // while there are some

}  // namespace

void throw_in_python(const Error& error) {
  const std::string text = error.hint().empty() ? error.what() : std::string(error.what()) + "\n" + error.hint();
  PyObject* type = error.kind() == ErrorKind::interrupted                                     ? PyExc_KeyboardInterrupt
                   : error.kind() == ErrorKind::io || error.kind() == ErrorKind::remote       ? PyExc_OSError
                   : error.kind() == ErrorKind::usage || error.kind() == ErrorKind::bad_input ? PyExc_ValueError
                                                                                              : PyExc_RuntimeError;
  PyErr_SetString(type, text.c_str());
  throw py::error_already_set();
}

StopOnInterrupt::StopOnInterrupt() {
  const std::lock_guard lock(interrupt_mutex);
  if (waiting++ == 0) handler_of_python = std::signal(SIGINT, [](int) { request_stop(); });
}

StopOnInterrupt::~StopOnInterrupt() {
  const std::lock_guard lock(interrupt_mutex);
  if (--waiting > 0) return;
  std::signal(SIGINT, handler_of_python);
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
  if (thrown_) return;
  try {
    call_(what_, done_, total_);
  } catch (const py::error_already_set& error) {
    thrown_ = error;
    request_stop();
  }
}

}  // namespace undercast
