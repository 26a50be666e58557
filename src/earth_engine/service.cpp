// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/service.h"

#include <fmt/format.h>

#include "core/json.h"
#include "net/url.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

// The service itself gives up after five minutes.
constexpr double kLongestSilence = 330;

std::string message_of(const HttpReply& reply) {
  const Json content = json_or_null(reply.body);
  const JsonValue answer(content, {});
  std::string message = reply.body.substr(0, 200);
  if (const auto error = answer.find("error"))
    message = error->find_as<std::string>("message").value_or(answer.find_as<std::string>("error").value_or(message));
  // A server may repeat what it was sent.
  return masked(printable(std::move(message)), reply.secret);
}

bool holds(const std::string& text, const char* part) { return text.find(part) != text.npos; }

// Only their texts distinguish these answers from others with status 400. Source: Earth Engine,
// guides/debugging.
bool is_too_large(const HttpReply& reply, const std::string& message) {
  if (reply.status != 400) return false;
  for (const char* sign : {"memory limit", "timed out", "Total request size", "must be less than or equal to",
                           "payload size exceeds", "computation is too large"})
    if (holds(message, sign)) return true;
  return false;
}

std::string hint_for(const HttpReply& reply, const std::string& message, GooglePlace place) {
  if (holds(message, "insufficient authentication scopes"))
    return "these credentials were made without access to it: run `earthengine authenticate`, which asks for Earth "
           "Engine, Drive and Cloud Storage";
  if (place == GooglePlace::files && (reply.status == 403 || reply.status == 404))
    return "this account must be allowed to read the files: check the folder or bucket, then run the command again";
  switch (reply.status) {
    case 400:
    case 404:
      if (holds(message, "does not exist") || holds(message, "not found"))
        return "check --project and the collection's name, and that this account may read it";
      return "check the options; `--print-expression` shows what was asked";
    case 401:
      return "run `undercast retrieve --source earth-engine --check`; new credentials: `earthengine authenticate`";
    case 403:
      return "check --project: it must be registered for Earth Engine, have its API enabled, and let this account use "
             "it (roles Earth Engine Resource Viewer or Writer, and Service Usage Consumer)";
    case 429:
      return "the project's quota is exhausted: wait, or lower --requests; the same command continues from here";
    default:
      return "the service fails at the moment: the same command continues from here later";
  }
}

}  // namespace

HttpReply send_authorised(HttpClient& client, HttpRequest request, GoogleToken& token, const std::string& project,
                          const Patience& patience) {
  if (!is_secure(request.url))
    throw Error(ErrorKind::usage,
                fmt::format("a token would be sent to {}, which is not https", without_secrets(request.url)),
                "give an address with https");
  const std::vector<std::string> headers = request.headers;
  for (bool is_second : {false, true}) {
    const std::string text = token.text();
    request.headers = headers;
    request.headers.push_back("Authorization: Bearer " + text);
    if (!project.empty()) request.headers.push_back("X-Goog-User-Project: " + project);
    HttpReply reply = send_patiently(client, request, patience);
    reply.secret = text;
    if (reply.status != 401 || is_second) return reply;
    token.refuse(text);
  }
  return {};
}

void throw_google_refusal(const std::string& asked, const HttpReply& reply, GooglePlace place) {
  const std::string message = message_of(reply);
  throw GoogleRefusal(fmt::format("{} answered {}: {}", asked, reply.status, message), hint_for(reply, message, place),
                      reply);
}

EeService::EeService(const EarthEngineOptions& options, HttpClient& client, GoogleToken& token,
                     const Patience& patience)
    : api_(options.api),
      project_(options.project.empty() ? token.credentials().project : options.project),
      patience_(patience),
      client_(client),
      token_(token) {
  if (project_.empty())
    throw Error(ErrorKind::usage, "--project is required",
                "name a Google Cloud project that is registered for Earth Engine");
}

HttpReply EeService::send(const std::string& path, const Json& body) {
  HttpRequest request;
  request.url = fmt::format("{}/v1/projects/{}/{}", api_, project_, path);
  request.silence_s = kLongestSilence;
  if (!body.is_null()) {
    request.method = "POST";
    request.body = to_text(body);
    request.headers.push_back("Content-Type: application/json");
  }
  return send_authorised(client_, std::move(request), token_, project_, patience_);
}

Json EeService::ask(const std::string& path, const Json& body) {
  const HttpReply reply = send(path, body);
  if (!reply.is_success()) throw_google_refusal(fmt::format("{} of {}", path, api_), reply);
  Json answer = parse_json(reply.body, {fmt::format("the answer of {} of {}", path, api_), ErrorKind::remote,
                                        "check --ee-api, and whether a proxy or a login page answers instead"});
  change_texts(answer, [&](std::string& text) { text = masked(std::move(text), reply.secret); });
  return answer;
}

EeService::Pixels EeService::pixels(const Json& request) {
  HttpReply reply = send("image:computePixels", request);
  if (reply.is_success()) return {std::move(reply.body), {}};
  const std::string message = message_of(reply);
  if (is_too_large(reply, message)) return {{}, message};
  throw_google_refusal("computePixels of " + api_, reply);
}

}  // namespace undercast
