#if defined(__linux__)
#define _GNU_SOURCE
#include <linux/openat2.h>
#include <sched.h>
#include <sys/syscall.h>
#endif
#if defined(__FreeBSD__)
#include <sys/types.h>
#include <sys/sysctl.h>
#endif
#include "cposix.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <termios.h>
#if defined(__linux__)
#include <sys/vfs.h>
#else
#include <sys/mount.h>
#endif
#include <unistd.h>

int cposix_open(const char *path, int flags, unsigned mode) {
  int fd = open(path, flags | O_CLOEXEC, mode);
  return fd < 0 ? -errno : fd;
}

int cposix_openat(int directory, const char *path, int flags, unsigned mode) {
  int fd = openat(directory, path, flags | O_CLOEXEC, mode);
  return fd < 0 ? -errno : fd;
}

int cposix_open_beneath(int directory, const char *path, int flags, unsigned mode, int stay) {
#if defined(__linux__)
  struct open_how how = {0};
  how.flags = (unsigned)(flags | O_CLOEXEC);
  // openat2 refuses a mode without O_CREAT.
  how.mode = flags & O_CREAT ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | (stay ? RESOLVE_NO_XDEV : 0);
  long fd;
  // The kernel answers EAGAIN when a rename raced with the walk.
  do fd = syscall(SYS_openat2, directory, path, &how, sizeof how);
  while (fd < 0 && errno == EAGAIN);
  return fd < 0 ? -errno : (int)fd;
#else
  (void)directory, (void)path, (void)flags, (void)mode, (void)stay;
  return -ENOSYS;
#endif
}

int cposix_open_in_root(int directory, const char *path, int flags) {
#if defined(__linux__)
  struct open_how how = {.flags = (unsigned)(flags | O_CLOEXEC), .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
  long fd;
  do fd = syscall(SYS_openat2, directory, path, &how, sizeof how);
  while (fd < 0 && errno == EAGAIN);
  return fd < 0 ? -errno : (int)fd;
#else
  (void)directory, (void)path, (void)flags;
  return -ENOSYS;
#endif
}

int cposix_rename_new_at(int from_directory, const char *from, int to_directory, const char *to) {
#if defined(__linux__)
  if (renameat2(from_directory, from, to_directory, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -errno;
#endif
  struct stat status;
  if (fstatat(from_directory, from, &status, AT_SYMLINK_NOFOLLOW) != 0) return -errno;
  if (S_ISDIR(status.st_mode)) {
    // rename(2) replaces an empty folder only, so a made one proves absence.
    if (mkdirat(to_directory, to, 0700) != 0) return -errno;
    if (renameat(from_directory, from, to_directory, to) == 0) return 0;
    int error = errno;
    unlinkat(to_directory, to, AT_REMOVEDIR);
    return -error;
  }
  if (linkat(from_directory, from, to_directory, to, 0) != 0) return -errno;
  return unlinkat(from_directory, from, 0) != 0 ? -errno : 0;
}

int cposix_rename_new(const char *from, const char *to) {
  return cposix_rename_new_at(AT_FDCWD, from, AT_FDCWD, to);
}

int cposix_duplicate(int fd) {
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  return copy < 0 ? -errno : copy;
}

int cposix_memory_file(const char *name) {
  int fd = memfd_create(name, MFD_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

int cposix_punch(int fd, int64_t length) {
#if defined(__linux__)
  return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, length) != 0 ? -errno : 0;
#else
  (void)fd, (void)length;
  return -ENOSYS;
#endif
}

int cposix_window_width(int fd) {
  struct winsize size;
  return ioctl(fd, TIOCGWINSZ, &size) != 0 ? -errno : size.ws_col;
}

int cposix_filesystem(const char *path, uint64_t *magic, char *name, size_t room) {
  struct statfs status;
  if (statfs(path, &status) != 0) return -errno;
#if defined(__linux__)
  *magic = (uint32_t)status.f_type;
  if (room) *name = 0;
#else
  *magic = 0;
  snprintf(name, room, "%s", status.f_fstypename);
#endif
  return 0;
}

const int cposix_path_only = O_PATH;

extern char **environ;

char **cposix_environment(void) {
  return environ;
}

int cposix_random(void *bytes, size_t count) {
  for (size_t done = 0; done < count; done += 256)
    if (getentropy((char *)bytes + done, count - done < 256 ? count - done : 256) != 0) return -errno;
  return 0;
}

int cposix_syncfs_data(int fd) {
  return fdatasync(fd) != 0 ? -errno : 0;
}

int cposix_poll_in(int fd, int milliseconds) {
  struct pollfd entry = {.fd = fd, .events = POLLIN};
  int ready = poll(&entry, 1, milliseconds);
  return ready < 0 ? -errno : ready;
}

int cposix_exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int cposix_exit_signal(int status) {
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

void cposix_elsewhere(pthread_attr_t *attributes) {
#if defined(__linux__)
  cpu_set_t processors;
  int here = sched_getcpu();
  if (here < 0 || sched_getaffinity(0, sizeof processors, &processors) != 0) return;
  CPU_CLR(here, &processors);
  if (CPU_COUNT(&processors) > 0) pthread_attr_setaffinity_np(attributes, sizeof processors, &processors);
#else
  (void)attributes;
#endif
}

int cposix_take(int *next) {
  return __atomic_fetch_add(next, 1, __ATOMIC_RELAXED);
}

int cposix_architecture(char *name, size_t room) {
#if defined(__FreeBSD__)
  return sysctlbyname("hw.machine_arch", name, &room, NULL, 0) != 0 ? -errno : 0;
#else
  (void)name, (void)room;
  return -ENOSYS;
#endif
}
