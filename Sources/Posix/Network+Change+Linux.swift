#if os(Linux)
  import CPosix
  import Glibc

  extension Network {
    /// Makes a network namespace with lo up, bound at `path`, which must not exist. No process holds it:
    /// it lives until `removeNamespace`.
    public static func makeNamespace(_ path: String) throws(PosixError) {
      _ = try Files.open(path, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o444)
      let result = cposix_network_create(path)
      if result < 0 {
        unlink(path)
        throw PosixError("netns", path, errno: -result)
      }
    }

    /// Makes the folder a shared mount of its own, as ip(8) does with /run/netns when it first uses it: done later, that
    /// would hide the namespaces that are bound in it by then.
    public static func shareFolder(_ folder: String) throws(PosixError) {
      let directory = try Files.open(folder, O_RDONLY | O_DIRECTORY)
      while flock(directory.raw, LOCK_EX) != 0 {
        if errno != EINTR { throw PosixError("flock", folder, errno: errno) }
      }
      let shared: Mounts.Flags = [.makeShared, .recursive]
      do throws(PosixError) { try Mounts.mount(nil, at: folder, flags: shared) } catch {
        // It is no mount yet.
        guard error.errno == EINVAL else { throw error }
        try Mounts.mount(folder, at: folder, flags: [.bind, .recursive])
        try Mounts.mount(nil, at: folder, flags: shared)
      }
    }

    /// Unbinds and removes the file; absence is no error. The namespace goes with its last process.
    public static func removeNamespace(_ path: String) throws(PosixError) {
      do throws(PosixError) { try Mounts.unmount(path, lazy: true) } catch {
        // EINVAL: a plain file, left when its maker died between making and binding it.
        if error.errno == ENOENT { return }
        if error.errno != EINVAL { throw error }
      }
      do throws(PosixError) { try Files.unlink(path) } catch {
        if error.errno != ENOENT { throw error }
      }
    }

    /// Moves a link of this namespace into the one at `path`, its name kept. EEXIST if that name is taken there.
    public func move(_ link: Link, to path: String) throws(PosixError) {
      let namespace = try Files.open(path, O_RDONLY)
      try check(cposix_link_move(socket.raw, link.index, namespace.raw), "move", link.name)
    }

    /// Deletes a virtual link; of a veth pair both ends go.
    public func delete(_ link: Link) throws(PosixError) {
      try check(cposix_link_delete(socket.raw, link.index), "delete", link.name)
    }

    public func bringUp(_ link: Link) throws(PosixError) {
      try check(cposix_link_up(socket.raw, link.index), "up", link.name)
    }
  }
#endif
