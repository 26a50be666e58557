// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/google_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include "core/json.h"
#include "net/base64.h"
#include "net/digest.h"

namespace undercast {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

// Sizes are texts in both services' answers.
long long stated_size(const JsonValue& entry) { return std::atoll(entry.text("size").c_str()); }

constexpr int kMostPages = 1000;

// An export that is cut into files appends the row and column of their corners.
bool is_of_export(const std::string& name, const std::string& prefix) {
  if (name.rfind(prefix, 0) != 0) return false;
  const std::string rest = name.substr(prefix.size());
  return rest == ".tif" || (rest.size() > 4 && rest.front() == '-' && rest.substr(rest.size() - 4) == ".tif" &&
                            rest.find_first_not_of("0123456789-") == rest.size() - 4);
}

std::function<bool(const GoogleFile&)> files_of(const ExportedFiles& exported) {
  return [&](const GoogleFile& file) {
    return is_of_export(file.name, exported.prefix) && file.created >= exported.since;
  };
}

// A text in a query of Google Drive.
std::string quoted(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '\'' || c == '\\' ? fmt::format("\\{}", c) : std::string(1, c);
  return "'" + result + "'";
}

// Searches Google Drive. The list holds these fields of each file.
std::string drive_search(const GoogleFileAccess& access, const std::string& query, const std::string& fields) {
  return fmt::format(
      "{}/drive/v3/files?q={}&fields={}&pageSize=1000&spaces=drive&orderBy=name&supportsAllDrives=true"
      "&includeItemsFromAllDrives=true",
      access.drive_api, percent_encoded(query), percent_encoded("nextPageToken,files(" + fields + ")"));
}

// The list at `url`: each page has an array `key`, whose entries `file_of` reads.
struct FileList {
  std::string url;
  const char* key;
  std::function<GoogleFile(const JsonValue&)> file_of;
};

// The newest file of each name that is wanted.
std::vector<GoogleFile> read_all(const GoogleFileAccess& access, const FileList& list,
                                 const std::function<bool(const GoogleFile&)>& is_wanted) {
  std::map<std::string, GoogleFile> newest;
  std::string page_token;
  int pages = 0;
  do {
    HttpRequest request;
    request.url = list.url + (page_token.empty() ? "" : "&pageToken=" + percent_encoded(page_token));
    const HttpReply reply = send_authorised(access.client, request, access.token, "", access.patience);
    if (!reply.is_success()) throw_google_refusal("the list of files", reply, GooglePlace::files);
    const JsonSource source{"the list of files", ErrorKind::remote, "run the command again later"};
    const Json content = parse_json(reply.body, source);
    const JsonValue page(content, source);
    const auto entries = page.find(list.key);
    for (const JsonValue& entry : entries ? entries->items() : std::vector<JsonValue>()) {
      GoogleFile file = list.file_of(entry);
      if (!is_wanted(file)) continue;
      GoogleFile& known = newest[file.name];
      if (known.created < file.created) known = std::move(file);
    }
    page_token = page.text("nextPageToken");
    if (++pages > kMostPages) throw Error(source.kind, "the list of files has no end", source.hint);
  } while (!page_token.empty());
  std::vector<GoogleFile> files;
  for (auto& [name, file] : newest) files.push_back(std::move(file));
  return files;
}

long long size_of(const std::string& path) {
  std::error_code absent;
  const auto size = fs::file_size(path, absent);
  return absent ? 0 : static_cast<long long>(size);
}

bool is_whole(const GoogleFile& file, const std::string& path) {
  return fs::exists(path) && size_of(path) == file.size && (file.md5.empty() || md5_of_file(path) == file.md5);
}

// Appends the bytes that are missing. A server without ranges sends the whole file: the part is
// removed then.
void fetch_rest(const GoogleFileAccess& access, const GoogleFile& file, const std::string& part) {
  const long long there = size_of(part);
  HttpRequest request;
  request.url = file.url;
  if (there > 0) request.headers.push_back(fmt::format("Range: bytes={}-", there));
  bool is_open = false;
  long long bytes_there = there;
  std::ofstream out;
  HttpReply reply;
  request.sink = [&](std::string_view bytes) {
    bytes_there += static_cast<long long>(bytes.size());
    if (bytes_there > file.size && file.size > 0) {
      out.close();
      std::error_code ignored;
      fs::remove(part, ignored);
      throw Error(ErrorKind::remote, fmt::format("the download of {} is longer than the list says", file.name),
                  "run the command again");
    }
    if (!std::exchange(is_open, true)) out.open(part, std::ios::binary | std::ios::app);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out) throw Error(ErrorKind::io, fmt::format("writing {} failed", part), "check free space");
  };
  Patience once = access.patience;
  once.attempts = 1;
  reply = send_authorised(access.client, request, access.token, "", once);
  if (!reply.is_success()) throw_google_refusal("the download of " + file.name, reply, GooglePlace::files);
  if (there > 0 && reply.status != 206) {
    out.close();
    std::error_code ignored;
    fs::remove(part, ignored);
    throw Error(ErrorKind::remote, "the download of " + file.name + " did not continue where it ended",
                "run the command again");
  }
}

}  // namespace

