#ifndef CPOSIX_H
#define CPOSIX_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/stat.h>

// Functions return a value of 0 or more, or a negative errno.

// Files. The C functions are variadic, which Swift can't call.
int cposix_open(const char *path, int flags, unsigned mode);
int cposix_openat(int directory, const char *path, int flags, unsigned mode);
// Never follows a symlink, never leaves `directory`; `stay`: never crosses a mount point. -ENOSYS where the kernel can't.
int cposix_open_beneath(int directory, const char *path, int flags, unsigned mode, int stay);
// Symlinks are resolved as if `directory` were the root.
int cposix_open_in_root(int directory, const char *path, int flags);
int cposix_rename_new(const char *from, const char *to);
int cposix_rename_new_at(int from_directory, const char *from, int to_directory, const char *to);
int cposix_duplicate(int fd);
int cposix_memory_file(const char *name);
int cposix_punch(int fd, int64_t length);
int cposix_window_width(int fd);
// Linux gives a number, FreeBSD a name.
int cposix_filesystem(const char *path, uint64_t *magic, char *name, size_t room);
extern const int cposix_path_only; // O_PATH, which Swift's libc module hides
char **cposix_environment(void);
int cposix_random(void *bytes, size_t count);
int cposix_syncfs_data(int fd);
int cposix_architecture(char *name, size_t room); // uname -p; -ENOSYS where the kernel has no such name
// The number, which is then one more: a counter for many threads.
int cposix_take(int *next);
// 1 if this program was started by a loader, which can open libraries; 0 for a static one.
int cposix_has_loader(void);
// A thread with these attributes starts on another processor than the caller's, if the process may use one.
void cposix_elsewhere(pthread_attr_t *attributes);

// Start of a child process.
struct cposix_limit {
  int resource;
  uint64_t soft, hard;
};
struct cposix_spawn {
  const char *path;
  char *const *arguments;
  char *const *environment;
  const char *directory;           // or NULL
  int input, output, error;        // -1: /dev/null
  int extra;                       // becomes descriptor 3, or -1
  int group;                       // 0 the caller's, 1 its own, 2 its own session
  int change_credentials;
  uid_t uid;
  gid_t gid;
  const gid_t *groups;
  size_t group_count;
  int no_new_privileges;
  int parent_death_signal;         // 0: none
  const struct cposix_limit *limits;
  size_t limit_count;
  int private_mounts;
  const char *const *detach;       // mount points, NULL-terminated, or NULL
  const char *without_devices;     // a tree that is bound onto itself with nodev, or NULL
  int network;                     // a network namespace to join, or -1
  int read_only;                   // executed from a detached read-only mount of its own, where the kernel can
};
// The child's pid. On failure `*stage` names the call that failed.
int cposix_start(const struct cposix_spawn *spawn, const char **stage);
// Replaces this process; returns only on failure. Signals are reset as for a child.
int cposix_replace(const char *path, char *const *arguments, char *const *environment, int read_only);

int cposix_pidfd(pid_t pid);
int cposix_pidfd_signal(int pidfd, int signal);
// 1: ended, 0: time is over. A negative time waits for ever. EINTR is reported.
int cposix_poll_in(int fd, int milliseconds);
int cposix_exit_code(int status);   // -1: ended by a signal
int cposix_exit_signal(int status); // 0: ended by exit

#if defined(__linux__)
// Mounts and namespaces.
int cposix_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data);
int cposix_unmount(const char *target, int flags);
// Gives this process a mount namespace of its own, without those mount points.
int cposix_private_mounts(const char *const *detach);
// Device nodes on the root mount of the mount namespace `namespace` can't be opened there any more.
int cposix_root_without_devices(int namespace);
// A new network namespace with lo up, bound to the existing file `path`. The calling thread stays where it is.
int cposix_network_create(const char *path);

// A route socket inside the namespace `network`, or the current one for -1. The thread comes back to `home`, its own.
int cposix_route_socket(int network, int home);
struct cposix_link {
  int index, master, parent, mtu;
  unsigned flags;
  unsigned mac_length;
  unsigned char mac[32];
  char name[16], kind[32], alias[257];
};
struct cposix_address {
  int index;
  unsigned char family, prefix, scope, bytes[16];
};
struct cposix_gateway {
  int index;
  unsigned metric;
  unsigned char family, bytes[16];
};
struct cposix_neighbour {
  int index;
  unsigned char family, bytes[16], mac[32];
  unsigned mac_length;
};
// Counts; the arrays are for free(3).
int cposix_links(int socket, struct cposix_link **links);
// `family`: AF_INET, AF_INET6, or AF_UNSPEC for both.
int cposix_addresses(int socket, int family, struct cposix_address **addresses);
// Other hosts, as far as the kernel has asked for their hardware addresses.
int cposix_neighbours(int socket, struct cposix_neighbour **neighbours);
int cposix_gateways(int socket, int family, struct cposix_gateway **gateways);
int cposix_link_move(int socket, int index, int network);
int cposix_link_delete(int socket, int index);
int cposix_link_up(int socket, int index);
#endif
#endif
