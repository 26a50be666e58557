// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <httplib.h>

#include <functional>
#include <string>

namespace undercast {

/// Says whether a request may be answered: it must be a GET by a browser or program on this machine
/// that names this server. Otherwise it writes the refusal to `answer`.
bool is_allowed(const httplib::Request& request, int port, httplib::Response& answer);

/// Returns a whole number from the query of a request. Throws Error(usage) naming the parameter.
int query_number(const httplib::Request& request, const std::string& name);
/// Returns a whole number from the path of a request. Throws Error(usage).
int path_number(const httplib::Request& request, std::size_t part);

/// Runs `work`. An exception becomes an answer in JSON, {"error", "hint"}, with status 400 for
/// wrong requests and 500 otherwise.
void answer(httplib::Response& response, const std::function<void()>& work);

}  // namespace undercast
