// SPDX-License-Identifier: Apache-2.0
// Preloaded into the program (LD_PRELOAD), this library makes the n-th call of a kind fail, or kills
// the process there. Only calls on files beneath a folder count, and allocations and threads from
// the moment when the program opens the first such file. The environment says what to do:
//   FAULT_FOLDER  absolute path of the folder
//   FAULT_KIND    a name of kKinds
//   FAULT_AT      which call, counted from 1; 0: none, so that calls are only counted
//   FAULT_ERROR   number of the error; 0: the process is killed, and a write is torn in the middle
//   FAULT_STAYS   1: all later calls of the kind fail, too
//   FAULT_RANK    the rank (of mpirun) whose calls count
//   FAULT_COUNT   file that receives the number of calls of each kind, 8 bytes each
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio_ext.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

// `change` counts whatever changes a folder or file. Allocations of C++ (operator new) are `little`,
// and `allocate` the large ones of them; other libraries call malloc directly: `library`.
enum Kind {
  kOpen,
  kRead,
  kWrite,
  kSync,
  kRename,
  kClose,
  kTruncate,
  kMap,
  kUnlink,
  kAllocate,
  kLittle,
  kLibrary,
  kThread,
  kLock,
  kChange
};
constexpr const char* kKinds[] = {"open",   "read",     "write",  "sync",    "rename", "close", "truncate", "map",
                                  "unlink", "allocate", "little", "library", "thread", "lock",  "change"};
constexpr int kKindCount = sizeof kKinds / sizeof *kKinds;
constexpr std::size_t kLargeBytes = 32768;

struct Plan {
  char folder[512] = "";
  int kind = -1, error = 0;
  long long at = 0;
  bool stays = false;
};

using Counts = std::atomic<long long>[kKindCount];

Plan plan;
std::atomic<bool> is_ready{false}, has_begun{false};
Counts own_counts;
std::atomic<long long>* counts = own_counts;

// The function that this library stands before.
template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}
#define REAL(name) static const auto really = real<decltype(name)>(#name)

const char* setting(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

bool is_this_rank() {
  const char* rank = setting("FAULT_RANK");
  return *rank == '\0' || std::strcmp(rank, setting("OMPI_COMM_WORLD_RANK")) == 0;
}

int find_cpp(dl_phdr_info* object, std::size_t, void*);

__attribute__((constructor)) void read_plan() {
  ::dl_iterate_phdr(find_cpp, nullptr);
  std::snprintf(plan.folder, sizeof plan.folder, "%s", setting("FAULT_FOLDER"));
  for (int kind = 0; kind < kKindCount; ++kind)
    if (std::strcmp(setting("FAULT_KIND"), kKinds[kind]) == 0) plan.kind = kind;
  plan.at = std::atoll(setting("FAULT_AT"));
  plan.error = std::atoi(setting("FAULT_ERROR"));
  plan.stays = *setting("FAULT_STAYS") == '1';
  if (plan.folder[0] == '\0' || !is_this_rank()) return;
  const int file = ::open(setting("FAULT_COUNT"), O_RDWR | O_CLOEXEC);
  if (file >= 0) {
    void* page = ::mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) counts = static_cast<std::atomic<long long>*>(page);
    ::close(file);
  }
  is_ready = true;
}

bool is_beneath(const char* path) {
  const std::size_t length = std::strlen(plan.folder);
  return is_ready && path != nullptr && std::strncmp(path, plan.folder, length) == 0 && path[length] == '/';
}

bool is_beneath(int file) {
  if (!is_ready || file < 0) return false;
  char link[64], path[1024];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = ::readlink(link, path, sizeof path - 1);
  if (length < 0) return false;
  path[length] = '\0';
  return is_beneath(path);
}

bool is_time_of(Kind kind) {
  const long long call = ++counts[kind];
  return kind == plan.kind && plan.at > 0 && (call == plan.at || (plan.stays && call > plan.at));
}

// Whether this call is the one to fail.
bool is_time(Kind kind, bool changes) {
  const bool is_kind = is_time_of(kind), is_change = changes && is_time_of(kChange);
  return is_kind || is_change;
}

// Whether this call on a file fails, with errno set. The process may end here.
template <class File>
bool fails(Kind kind, bool changes, File file) {
  if (!is_beneath(file) || !is_time(kind, changes)) return false;
  if (plan.error == 0) ::kill(::getpid(), SIGKILL);
  errno = plan.error;
  return true;
}

bool fails(Kind kind, bool changes, std::FILE* file) { return fails(kind, changes, ::fileno(file)); }

// Reads of what the process itself writes do not count: GDAL crashes when it cannot read its own
// unfinished file.
bool read_fails(int file) {
  return is_ready && (::fcntl(file, F_GETFL) & O_ACCMODE) == O_RDONLY && fails(kRead, false, file);
}
bool read_fails(std::FILE* file) { return read_fails(::fileno(file)); }