std::vector<GoogleFile> list_drive_files(const GoogleFileAccess& access, const std::string& folder_id,
                                         const ExportedFiles& exported) {
  const std::string query =
      fmt::format("{} in parents and name contains {} and trashed = false", quoted(folder_id), quoted(exported.prefix));
  const std::string url = drive_search(access, query, "id,name,size,md5Checksum,createdTime");
  const auto file_of = [&](const JsonValue& entry) {
    const std::string media =
        "/drive/v3/files/" + percent_encoded(entry.text("id")) + "?alt=media&supportsAllDrives=true";
    return GoogleFile{entry.text("name"), access.drive_api + media, entry.text("md5Checksum"),
                      entry.text("createdTime"), stated_size(entry)};
  };
  return read_all(access, {url, "files", file_of}, files_of(exported));
}

std::vector<GoogleFile> list_bucket_files(const GoogleFileAccess& access, const std::string& bucket,
                                          const ExportedFiles& exported) {
  const std::string objects = fmt::format("{}/storage/v1/b/{}/o", access.storage_api, percent_encoded(bucket));
  const std::string url = fmt::format("{}?prefix={}&fields={}", objects, percent_encoded(exported.prefix),
                                      percent_encoded("nextPageToken,items(name,size,md5Hash,timeCreated)"));
  const auto file_of = [&](const JsonValue& entry) {
    const std::string name = entry.text("name");
    return GoogleFile{name, objects + "/" + percent_encoded(name) + "?alt=media",
                      hex(bytes_of_base64(entry.text("md5Hash"))), entry.text("timeCreated"), stated_size(entry)};
  };
  return read_all(access, {url, "items", file_of}, files_of(exported));
}

std::string find_drive_folder(const GoogleFileAccess& access, const std::string& name) {
  const std::string query =
      fmt::format("mimeType = 'application/vnd.google-apps.folder' and name = {} and trashed = false", quoted(name));
  const std::string url = drive_search(access, query, "id,name,modifiedTime");
  const auto folder_of = [](const JsonValue& entry) {
    return GoogleFile{entry.text("name"), entry.text("id"), {}, entry.text("modifiedTime")};
  };
  const auto folders =
      read_all(access, {url, "files", folder_of}, [&](const GoogleFile& file) { return file.name == name; });
  if (folders.empty())
    throw Error(ErrorKind::remote, fmt::format("Google Drive has no folder '{}'", name),
                "check whether it was renamed or moved into the bin, then run the command again");
  return folders.front().url;
}

void download_file(const GoogleFileAccess& access, const GoogleFile& file, const std::string& path) {
  if (is_whole(file, path)) return;
  const std::string part = path + ".part";
  for (Attempts attempts(access.patience);;) try {
      if (size_of(part) < file.size) fetch_rest(access, file, part);
      if (is_whole(file, part)) break;
      std::error_code ignored;
      if (size_of(part) >= file.size) fs::remove(part, ignored);
      throw Error(ErrorKind::remote,
                  fmt::format("{} has another size or checksum than {} bytes, {}", file.name, file.size, file.md5),
                  "the same command continues from here");
    } catch (const GoogleRefusal& refusal) {
      if (refusal.is_final) throw;
      attempts.failed(refusal);
    } catch (const Error& error) {
      attempts.failed(error);
    }
  fs::rename(part, path);
}

}  // namespace undercast
