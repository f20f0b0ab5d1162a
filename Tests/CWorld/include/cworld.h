#ifndef CWORLD_H
#define CWORLD_H

#include <sys/types.h>

// A scratch machine: one process (the holder) in mount, network, process,
// UTS and IPC namespaces of its own. It ends, and the kernel with it ends
// everything that was started inside, as soon as `control` is closed.
struct cworld {
  pid_t holder;
  int pidfd;
  int control;
};

// `prefix` is the installed tree, shown inside as /mnt/prefix (may be NULL).
// 0, or an errno with the failed step's name in `step` (64 bytes).
int cworld_open(const char *prefix, struct cworld *world, char *step);

// Ends the holder and waits for it. Reap every process you spawned first.
void cworld_close(struct cworld *world);

// Starts argv inside the world (pidfd of the holder) or, with pidfd -1, here.
// fds are stdin, stdout, stderr; if `terminal`, fds[0] becomes the
// controlling terminal. Every other descriptor is closed. The child leads a
// session of its own. Returns the pid as seen from here, or -errno.
pid_t cworld_spawn(int pidfd, char *const argv[], char *const envp[],
                   const int fds[3], int terminal);

// A pipe whose ends a child of another thread does not inherit.
int cworld_pipe(int ends[2]);
// Makes fd lead to /dev/null: closes what it was, the number stays taken.
void cworld_nullify(int fd);

int cworld_pidfd(pid_t pid);
int cworld_signal(int pidfd, int signal);

// A pair of descriptors (O_CLOEXEC): master and slave of a new terminal.
int cworld_pty(int *master, int *slave, unsigned short rows,
               unsigned short columns);
int cworld_resize(int master, unsigned short rows, unsigned short columns);

// Exit status, or 128 + the signal.
int cworld_status(int wait_status);

#endif