// `tear` writes the first half before the process is killed.
template <class Tear>
bool write_fails(int file, Tear tear) {
  if (!is_beneath(file) || !is_time(kWrite, true)) return false;
  if (plan.error == 0) {
    tear();
    ::kill(::getpid(), SIGKILL);
  }
  errno = plan.error;
  return true;
}

bool open_fails(const char* path, bool changes) {
  if (!is_beneath(path)) return false;
  has_begun = true;
  return fails(kOpen, changes, path);
}

// Where the C++ library lies in memory.
struct Range {
  std::uintptr_t begin = 0, end = 0;
} of_cpp;

int find_cpp(dl_phdr_info* object, std::size_t, void*) {
  if (std::strstr(object->dlpi_name, "libstdc++") == nullptr) return 0;
  of_cpp.begin = object->dlpi_addr;
  for (int part = 0; part < object->dlpi_phnum; ++part)
    if (object->dlpi_phdr[part].p_type == PT_LOAD)
      of_cpp.end = object->dlpi_addr + object->dlpi_phdr[part].p_vaddr + object->dlpi_phdr[part].p_memsz;
  return 1;
}

bool allocation_fails(std::size_t size, void* caller) {
  if (!has_begun) return false;
  const auto address = reinterpret_cast<std::uintptr_t>(caller);
  const bool is_large = size >= kLargeBytes;
  bool fails = false;
  if (address < of_cpp.begin || address >= of_cpp.end) {
    fails = is_large && is_time_of(kLibrary);
  } else {
    const bool is_little_one = is_time_of(kLittle), is_large_one = is_large && is_time_of(kAllocate);
    fails = is_little_one || is_large_one;
  }
  if (fails) errno = ENOMEM;
  return fails;
}

unsigned mode_of(int flags, std::va_list list) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, unsigned) : 0;
}

template <class Function, class... Given>
int open_file(Function* really, const char* path, int flags, Given... given) {
  return open_fails(path, (flags & (O_CREAT | O_TRUNC)) != 0) ? -1 : really(given...);
}

std::FILE* open_stream(std::FILE* (*really)(const char*, const char*), const char* path, const char* mode) {
  return open_fails(path, mode[0] != 'r') ? nullptr : really(path, mode);
}

}  // namespace

