#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#else
#include <sys/procctl.h>
#endif
#include "cposix.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <sys/resource.h>
#include <unistd.h>

// The child of vfork(2) shares this memory until it executes, so the parent reads the outcome from here.
struct report {
  volatile int error;
  const char *volatile stage;
};

#define FAIL(name)               \
  do {                           \
    report->error = errno;       \
    report->stage = name;        \
    _exit(127);                  \
  } while (0)

static void reset_signals(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL};
  for (int signal = 1; signal < NSIG; signal++)
    if (signal != SIGKILL && signal != SIGSTOP) sigaction(signal, &standard, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

// Returns only on failure.
static void execute(const char *path, char *const *arguments, char *const *environment, int read_only) {
  reset_signals();
#if defined(__linux__)
  // Where the kernel can't (before 5.12), the program is started from where it is.
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
  int program = read_only ? (int)syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC) : -1;
  if (program >= 0 && syscall(SYS_mount_setattr, program, "", AT_EMPTY_PATH, &attributes, sizeof attributes) == 0)
    syscall(SYS_execveat, program, "", arguments, environment, AT_EMPTY_PATH);
#else
  (void)read_only;
#endif
  execve(path, arguments, environment);
}

static int place(int fd, int target) {
  return fd == -1 ? -1 : dup2(fd, target);
}

static int drop_to(uid_t uid, gid_t gid, size_t count, const gid_t *groups) {
#if defined(__linux__)
  // glibc's own functions signal every thread of the shared process; the plain calls change the child alone.
  if (syscall(SYS_setgroups, count, groups) != 0) return -1;
  if (syscall(SYS_setresgid, gid, gid, gid) != 0) return -1;
  return (int)syscall(SYS_setresuid, uid, uid, uid);
#else
  if (setgroups((int)count, groups) != 0) return -1;
  if (setresgid(gid, gid, gid) != 0) return -1;
  return setresuid(uid, uid, uid);
#endif
}

#if defined(__linux__)
static int detach(const char *const *mounts) {
  if (unshare(CLONE_NEWNS) != 0) return -1;
  if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0) return -1;
  for (const char *const *path = mounts; path && *path; path++)
    if (umount2(*path, MNT_DETACH | UMOUNT_NOFOLLOW) != 0 && errno != EINVAL && errno != ENOENT) return -1;
  return 0;
}

// Device nodes of the tree can't be opened in this mount namespace; elsewhere nothing changes.
static int forbid_devices(const char *path) {
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_NODEV};
  int tree = (int)syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  if (tree < 0) {
    // Kernels before 5.12 can't do it for a whole tree: for its top then.
    if (errno != ENOSYS || mount(path, path, NULL, MS_BIND | MS_REC, NULL) != 0) return -1;
    return mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_NODEV, NULL);
  }
  if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof attributes) != 0) return -1;
  return (int)syscall(SYS_move_mount, tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH);
}

// A process must be in a mount namespace to change its mounts.
int cposix_root_without_devices(int namespace) {
  volatile int error = 0;
  pid_t pid = vfork();
  if (pid < 0) return -errno;
  if (pid == 0) {
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_NODEV};
    if (setns(namespace, CLONE_NEWNS) != 0) error = errno;
    else if (syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, &attributes, sizeof attributes) != 0) {
      error = errno;
      if (error == ENOSYS && mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_NODEV, NULL) == 0) error = 0;
    }
    _exit(0);
  }
  siginfo_t ignored;
  while (waitid(P_PID, (id_t)pid, &ignored, WEXITED) != 0 && errno == EINTR) {}
  return -error;
}

int cposix_private_mounts(const char *const *mounts) {
  return detach(mounts) != 0 ? -errno : 0;
}
#endif

