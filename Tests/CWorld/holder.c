#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cworld.h"

struct failure {
  int error;
  char step[60];
};

// The child of a threaded process may only make system calls: no malloc here.
static void fail(int report, const char *step) {
  struct failure failure = {.error = errno ? errno : EIO};
  strncpy(failure.step, step, sizeof failure.step - 1);
  (void)!write(report, &failure, sizeof failure);
  _exit(1);
}

static void scratch(int report, const char *path) {
  if (mount("world", path, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") != 0)
    fail(report, path);
}

static void folder(int report, const char *path) {
  if (mkdir(path, 0755) != 0 && errno != EEXIST) fail(report, path);
}

// A sysfs shows the network namespace of whoever mounted it, so the world
// needs its own; the host's cgroup mounts are kept below it.
static void systemView(int report) {
  folder(report, "/mnt/.sys");
  if (mount("sysfs", "/mnt/.sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
    fail(report, "sysfs");
  if (mount("/sys/fs/cgroup", "/mnt/.sys/fs/cgroup", NULL, MS_BIND | MS_REC, NULL) != 0 &&
      errno != ENOENT)
    fail(report, "cgroup");
  if (mount("/mnt/.sys", "/sys", NULL, MS_MOVE, NULL) != 0) fail(report, "/sys");
  rmdir("/mnt/.sys");
}

// Tests may drop plugins into the installed tree: each world writes to a layer of its own.
static void installed(int report, int tree) {
  folder(report, "/mnt/.upper");
  folder(report, "/mnt/.work");
  folder(report, "/mnt/prefix");
  if (fchdir(tree) != 0 ||
      mount("prefix", "/mnt/prefix", "overlay", 0,
            "lowerdir=.,upperdir=/mnt/.upper,workdir=/mnt/.work") != 0)
    fail(report, "/mnt/prefix");
}

static void loopbackUp(int report) {
  struct ifreq request = {.ifr_flags = IFF_UP | IFF_RUNNING};
  strcpy(request.ifr_name, "lo");
  int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (s < 0 || ioctl(s, SIOCSIFFLAGS, &request) != 0) fail(report, "lo");
  close(s);
}

static void build(int report, const char *prefix) {
  umask(022);
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) fail(report, "private mounts");
  int tree = prefix ? open(prefix, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
  if (prefix && tree < 0) fail(report, "installed tree");
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
    fail(report, "/proc");
  scratch(report, "/run");
  // Jails hold device nodes and set-id files: no nosuid, no nodev.
  if (mount("world", "/mnt", "tmpfs", 0, "mode=755") != 0) fail(report, "/mnt");
  systemView(report);
  // Where zfs-fuse keeps its socket, its lock and the list of its pools.
  folder(report, "/run/lock");
  folder(report, "/run/lock/zfs");
  folder(report, "/run/zfs");
  if (access("/var/lib/zfs", F_OK) == 0) scratch(report, "/var/lib/zfs");
  if (access("/etc/zfs", F_OK) == 0) scratch(report, "/etc/zfs");
  folder(report, "/mnt/root");
  folder(report, "/mnt/root/etc");
  if (tree >= 0) installed(report, tree);
  if (chdir("/") != 0) fail(report, "/");
  if (tree >= 0) close(tree);
  loopbackUp(report);
  if (sethostname("jailhost", 8) != 0) fail(report, "hostname");
}

static void hold(int control, int report, const char *prefix) {
  // Nothing of the test process may stay open here, other worlds' controls least of all.
  dup3(control, 3, 0);
  dup3(report, 4, 0);
  close_range(5, ~0U, 0);
  for (int i = 0; i < 3; i++) close(i);
  open("/dev/null", O_RDWR);
  dup3(0, 1, 0);
  dup3(0, 2, 0);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  struct sigaction ignore = {.sa_handler = SIG_IGN};  // orphans need no reaping then
  sigaction(SIGCHLD, &ignore, NULL);
  setsid();
  build(4, prefix);
  struct failure none = {0};
  (void)!write(4, &none, sizeof none);
  close(4);
  char byte;
  while (read(3, &byte, 1) < 0 && errno == EINTR) continue;
  _exit(0);
}

int cworld_open(const char *prefix, struct cworld *world, char *step) {
  int control[2], report[2];
  strcpy(step, "pipe");
  if (pipe2(control, O_CLOEXEC) != 0) return errno;
  if (pipe2(report, O_CLOEXEC) != 0) return errno;
  // hold() puts its two at 3 and 4: neither may be there already the other way round.
  int high_control = fcntl(control[0], F_DUPFD_CLOEXEC, 64);
  int high_report = fcntl(report[1], F_DUPFD_CLOEXEC, 64);
  close(control[0]);
  close(report[1]);
  strcpy(step, "namespaces");
  pid_t pid = (pid_t)syscall(
      SYS_clone,
      CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) hold(high_control, high_report, prefix);
  int error = pid < 0 ? errno : 0;
  close(high_control);
  close(high_report);
  struct failure failure = {.error = EIO, .step = "holder died"};
  if (pid > 0 && read(report[0], &failure, sizeof failure) < 0) failure.error = errno;
  close(report[0]);
  if (pid < 0 || failure.error != 0) {
    if (pid > 0) memcpy(step, failure.step, sizeof failure.step);
    close(control[1]);
    if (pid > 0) waitpid(pid, NULL, 0);
    return pid < 0 ? error : failure.error;
  }
  *world = (struct cworld){.holder = pid, .pidfd = cworld_pidfd(pid), .control = control[1]};
  return 0;
}

void cworld_close(struct cworld *world) {
  close(world->control);
  while (waitpid(world->holder, NULL, 0) < 0 && errno == EINTR) continue;
  close(world->pidfd);
}
