// Test double of jail_get(2), sysctlbyname(3) and if_nametoindex(3): the jails of a FreeBSD world, from the files that
// the other doubles write. As the manual page has it: pairs of a name and room for its value, `errmsg`, EINVAL, ENOENT.

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

static const char jails[] = "/var/world/jails", state[] = "/var/world/state.json",
                  interfaces[] = "/var/world/interfaces";

// The whole file, to be freed; NULL if it can't be read.
static char *contents(const char *path) {
  FILE *file = fopen(path, "re");
  if (!file) return NULL;
  char *text = NULL;
  size_t room = 0;
  ssize_t length = getdelim(&text, &room, '\0', file);
  fclose(file);
  if (length >= 0) return text;
  free(text);
  return strdup("");
}

// What a jail's lines say of a parameter; NULL if nothing.
static const char *line(const char *jail, const char *name, size_t *length) {
  size_t size = strlen(name);
  const char *end = strstr(jail + 1, "\njid ");
  for (const char *at = strchr(jail, '\n'); at && (!end || at < end); at = strchr(at + 1, '\n')) {
    if (strncmp(at + 1, name, size) == 0 && at[1 + size] == '=') {
      const char *value = at + 2 + size;
      *length = strcspn(value, "\n");
      return value;
    }
  }
  return NULL;
}

static int refuse(struct iovec *message, int error, const char *format, const char *name) {
  if (message) snprintf(message->iov_base, message->iov_len, format, name);
  errno = error;
  return -1;
}

static int word(const char *text, size_t length, const char *wanted) {
  return length == strlen(wanted) && strncasecmp(text, wanted, length) == 0;
}

static int number(const char *text, size_t length) {
  if (word(text, length, "new") || word(text, length, "true")) return 1;
  if (word(text, length, "inherit")) return 2;
  return word(text, length, "disable") || word(text, length, "false") ? 0 : atoi(text);
}

// Several addresses, without a length asked for only their size.
static int addresses(struct iovec *value, int family, const char *text, size_t length) {
  size_t size = family == AF_INET ? 4 : 16, used = 0;
  char list[4096];
  snprintf(list, sizeof list, "%.*s", (int)length, text);
  for (char *at = strtok(list, ","); at; at = strtok(NULL, ",")) {
    if (value->iov_len > 0) {
      if (used + size > value->iov_len) return -1;
      inet_pton(family, at, (char *)value->iov_base + used);
    }
    used += size;
  }
  value->iov_len = used;
  return 0;
}

static const char *const texts[] = {"name",      "path",    "host.hostname", "host.domainname",
                                    "osrelease", "host.hostuuid", NULL};
static const char *const numbers[] = {"vnet",    "ip4",          "ip6",         "persist",    "dying",
                                      "parent",  "devfs_ruleset", "cpuset.id",  "securelevel", "enforce_statfs",
                                      "children.max", NULL};

static int among(const char *const *names, const char *name) {
  for (; *names; names++)
    if (strcmp(*names, name) == 0) return 1;
  return 0;
}

static int give(const char *jail, const char *name, struct iovec *value, struct iovec *message) {
  size_t length = 0;
  const char *text = line(jail, name, &length);
  if (!text) text = "";
  int error = 0;
  if (strcmp(name, "ip4.addr") == 0) {
    error = addresses(value, AF_INET, text, length);
  } else if (strcmp(name, "ip6.addr") == 0) {
    error = addresses(value, AF_INET6, text, length);
  } else if (among(texts, name)) {
    if (value->iov_len > 0 && value->iov_len < length + 1) error = -1;
    if (value->iov_len > 0 && !error) {
      memcpy(value->iov_base, text, length);
      ((char *)value->iov_base)[length] = '\0';
    }
    value->iov_len = length + 1;
  } else if (among(numbers, name)) {
    if (value->iov_len != sizeof(int) && value->iov_len != 0) error = -1;
    if (value->iov_len > 0 && !error) *(int *)value->iov_base = number(text, length);
    value->iov_len = sizeof(int);
  } else {
    return refuse(message, EINVAL, "unknown parameter: %s", name);
  }
  if (error) errno = EINVAL;
  return error;
}

int jail_get(struct iovec *iov, unsigned int count, int flags) {
  struct iovec *message = NULL;
  const char *wanted = NULL;
  long last = -1, exact = -1;
  if (count % 2 || flags & ~8) return refuse(NULL, EINVAL, "", "");
  for (unsigned int i = 0; i < count; i += 2) {
    const char *name = iov[i].iov_base;
    if (strlen(name) + 1 != iov[i].iov_len) return refuse(NULL, EINVAL, "", "");
    if (strcmp(name, "errmsg") == 0) message = &iov[i + 1];
    if (strcmp(name, "lastjid") == 0) last = *(int *)iov[i + 1].iov_base;
    if (strcmp(name, "jid") == 0 && *(int *)iov[i + 1].iov_base) exact = *(int *)iov[i + 1].iov_base;
    if (strcmp(name, "name") == 0 && last < 0 && exact < 0) wanted = iov[i + 1].iov_base;
  }
  char *all = contents(jails), *found = NULL;
  long jid = 0;
  if (!all) return refuse(message, ENOENT, "%s can't be read", jails);
  for (char *at = strncmp(all, "jid ", 4) == 0 ? all : NULL; at && !found;) {
    jid = atol(at + 4);
    size_t length = 0;
    const char *name = line(at, "name", &length), *dying = line(at, "dying", &(size_t){0});
    int hidden = dying && strncasecmp(dying, "true", 4) == 0 && !(flags & 8);
    int chosen = last >= 0 ? jid > last : exact >= 0 ? jid == exact : wanted && name && word(name, length, wanted);
    if (chosen && !hidden) found = at;
    at = strstr(at, "\njid ");
    if (at) at++;
  }
  int result = found ? (int)jid : refuse(message, ENOENT, "%s", last >= 0 ? "" : "jail not found");
  for (unsigned int i = 0; i < count && found && result >= 0; i += 2) {
    const char *name = iov[i].iov_base;
    if (strcmp(name, "errmsg") == 0 || strcmp(name, "lastjid") == 0) continue;
    if (strcmp(name, "jid") == 0) {
      *(int *)iov[i + 1].iov_base = (int)jid;
    } else if (give(found, name, &iov[i + 1], message) != 0) {
      result = -1;
    }
  }
  int error = errno;
  free(all);
  errno = error;
  return result;
}

int sysctlbyname(const char *name, void *old, size_t *length, const void *new, size_t size) {
  (void)size;
  const char key[] = "\"release\": \"";
  char *text = contents(state), *value = text ? strstr(text, key) : NULL;
  errno = ENOENT;
  if (new || !value || strcmp(name, "kern.osrelease") != 0) return free(text), -1;
  value += strlen(key);
  size_t needed = strcspn(value, "\"") + 1;
  int fits = !old || *length >= needed;
  if (old && fits) {
    memcpy(old, value, needed - 1);
    ((char *)old)[needed - 1] = '\0';
  }
  *length = needed;
  free(text);
  errno = ENOMEM;
  return fits ? 0 : -1;
}

// Those of the host, one a line; the index is the line's number.
unsigned int if_nametoindex(const char *wanted) {
  char *all = contents(interfaces);
  unsigned int index = 0, found = 0;
  for (char *at = all ? strtok(all, "\n") : NULL; at && !found; at = strtok(NULL, "\n")) {
    index++;
    if (strcmp(at, wanted) == 0) found = index;
  }
  free(all);
  if (!found) errno = ENXIO;
  return found;
}
