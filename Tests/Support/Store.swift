import Testing

/// Where a world keeps its jails.
public enum Store: Sendable, Hashable, CaseIterable, CustomTestStringConvertible {
  /// Directories on the scratch tmpfs: the quickest, for tests that aren't about the store.
  case tmpfs
  case ext4, btrfs, xfs
  /// A pool of a zfs-fuse daemon that belongs to this world alone.
  case zfs
  /// A tiny file system with no byte left.
  case full

  /// The stores that jails can live in.
  public static let usable: [Store] = [.zfs, .ext4, .btrfs, .xfs, .tmpfs]

  public var isDirectory: Bool { self != .zfs }

  var requirements: [Requirement] {
    switch self {
    case .tmpfs: []
    case .ext4, .full: [.loopDevices, .ext4]
    case .btrfs: [.loopDevices, .btrfs]
    case .xfs: [.loopDevices, .xfs]
    case .zfs: [.zfs]
    }
  }

  /// The store as `init --store` takes it and `jailer_dir` says it.
  public var specification: String { isDirectory ? "dir:/mnt/store/jails" : "zfs:pool/jails" }

  public var testDescription: String { "\(self)" }

  var script: String {
    switch self {
    case .tmpfs: "mkdir /mnt/store"
    // No journal, and tables made on demand: nothing here outlives a test.
    case .ext4: Self.disk("64M", "mkfs.ext4 -q -O ^has_journal -E lazy_itable_init=1")
    case .btrfs: Self.disk("128M", "mkfs.btrfs -q")
    case .xfs: Self.disk("320M", "mkfs.xfs -q")
    case .full:
      Self.disk("2M", "mkfs.ext4 -q -O ^has_journal -m 0")
        + """

        n=0; while echo x >/mnt/store/filler$n; do cat /dev/zero >>/mnt/store/filler$n || n=$((n + 1)); done 2>/dev/null
        """
    case .zfs:
      // Its own way into the background hangs now and then. It answers once its socket is there.
      """
      setsid zfs-fuse --no-daemon --no-kstat-mount -a 3600 -e 3600 </dev/null >/dev/null 2>&1 &
      n=0; until [ -S /run/zfs/zfs_socket ]; do n=$((n + 1)); [ $n -lt 500 ]; sleep 0.01; done
      truncate -s 512M /mnt/disk.img
      zpool create -m none pool /mnt/disk.img 2>&1
      """
    }
  }

  // Two worlds may pick the same free loop device; the later one tries again.
  private static func disk(_ size: String, _ mkfs: String) -> String {
    """
    mkdir /mnt/store; truncate -s \(size) /mnt/disk.img; \(mkfs) /mnt/disk.img
    n=0; until mount -o loop /mnt/disk.img /mnt/store; do n=$((n + 1)); [ $n -lt 10 ]; done
    """
  }
}
