#if defined(__linux__)
#define _GNU_SOURCE
#include "cposix.h"
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <stdlib.h>
#include <unistd.h>

int cposix_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data) {
  return mount(source, target, type, flags, data) != 0 ? -errno : 0;
}

int cposix_unmount(const char *target, int flags) {
  return umount2(target, flags) != 0 ? -errno : 0;
}

static int loopback_up(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  struct ifreq request = {0};
  strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  int result = ioctl(fd, SIOCSIFFLAGS, &request) != 0 ? -errno : 0;
  close(fd);
  return result;
}

int cposix_network_create(const char *path) {
  int home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (home < 0) return -errno;
  int result = 0;
  if (unshare(CLONE_NEWNET) != 0) {
    result = -errno;
  } else {
    result = loopback_up();
    if (result == 0 && mount("/proc/thread-self/ns/net", path, NULL, MS_BIND, NULL) != 0) result = -errno;
    // A thread that can't come home must not go on.
    if (setns(home, CLONE_NEWNET) != 0) abort();
  }
  close(home);
  return result;
}
#endif