__attribute__((noreturn, noinline)) static void child(
  const struct cposix_spawn *spawn, struct report *report, pid_t parent) {
  if (spawn->group == 1 && setpgid(0, 0) != 0) FAIL("setpgid");
  if (spawn->group == 2 && setsid() < 0) FAIL("setsid");
  for (size_t i = 0; i < spawn->limit_count; i++) {
    struct rlimit limit = {.rlim_cur = spawn->limits[i].soft, .rlim_max = spawn->limits[i].hard};
    if (setrlimit(spawn->limits[i].resource, &limit) != 0) FAIL("setrlimit");
  }
#if defined(__linux__)
  if (spawn->network >= 0 && setns(spawn->network, CLONE_NEWNET) != 0) FAIL("setns");
  if (spawn->private_mounts) {
    if (detach(spawn->detach) != 0) FAIL("mount");
    if (spawn->without_devices && forbid_devices(spawn->without_devices) != 0) FAIL("mount_setattr");
  }
#endif
  if (spawn->directory && chdir(spawn->directory) != 0) FAIL("chdir");

  // Sources may sit on each other's places: lift all of them first.
  int sources[4] = {spawn->input, spawn->output, spawn->error, spawn->extra};
  int last = spawn->extra < 0 ? 3 : 4;
  for (int i = 0; i < last; i++) {
    int fd = sources[i] < 0 ? open("/dev/null", O_RDWR | O_CLOEXEC) : sources[i];
    if (fd < 0) FAIL("open /dev/null");
    sources[i] = fcntl(fd, F_DUPFD_CLOEXEC, 4);
    if (sources[i] < 0) FAIL("dup");
  }
  for (int i = 0; i < last; i++)
    if (place(sources[i], i) < 0) FAIL("dup2");
  if (close_range((unsigned)last, ~0U, 0) != 0) {
    // Kernels before 5.9.
    long most = sysconf(_SC_OPEN_MAX);
    for (int fd = last; fd < most; fd++) close(fd);
  }

  if (spawn->change_credentials && drop_to(spawn->uid, spawn->gid, spawn->group_count, spawn->groups) != 0) FAIL("setresuid");
#if defined(__linux__)
  if (spawn->no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) FAIL("no_new_privs");
  // After the change of credentials, which clears it.
  if (spawn->parent_death_signal) {
    if (prctl(PR_SET_PDEATHSIG, spawn->parent_death_signal, 0, 0, 0) != 0) FAIL("pdeathsig");
    if (getppid() != parent) {
      errno = ESRCH;
      FAIL("pdeathsig");
    }
  }
#else
  (void)parent;
  if (spawn->no_new_privileges) {
    int on = PROC_NO_NEW_PRIVS_ENABLE;
    if (procctl(P_PID, 0, PROC_NO_NEW_PRIVS_CTL, &on) != 0 && errno != EINVAL) FAIL("no_new_privs");
  }
  if (spawn->parent_death_signal) {
    int signal = spawn->parent_death_signal;
    if (procctl(P_PID, 0, PROC_PDEATHSIG_CTL, &signal) != 0) FAIL("pdeathsig");
  }
#endif
  execute(spawn->path, spawn->arguments, spawn->environment, spawn->read_only);
  FAIL("exec");
}

int cposix_start(const struct cposix_spawn *spawn, const char **stage) {
  struct report report = {0, NULL};
  sigset_t all, before;
  sigfillset(&all);
  // No handler of ours may run in the child on the shared stack.
  sigprocmask(SIG_SETMASK, &all, &before);
#if defined(__linux__)
  int dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
#endif
  pid_t parent = getpid();
  pid_t pid = vfork();
  if (pid == 0) child(spawn, &report, parent);
  int error = pid < 0 ? errno : report.error;
#if defined(__linux__)
  // The child's change of credentials marked the memory it shared with us.
  if (spawn->change_credentials && dumpable == 1) prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
#endif
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (pid < 0) {
    *stage = "fork";
    return -error;
  }
  if (!error) return pid;
  *stage = report.stage;
  siginfo_t ignored;
  while (waitid(P_PID, (id_t)pid, &ignored, WEXITED) != 0 && errno == EINTR) {}
  return -error;
}

int cposix_replace(const char *path, char *const *arguments, char *const *environment, int read_only) {
  execute(path, arguments, environment, read_only);
  return -errno;
}

int cposix_pidfd(pid_t pid) {
#if defined(__linux__)
  long fd = syscall(SYS_pidfd_open, pid, 0);
  return fd < 0 ? -errno : (int)fd;
#else
  (void)pid;
  return -ENOSYS;
#endif
}

int cposix_pidfd_signal(int pidfd, int signal) {
#if defined(__linux__)
  return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) != 0 ? -errno : 0;
#else
  (void)pidfd, (void)signal;
  return -ENOSYS;
#endif
}
