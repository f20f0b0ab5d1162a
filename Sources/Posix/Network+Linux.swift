#if os(Linux)
  import CPosix
  import Glibc

  /// A network namespace seen through a route socket. The namespace need not be ours and no process is started.
  public struct Network: ~Copyable, Sendable {
    public struct Link: Equatable, Sendable {
      public let index: Int32
      public let name: String
      /// "bridge", "veth", "macvlan"...; empty for hardware and lo.
      public let kind: String
      /// The bridge it is a member of, or 0.
      public let master: Int32
      /// The peer or the device underneath (perhaps in another namespace), or 0.
      public let parent: Int32
      public let mtu: Int32
      /// IFF_*
      public let flags: UInt32
      public let mac: [UInt8]
      public let alias: String
      public var up: Bool { flags & UInt32(IFF_UP) != 0 }
    }
    public struct Address: Equatable, Sendable {
      public enum Scope: Sendable { case global, site, link, host, other }
      public let index: Int32
      /// 4 bytes of IPv4 or 16 of IPv6.
      public let bytes: [UInt8]
      public let prefix: Int
      public let scope: Scope
      public var text: String { Network.text(bytes) }
    }
    public struct Gateway: Equatable, Sendable {
      public let index: Int32
      public let bytes: [UInt8]
      public let metric: UInt32
      public var text: String { Network.text(bytes) }
    }

    public struct Neighbour: Equatable, Sendable {
      public let index: Int32
      /// 4 bytes of IPv4 or 16 of IPv6.
      public let bytes: [UInt8]
      public let mac: [UInt8]
    }

    let socket: Descriptor

    /// The index of `lo`: the kernel gives each namespace's first link, which is lo, the number 1.
    public static let loopback: Int32 = 1

    /// This process's own namespace.
    public init() throws(PosixError) {
      socket = Descriptor(owning: try check(cposix_route_socket(-1, -1), "socket"))
    }

    /// The namespace that `path` (/run/netns/NAME, /proc/PID/ns/net) names.
    public init(namespace path: String) throws(PosixError) {
      try self.init(namespace: path, home: try Home())
    }

    /// The same for many in a row.
    public init(namespace path: String, home: Home) throws(PosixError) {
      let namespace = try Files.open(path, O_RDONLY)
      socket = Descriptor(owning: try check(cposix_route_socket(namespace.raw, home.descriptor.raw), "setns", path))
    }

    /// This process's own namespace, to which a thread comes back. Looked up once, not for each.
    public final class Home: Sendable {
      let descriptor: Descriptor
      public init() throws(PosixError) { descriptor = try Files.open("/proc/thread-self/ns/net", O_RDONLY) }
    }

    public func links() throws(PosixError) -> [Link] {
      var items: UnsafeMutablePointer<cposix_link>?
      let count = try check(cposix_links(socket.raw, &items), "links")
      defer { free(items) }
      return UnsafeBufferPointer(start: items, count: Int(count)).map { item in
        Link(
          index: item.index, name: field(item.name), kind: field(item.kind), master: item.master,
          parent: item.parent, mtu: item.mtu, flags: item.flags,
          mac: raw(item.mac, Int(item.mac_length)),
          alias: field(item.alias))
      }
    }

    public enum Family: Sendable {
      case any, v4, v6
      fileprivate var number: Int32 {
        switch self {
        case .any: AF_UNSPEC
        case .v4: AF_INET
        case .v6: AF_INET6
        }
      }
    }

    public func addresses(_ family: Family = .any) throws(PosixError) -> [Address] {
      var items: UnsafeMutablePointer<cposix_address>?
      let count = try check(cposix_addresses(socket.raw, family.number, &items), "addresses")
      defer { free(items) }
      return UnsafeBufferPointer(start: items, count: Int(count)).map { item in
        let scope: Address.Scope =
          switch item.scope {
          case 0: .global
          case 200: .site
          case 253: .link
          case 254: .host
          default: .other
          }
        return Address(
          index: item.index, bytes: raw(item.bytes, item.family == UInt8(AF_INET) ? 4 : 16),
          prefix: Int(item.prefix), scope: scope)
      }
    }

    /// Default gateways, best first.
    public func gateways(_ family: Family = .any) throws(PosixError) -> [Gateway] {
      var items: UnsafeMutablePointer<cposix_gateway>?
      let count = try check(cposix_gateways(socket.raw, family.number, &items), "routes")
      defer { free(items) }
      return UnsafeBufferPointer(start: items, count: Int(count)).map { item in
        Gateway(
          index: item.index, bytes: raw(item.bytes, item.family == UInt8(AF_INET) ? 4 : 16),
          metric: item.metric)
      }.sorted { $0.metric < $1.metric }
    }

    /// The hosts on the links whose hardware addresses the kernel knows: of those that never answered there is none.
    public func neighbours() throws(PosixError) -> [Neighbour] {
      var items: UnsafeMutablePointer<cposix_neighbour>?
      let count = try check(cposix_neighbours(socket.raw, &items), "neighbours")
      defer { free(items) }
      return UnsafeBufferPointer(start: items, count: Int(count)).map { item in
        Neighbour(
          index: item.index, bytes: raw(item.bytes, item.family == UInt8(AF_INET) ? 4 : 16),
          mac: raw(item.mac, Int(item.mac_length)))
      }
    }

    /// "10.0.0.1" or "2001:db8::1".
    public static func text(_ bytes: [UInt8]) -> String {
      var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      let family = bytes.count == 4 ? AF_INET : AF_INET6
      guard bytes.count == 4 || bytes.count == 16,
        inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil
      else { return "" }
      return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// A C array of characters up to its NUL.
  private func field<T>(_ array: T) -> String {
    withUnsafeBytes(of: array) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private func raw<T>(_ array: T, _ count: Int) -> [UInt8] {
    withUnsafeBytes(of: array) { Array($0.prefix(count)) }
  }
#endif
