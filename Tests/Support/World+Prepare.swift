extension World {
  func prepare(_ store: Store) throws {
    try sh("set -e\n" + store.script).orFail()
  }

  func addBridge() throws {
    try run(
      ["ip", "-batch", "-"],
      input: """
        link add bridge0 address 02:00:00:00:00:01 type bridge
        address add 10.0.0.1/24 dev bridge0
        link set bridge0 up

        """
    ).orFail()
  }

  /// An interface `ext0` 192.168.64.2/24 with a machine at 192.168.64.1 (network namespace `outside`) behind it.
  func addOutside() throws {
    try sh(
      """
      set -e
      ip netns add outside
      ip link add ext0 type veth peer name eth0 netns outside
      ip -n outside address add 192.168.64.1/24 dev eth0
      ip -n outside link set eth0 up
      ip -n outside link set lo up
      ip address add 192.168.64.2/24 dev ext0
      ip link set ext0 up
      """
    ).orFail()
  }

  /// `jailer init` for this world's store.
  public func initialise() throws {
    let arguments =
      store.isDirectory
      ? ["init", "--store", store.specification, "-y"]
      : ["init", "-d", "pool/jails", "-y"]
    try jailer(arguments).orFail()
  }

  /// An initialised store with the image `busybox`, which is the default one.
  public func withBusybox() throws {
    try initialise()
    try copy(Archive.busybox.get(), to: "/mnt/busybox.tar.gz")
    try jailer(["image", "import", "busybox", "/mnt/busybox.tar.gz"]).orFail()
    try jailer(["image", "use", "busybox"]).orFail()
  }
}
