// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <httplib.h>

#include <functional>
#include <string>

namespace undercast {

/// Whether a request may be answered: GET, of a browser or program on this machine that asks this server by name.
/// Otherwise `answer` is what it gets.
bool is_allowed(const httplib::Request& request, int port, httplib::Response& answer);

/// A whole number of a request's query. Throws Error(usage) naming the parameter.
int query_number(const httplib::Request& request, const std::string& name);
/// A whole number of a request's path. Throws Error(usage).
int path_number(const httplib::Request& request, std::size_t part);

/// Runs `work`; what it throws becomes an answer in JSON: {"error", "hint"}, status 400 for wrong requests, else 500.
void answer(httplib::Response& response, const std::function<void()>& work);

}  // namespace undercast
