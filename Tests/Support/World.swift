import CWorld
import Foundation
import Synchronization
import Testing

/// A scratch machine for one test: mount, network, process, UTS and IPC namespaces of its own, the
/// installed binaries, a store of the asked kind and `bridge0` with 10.0.0.1/24.
///
/// Inside, the paths are the same in every world, so whole outputs can be compared:
/// `/mnt/prefix` the installed tree (a layer of this world's own: drop plugins in as you like),
/// `/mnt/root` the scratch `--root`, `/mnt/store` the file system of a directory store, `pool` the ZFS pool.
/// The host's name is `jailhost`. `/run` and `/mnt` are tmpfs.
///
/// Nothing outlives it: when it is closed, released, or this test process dies in any way, the
/// kernel ends all that runs inside, and the mounts, loop devices and interfaces go with it.
public final class World: Sendable {
  public static let root = "/mnt/root"
  public static let prefix = "/mnt/prefix"

  /// The folder that holds Package.swift, and the one with what was built; they are there inside too.
  public static let repository = Installed.repository
  public static let products = Installed.products

  public let store: Store
  private let machine: Mutex<cworld?>
  private let living = Mutex<[ObjectIdentifier: Weak]>([:])
  let holder: pid_t
  let pidfd: Int32

  /// Needs root and namespaces, and what the store needs; where that is missing the test is skipped with the reason.
  public init(_ store: Store = .tmpfs, bridge: Bool = true, outside: Bool = false) throws {
    for requirement in [.root, .namespaces] + store.requirements { try requirement.orSkip() }
    var world = cworld()
    var step = [CChar](repeating: 0, count: 64)
    let error = try cworld_open(Installed.tree.get(), &world, &step)
    guard error == 0 else {
      let name = String(
        decoding: step.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw WorldError("scratch machine: \(name)", errno: error)
    }
    self.store = store
    machine = Mutex(world)
    holder = world.holder
    pidfd = world.pidfd
    do {
      try prepare(store)
      if bridge { try addBridge() }
      if outside { try addOutside() }
    } catch {
      close()
      throw error
    }
  }

  deinit { close() }

  /// - Throws: when it was closed: its descriptor's number may be another world's by now.
  func checkOpen() throws {
    guard machine.withLock({ $0 != nil }) else { throw WorldError("the scratch machine was closed") }
  }

  /// Ends everything inside. Called again it does nothing.
  public func close() {
    for child in living.withLock({ $0.values.compactMap(\.child) }) {
      child.signal(SIGKILL)
      // The kernel ends a process namespace only when every process that was born into it is reaped.
      _ = child.reap()
    }
    machine.withLock { machine in
      guard var open = machine else { return }
      cworld_close(&open)
      machine = nil
    }
  }

  /// A world for `body` alone.
  public static func with<R>(
    _ store: Store = .tmpfs, outside: Bool = false, _ body: (World) throws -> R
  ) throws -> R {
    let world = try World(store, outside: outside)
    defer { world.close() }
    return try body(world)
  }

  struct Weak: Sendable {
    weak let child: Child?
  }

  func remember(_ child: Child) -> Child {
    living.withLock { living in
      living = living.filter { $0.value.child != nil }
      living[ObjectIdentifier(child)] = Weak(child: child)
    }
    return child
  }
}