extern "C" {

#define OPEN(name)                                            \
  int name(const char* path, int flags, ...) {                \
    REAL(name);                                               \
    std::va_list list;                                        \
    va_start(list, flags);                                    \
    const unsigned mode = mode_of(flags, list);               \
    va_end(list);                                             \
    return open_file(really, path, flags, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
#define OPEN_AT(name)                                                 \
  int name(int folder, const char* path, int flags, ...) {            \
    REAL(name);                                                       \
    std::va_list list;                                                \
    va_start(list, flags);                                            \
    const unsigned mode = mode_of(flags, list);                       \
    va_end(list);                                                     \
    return open_file(really, path, flags, folder, path, flags, mode); \
  }
OPEN_AT(openat)
OPEN_AT(openat64)
int __open_2(const char* path, int flags) { return ::open(path, flags); }
int __open64_2(const char* path, int flags) { return ::open(path, flags); }
std::FILE* fopen(const char* path, const char* mode) {
  REAL(fopen);
  return open_stream(really, path, mode);
}
std::FILE* fopen64(const char* path, const char* mode) {
  REAL(fopen64);
  return open_stream(really, path, mode);
}

int flock(int file, int operation) noexcept {
  REAL(flock);
  return fails(kLock, false, file) ? -1 : really(file, operation);
}

ssize_t read(int file, void* to, std::size_t count) {
  REAL(read);
  return read_fails(file) ? -1 : really(file, to, count);
}
ssize_t pread(int file, void* to, std::size_t count, off_t at) {
  REAL(pread);
  return read_fails(file) ? -1 : really(file, to, count, at);
}
ssize_t pread64(int file, void* to, std::size_t count, off_t at) { return ::pread(file, to, count, at); }
ssize_t readv(int file, const iovec* parts, int count) {
  REAL(readv);
  return read_fails(file) ? -1 : really(file, parts, count);
}
std::size_t fread(void* to, std::size_t size, std::size_t count, std::FILE* file) {
  REAL(fread);
  return read_fails(file) ? 0 : really(to, size, count, file);
}

ssize_t write(int file, const void* from, std::size_t count) {
  REAL(write);
  return write_fails(file, [&] { return really(file, from, count / 2); }) ? -1 : really(file, from, count);
}
ssize_t pwrite(int file, const void* from, std::size_t count, off_t at) {
  REAL(pwrite);
  return write_fails(file, [&] { return really(file, from, count / 2, at); }) ? -1 : really(file, from, count, at);
}
ssize_t pwrite64(int file, const void* from, std::size_t count, off_t at) { return ::pwrite(file, from, count, at); }
ssize_t writev(int file, const iovec* parts, int count) {
  REAL(writev);
  return write_fails(file, [&] { return really(file, parts, count / 2); }) ? -1 : really(file, parts, count);
}
std::size_t fwrite(const void* from, std::size_t size, std::size_t count, std::FILE* file) {
  REAL(fwrite);
  const auto tear = [&] {
    really(from, 1, size * count / 2, file);
    return std::fflush(file);
  };
  return write_fails(::fileno(file), tear) ? 0 : really(from, size, count, file);
}

int fsync(int file) {
  REAL(fsync);
  return fails(kSync, true, file) ? -1 : really(file);
}
int fdatasync(int file) {
  REAL(fdatasync);
  return fails(kSync, true, file) ? -1 : really(file);
}
int rename(const char* from, const char* to) noexcept {
  REAL(rename);
  return fails(kRename, true, to) ? -1 : really(from, to);
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
  REAL(renameat2);
  return fails(kRename, true, to) ? -1 : really(from_folder, from, to_folder, to, flags);
}
int unlink(const char* path) noexcept {
  REAL(unlink);
  return fails(kUnlink, true, path) ? -1 : really(path);
}
int remove(const char* path) noexcept {
  REAL(remove);
  return fails(kUnlink, true, path) ? -1 : really(path);
}
// What a stream still holds is written when it is flushed, moved or closed.
int fflush(std::FILE* file) {
  REAL(fflush);
  return file != nullptr && ::__fpending(file) > 0 && write_fails(::fileno(file), [] {}) ? EOF : really(file);
}
int fseeko64(std::FILE* file, off_t at, int from) {
  REAL(fseeko64);
  return ::__fpending(file) > 0 && write_fails(::fileno(file), [] {}) ? -1 : really(file, at, from);
}
// A failing close closes all the same.
int close(int file) {
  REAL(close);
  const bool is_failing = fails(kClose, false, file);
  const int closed = really(file);
  if (is_failing) errno = plan.error;
  return is_failing ? -1 : closed;
}
int fclose(std::FILE* file) {
  REAL(fclose);
  const bool loses = ::__fpending(file) > 0 && write_fails(::fileno(file), [] {});
  if (loses) ::__fpurge(file);
  const bool is_failing = loses || fails(kClose, false, file);
  const int closed = really(file);
  if (is_failing) errno = plan.error;
  return is_failing ? EOF : closed;
}
int ftruncate(int file, off_t size) noexcept {
  REAL(ftruncate);
  return fails(kTruncate, true, file) ? -1 : really(file, size);
}
int ftruncate64(int file, off_t size) noexcept { return ::ftruncate(file, size); }
int posix_fallocate(int file, off_t at, off_t size) {
  REAL(posix_fallocate);
  return fails(kTruncate, true, file) ? plan.error : really(file, at, size);
}
void* mmap(void* address, std::size_t size, int protection, int flags, int file, off_t at) noexcept {
  REAL(mmap);
  return fails(kMap, false, file) ? MAP_FAILED : really(address, size, protection, flags, file, at);
}
void* mmap64(void* address, std::size_t size, int protection, int flags, int file, off_t at) noexcept {
  return ::mmap(address, size, protection, flags, file, at);
}

#define CALLER __builtin_return_address(0)
void* malloc(std::size_t size) noexcept { return allocation_fails(size, CALLER) ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t count, std::size_t size) noexcept {
  return allocation_fails(count * size, CALLER) ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  return allocation_fails(size, CALLER) ? nullptr : __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return allocation_fails(size, CALLER) ? nullptr : __libc_memalign(alignment, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return allocation_fails(size, CALLER) ? nullptr : __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  *memory = allocation_fails(size, CALLER) ? nullptr : __libc_memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}

// Threads of the program and of LibTorch come from the C++ library. Pools of other libraries (OpenMP,
// pthreadpool) cannot do without their threads.
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*), void* with) noexcept {
  REAL(pthread_create);
  Dl_info caller{};
  if (!has_begun || ::dladdr(__builtin_return_address(0), &caller) == 0) return really(thread, attributes, run, with);
  const bool is_own = std::strstr(caller.dli_fname, "libstdc++") != nullptr && is_time(kThread, false);
  const bool is_gdals = std::strstr(caller.dli_fname, "libgdal") != nullptr && plan.kind == kThread && plan.stays &&
                        plan.at > 0 && counts[kThread] >= plan.at;
  return is_own || is_gdals ? EAGAIN : really(thread, attributes, run, with);
}

}  // extern "C"
