#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cworld.h"

extern char **environ;

static void become(int pidfd, char *const argv[], char *const envp[], const int fds[3],
                   int terminal) {
  const int rest = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC;
  if (pidfd >= 0 && setns(pidfd, rest) != 0) _exit(126);
  for (int i = 0; i < 3; i++)
    if (dup3(fds[i], i, 0) < 0) _exit(126);
  close_range(3, ~0U, 0);
  setsid();
  if (terminal && ioctl(0, TIOCSCTTY, 0) != 0) _exit(126);
  for (int signal = 1; signal < NSIG; signal++) {
    struct sigaction initial = {.sa_handler = SIG_DFL};
    sigaction(signal, &initial, NULL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  umask(022);
  if (chdir("/") != 0) _exit(126);
  environ = (char **)envp;
  execvp(argv[0], argv);
  dprintf(2, "%s: %s\n", argv[0], strerror(errno));
  _exit(127);
}

// A child is born into the process namespace that its parent *thread* names, so this thread
// enters the world's for the moment of the fork and returns to its own.
pid_t cworld_spawn(int pidfd, char *const argv[], char *const envp[], const int fds[3],
                   int terminal) {
  // dup3 above must not overwrite a descriptor that it still needs.
  int high[3];
  for (int i = 0; i < 3; i++)
    if ((high[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 64)) < 0) return -errno;
  int high_pidfd = pidfd < 0 ? -1 : fcntl(pidfd, F_DUPFD_CLOEXEC, 64);
  int own = -1, error = 0;
  if (pidfd >= 0) {
    own = open("/proc/thread-self/ns/pid", O_RDONLY | O_CLOEXEC);
    if (own < 0 || setns(pidfd, CLONE_NEWPID) != 0) error = errno;
  }
  pid_t pid = -1;
  if (error == 0) {
    pid = fork();
    if (pid == 0) become(high_pidfd, argv, envp, high, terminal);
    if (pid < 0) error = errno;
  }
  if (own >= 0) {
    if (setns(own, CLONE_NEWPID) != 0) abort();  // every later child would land in the world
    close(own);
  }
  if (high_pidfd >= 0) close(high_pidfd);
  for (int i = 0; i < 3; i++) close(high[i]);
  return error ? -error : pid;
}

int cworld_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno; }

void cworld_nullify(int fd) {
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup3(null, fd, O_CLOEXEC);
  close(null);
}

int cworld_pidfd(pid_t pid) {
  int fd = (int)syscall(SYS_pidfd_open, pid, 0);
  return fd < 0 ? -errno : fd;
}

int cworld_signal(int pidfd, int signal) {
  return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) == 0 ? 0 : errno;
}

int cworld_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int cworld_resize(int master, unsigned short rows, unsigned short columns) {
  struct winsize size = {.ws_row = rows, .ws_col = columns};
  return ioctl(master, TIOCSWINSZ, &size) == 0 ? 0 : errno;
}

int cworld_pty(int *master, int *slave, unsigned short rows, unsigned short columns) {
  char name[64];
  *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*master < 0) return errno;
  if (grantpt(*master) != 0 || unlockpt(*master) != 0 ||
      ptsname_r(*master, name, sizeof name) != 0 ||
      (*slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
    int error = errno;
    close(*master);
    return error;
  }
  return cworld_resize(*master, rows, columns);
}
