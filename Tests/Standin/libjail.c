// A test double of jail_get(2) and sysctlbyname(3) of FreeBSD, for machines that have none. It keeps to their documented
// interface: pairs of iovecs with lengths, errmsg, errno, lastjid. It makes no jails.
//
// Its jails are the lines of the file LIBRARY.jails beside it, in the order of their jids; fields are separated by tabs:
//   jid=7  name=www0  path=/jails/www0  host.hostname=www0.example  vnet=1  ip4=2  ip4.addr=10.0.0.1,10.0.0.2  dying=1
// and what may happen while it is looked at: `again=N` (EAGAIN N times), `gone=1` (it vanishes once it was looked at),
// `grow=N` (each look finds N more IPv4 addresses).
// Lines without a jid: `without=vnet` (a kernel that doesn't know this parameter), `fail=ERRNO` with `message=…` (each
// call fails), `kern.osrelease=…` (what sysctlbyname says).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>

enum { JAIL_DYING = 0x08, MOST_ADDRESSES = 255, MOST_BYTES = 64 * 1024 };

struct jail {
  int jid, vnet, ip4, dying, persist, again, gone, grow;
  char *name, *path, *hostname;
  struct in_addr v4[MOST_ADDRESSES];
  struct in6_addr *v6;
  int v4_count, v6_count;
};

static struct jail *jails;
static int count, failure;
static char *text, *without, *message, *osrelease;
static struct stat loaded;

static char *field(char *line, const char *key) {
  size_t length = strlen(key);
  for (char *at = line; at; at = strchr(at, '\t'), at += at != NULL)
    if (strncmp(at, key, length) == 0 && at[length] == '=') return strndup(at + length + 1, strcspn(at + length + 1, "\t"));
  return NULL;
}

static int number(char *line, const char *key) {
  char *value = field(line, key);
  int result = value ? atoi(value) : 0;
  free(value);
  return result;
}

static int addresses(char *line, const char *key, int family, void *bytes, size_t size) {
  char *list = field(line, key), *rest = list;
  int found = 0;
  for (char *one; rest && (one = strsep(&rest, ",")) && found < MOST_ADDRESSES;)
    found += inet_pton(family, one, (char *)bytes + found * size) == 1;
  free(list);
  return found;
}

static void add(char *line) {
  if (!number(line, "jid")) {
    char *value;
    if ((value = field(line, "without"))) without = value;
    if ((value = field(line, "kern.osrelease"))) osrelease = value;
    if ((failure = number(line, "fail"))) message = field(line, "message");
    return;
  }
  jails = realloc(jails, (size_t)(count + 1) * sizeof *jails);
  struct jail *jail = &jails[count++];
  memset(jail, 0, sizeof *jail);
  jail->jid = number(line, "jid");
  jail->vnet = number(line, "vnet");
  jail->ip4 = number(line, "ip4");
  jail->dying = number(line, "dying");
  jail->persist = number(line, "persist");
  jail->again = number(line, "again");
  jail->gone = number(line, "gone");
  jail->grow = number(line, "grow");
  if (!(jail->name = field(line, "name"))) jail->name = strdup("");
  if (!(jail->path = field(line, "path"))) jail->path = strdup("/");
  if (!(jail->hostname = field(line, "host.hostname"))) jail->hostname = strdup("");
  jail->v4_count = addresses(line, "ip4.addr", AF_INET, jail->v4, sizeof *jail->v4);
  char *v6 = field(line, "ip6.addr");
  if (v6) {
    jail->v6 = calloc(MOST_ADDRESSES, sizeof *jail->v6);
    jail->v6_count = addresses(line, "ip6.addr", AF_INET6, jail->v6, sizeof *jail->v6);
    free(v6);
  }
}

// Reads the file where it is another one than before.
static void load(void) {
  static char path[4096];
  if (!*path) {
    Dl_info self;
    dladdr((void *)load, &self);
    snprintf(path, sizeof path, "%s.jails", self.dli_fname);
  }
  struct stat now = {0};
  stat(path, &now);
  if (now.st_ino == loaded.st_ino && now.st_size == loaded.st_size && now.st_mtim.tv_sec == loaded.st_mtim.tv_sec
      && now.st_mtim.tv_nsec == loaded.st_mtim.tv_nsec)
    return;
  loaded = now;
  count = failure = 0;
  without = message = osrelease = NULL;
  FILE *file = fopen(path, "r");
  if (!file) return;
  size_t room = 0;
  for (ssize_t length; (length = getline(&text, &room, file)) > 0;) {
    if (text[length - 1] == '\n') text[length - 1] = 0;
    add(text);
  }
  fclose(file);
}

static struct jail *after(int jid, int flags) {
  int low = 0, high = count;
  while (low < high) {
    int middle = (low + high) / 2;
    if (jails[middle].jid > jid) high = middle;
    else low = middle + 1;
  }
  while (low < count && (jails[low].gone > 1 || (jails[low].dying && !(flags & JAIL_DYING)))) low++;
  return low < count ? &jails[low] : NULL;
}

// The place of a parameter's value among the pairs, or -1.
static int place(const struct iovec *iov, unsigned n, const char *name) {
  for (unsigned i = 0; i < n; i += 2)
    if (strcmp(iov[i].iov_base, name) == 0) return (int)i + 1;
  return -1;
}

