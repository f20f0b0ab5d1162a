import Foundation
import Posix

/// A library that ends its process with SIGKILL just before the N-th call that changes a file. Processes that it starts
/// are left alone: they get a scrubbed environment.
enum Preload {
  /// `nil` where it can't be compiled or wouldn't be loaded.
  static let library: String? = {
    guard let compiler = Command.search("cc", in: ["/usr/bin", "/usr/local/bin"]) else {
      return nil
    }
    let folder = Files.split(Scratch.driver).directory
    let (source, target) = ("\(folder)/kill-at-\(getpid()).c", "\(folder)/kill-at-\(getpid()).so")
    guard (try? Files.write(text, to: source)) != nil else { return nil }
    let command = Command(
      [compiler, "-shared", "-fPIC", "-O1", "-o", target, source, "-ldl"],
      environment: ["PATH": "/usr/bin:/bin"])
    return (try? command.run().status.success) == true ? target : nil
  }()

  static func environment(killAt call: Int, of library: String) -> [String: String] {
    ["LD_PRELOAD": library, "KILL_AT": String(call)]
  }

  private static let text = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <signal.h>
    #include <stdarg.h>
    #include <stdlib.h>
    #include <sys/stat.h>
    #include <sys/types.h>
    #include <unistd.h>
    static void count(void) {
      static int left = -1;
      if (left < 0) { const char *at = getenv("KILL_AT"); left = at ? atoi(at) : 0; }
      if (left > 0 && --left == 0) kill(getpid(), SIGKILL);
    }
    #define WRAP(type, name, parameters, arguments) \
      type name parameters { \
        static type (*real) parameters; \
        if (!real) real = (type (*) parameters)dlsym(RTLD_NEXT, #name); \
        count(); \
        return real arguments; \
      }
    WRAP(ssize_t, write, (int a, const void *b, size_t c), (a, b, c))
    WRAP(ssize_t, pwrite, (int a, const void *b, size_t c, off_t d), (a, b, c, d))
    WRAP(ssize_t, pwrite64, (int a, const void *b, size_t c, off64_t d), (a, b, c, d))
    WRAP(int, fsync, (int a), (a))
    WRAP(int, fdatasync, (int a), (a))
    WRAP(int, renameat, (int a, const char *b, int c, const char *d), (a, b, c, d))
    WRAP(int, renameat2, (int a, const char *b, int c, const char *d, unsigned e), (a, b, c, d, e))
    WRAP(int, rename, (const char *a, const char *b), (a, b))
    WRAP(int, mkdir, (const char *a, mode_t b), (a, b))
    WRAP(int, mkdirat, (int a, const char *b, mode_t c), (a, b, c))
    WRAP(int, unlinkat, (int a, const char *b, int c), (a, b, c))
    WRAP(int, unlink, (const char *a), (a))
    WRAP(int, rmdir, (const char *a), (a))
    WRAP(int, symlinkat, (const char *a, int b, const char *c), (a, b, c))
    WRAP(int, fchmod, (int a, mode_t b), (a, b))
    WRAP(int, fchmodat, (int a, const char *b, mode_t c, int d), (a, b, c, d))
    WRAP(pid_t, waitpid, (pid_t a, int *b, int c), (a, b, c))
    #define OPEN(name, declared, passed) \
      int name declared { \
        static int (*real) declared; \
        if (!real) real = (int (*) declared)dlsym(RTLD_NEXT, #name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); count(); } \
        return real passed; \
      }
    OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
    OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
    OPEN(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode))
    OPEN(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode))
    """#
}
