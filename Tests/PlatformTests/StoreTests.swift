import Platform
import Testing
import Wire

@Suite struct StoreTests {
  private func store(_ fact: StoreFact) -> Store { Store(fact, host: Sample.host, transaction: "T1") }

  @Test func `a copy on ZFS is sent and received, and can be taken back`() throws {
    let root = try store(Sample.pool).root(of: "db0", from: Sample.dataset, thin: false)
    #expect(root.path == "/usr/local/jails/db0" && root.made == "dataset:zroot/jails/db0")
    #expect(
      root.steps.map(\.action) == [
        .pipe([["/sbin/zfs", "send", "zroot/jails/image/bb@base"], ["/sbin/zfs", "recv", "zroot/jails/db0"]])
      ])
    #expect(root.steps[0].absent == [Thing(.dataset, "zroot/jails/db0")])
    #expect(root.steps[0].undo == .action(.run(["/sbin/zfs", "destroy", "-r", "zroot/jails/db0"])))
    #expect(root.steps[0].lock == "zfs")
  }

  @Test func `a thin clone in a folder is an overlay that the conf mounts`() throws {
    let root = try store(Sample.folder).root(of: "db0", from: Sample.image, thin: true)
    #expect(root.files == "/usr/local/jails/.overlay/db0/upper")
    #expect(
      root.mounts == [
        "overlay /usr/local/jails/db0 overlay lowerdir=/usr/local/jails/image/bb,upperdir=/usr/local/jails/.overlay/db0/upper,workdir=/usr/local/jails/.overlay/db0/work 0 0"
      ])
    #expect(root.made == "overlay:/usr/local/jails/db0")
  }

  @Test func `a thin clone needs a filesystem that can hold one`() {
    let plain = StoreFact(kind: .directory(overlay: false, reflink: false), path: "/srv")
    let refused = fault { () throws(Fault) in try store(plain).root(of: "db0", from: Sample.image, thin: true) }
    #expect(refused?.code == .unavailable)
  }

  @Test(arguments: [
    nil, "dataset:zroot/other", "directory:/", "directory:/usr/local/jails/../..", "dataset:zroot/jails/db1",
  ])
  func `only a root that its conf says jailer made, in this store, is removed`(made: String?) {
    for fact in [Sample.pool, Sample.folder] {
      let refused = fault { () throws(Fault) in try store(fact).removeRoot(of: Sample.jail("db0", root: made)) }
      #expect(refused?.code == .notPermitted)
    }
  }

  @Test func `what can be taken back comes before what can't`() throws {
    let removal = try store(Sample.folder).removeRoot(of: Sample.jail("db0", root: "overlay:/usr/local/jails/db0"))
    #expect(removal.aside.allSatisfy { $0.undo == .inherent })
    #expect(removal.final.allSatisfy { $0.undo == .irreversible })
    #expect(
      removal.aside.last?.action == .rename(from: "/usr/local/jails/.overlay/db0", to: "/usr/local/jails/.trash/db0.T1")
    )
    #expect(
      removal.final.map(\.action) == [
        .remove(path: "/usr/local/jails/.trash/db0.T1", tree: true), .remove(path: "/usr/local/jails/db0", tree: false),
      ])
  }

  @Test func `a name that the store has already is refused, jail or not`() {
    var fact = Sample.pool
    fact.entries = ["image", "db0"]
    let refused = fault { () throws(Fault) in try store(fact).checkFree("db0") }
    #expect(refused?.code == .exists)
    #expect(refused?.message == "the dataset zroot/jails/db0 exists already")
  }

  @Test func `an image is unpacked beside its place and renamed into it`() throws {
    let steps = try store(Sample.folder).importSteps("bb", .archive("/x.tar"))
    #expect(steps.map(\.id) == ["folder", "unpack", "publish"])
    #expect(steps.last?.action == .rename(from: "/usr/local/jails/image/.import-T1", to: "/usr/local/jails/image/bb"))
  }
}