static int refuse(const struct iovec *iov, unsigned n, int error, const char *format, const char *what) {
  int at = place(iov, n, "errmsg");
  if (at >= 0 && iov[at].iov_len) snprintf(iov[at].iov_base, iov[at].iov_len, format, what);
  errno = error;
  return -1;
}

static int put(struct iovec *value, const void *bytes, size_t size) {
  if (value->iov_len == 0) {
    value->iov_len = size;
    return 0;
  }
  if (value->iov_len < size) return EINVAL;
  memcpy(value->iov_base, bytes, size);
  value->iov_len = size;
  return 0;
}

static int put_number(struct iovec *value, int n) {
  return value->iov_len && value->iov_len != sizeof n ? EINVAL : put(value, &n, sizeof n);
}

// The length of a text's buffer stays.
static int put_text(struct iovec *value, const char *words) {
  size_t room = value->iov_len;
  int error = put(value, words, strlen(words) + 1);
  if (room) value->iov_len = room;
  return error;
}

static int put_parameter(struct jail *jail, const char *name, struct iovec *value) {
  if (without && strcmp(name, without) == 0) return -1;
  if (strcmp(name, "jid") == 0) return put_number(value, jail->jid);
  if (strcmp(name, "vnet") == 0) return put_number(value, jail->vnet ? jail->vnet : 2);
  if (strcmp(name, "ip4") == 0) return put_number(value, jail->ip4);
  if (strcmp(name, "dying") == 0) return put_number(value, jail->dying);
  if (strcmp(name, "persist") == 0) return put_number(value, jail->persist);
  if (strcmp(name, "name") == 0) return put_text(value, jail->name);
  if (strcmp(name, "path") == 0) return put_text(value, jail->path);
  if (strcmp(name, "host.hostname") == 0) return put_text(value, jail->hostname);
  if (strcmp(name, "ip4.addr") == 0) return put(value, jail->v4, (size_t)jail->v4_count * sizeof *jail->v4);
  if (strcmp(name, "ip6.addr") == 0) return put(value, jail->v6, (size_t)jail->v6_count * sizeof *jail->v6);
  return strcmp(name, "lastjid") == 0 || strcmp(name, "errmsg") == 0 ? 0 : -1;
}

static void look(struct jail *jail) {
  if (jail->gone) jail->gone++;
  for (int i = 0; i < jail->grow && jail->v4_count < MOST_ADDRESSES; i++, jail->v4_count++)
    jail->v4[jail->v4_count].s_addr = htonl(0x0A630000u + (unsigned)jail->v4_count);
}

int jail_get(struct iovec *iov, unsigned n, int flags) {
  load();
  size_t bytes = 0;
  for (unsigned i = 0; i < n; i++) {
    bytes += iov[i].iov_len;
    if (iov[i].iov_len && !iov[i].iov_base) return errno = EFAULT, -1;
    if (i % 2 == 0 && (!iov[i].iov_len || ((char *)iov[i].iov_base)[iov[i].iov_len - 1])) return errno = EINVAL, -1;
  }
  if (n % 2 || bytes > MOST_BYTES) return errno = EINVAL, -1;
  if (failure) return refuse(iov, n, failure, "%s", message ? message : "");

  char words[32] = "";
  struct jail *jail = NULL;
  int at;
  if ((at = place(iov, n, "lastjid")) >= 0) {
    if (iov[at].iov_len != sizeof(int)) return errno = EINVAL, -1;
    snprintf(words, sizeof words, "%d", *(int *)iov[at].iov_base);
    if (!(jail = after(*(int *)iov[at].iov_base, flags))) return refuse(iov, n, ENOENT, "no jail after %s", words);
  } else if ((at = place(iov, n, "jid")) >= 0 && iov[at].iov_len == sizeof(int)) {
    snprintf(words, sizeof words, "%d", *(int *)iov[at].iov_base);
    jail = after(*(int *)iov[at].iov_base - 1, flags);
    if (!jail || jail->jid != atoi(words)) return refuse(iov, n, ENOENT, "jail %s not found", words);
  } else {
    return refuse(iov, n, ENOENT, "%s", "no jail specified");
  }
  if (jail->again-- > 0) return errno = EAGAIN, -1;
  jail->again = 0;

  struct iovec answer[64];
  if (n > 64) return errno = EINVAL, -1;
  memcpy(answer, iov, n * sizeof *iov);
  int error = 0;
  for (unsigned i = 0; i < n && !error; i += 2) {
    error = put_parameter(jail, iov[i].iov_base, &answer[i + 1]);
    if (error < 0) return refuse(iov, n, EINVAL, "unknown parameter: %s", iov[i].iov_base);
  }
  look(jail);
  if (error) return errno = error, -1;
  for (unsigned i = 1; i < n; i += 2) iov[i].iov_len = answer[i].iov_len;
  return jail->jid;
}

int sysctlbyname(const char *name, void *old, size_t *length, const void *new, size_t new_length) {
  (void)new_length;
  load();
  if (new || strcmp(name, "kern.osrelease") != 0 || !osrelease) return errno = ENOENT, -1;
  size_t size = strlen(osrelease) + 1;
  if (*length < size) return errno = ENOMEM, -1;
  memcpy(old, osrelease, size);
  *length = size;
  return 0;
}
