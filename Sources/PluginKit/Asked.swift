import Platform
import Wire

/// A request with its facts as values.
public struct Asked: Sendable {
  public let request: Request
  public let machine: Machine

  public init(_ request: Request) throws(Fault) {
    self.request = request
    do { machine = try Machine(request.facts) } catch {
      throw Fault(.protocolFault, "the facts can't be understood", cause: error.text)
    }
  }

  public func text(_ argument: String) -> String? { request.arguments[argument]?.string }
  public func flag(_ argument: String) -> Bool { request.arguments[argument]?.bool ?? false }
  /// The values of an argument that repeats.
  public func texts(_ argument: String) -> [String] { request.arguments[argument]?.array?.compactMap(\.string) ?? [] }

  /// - Throws: `configuration`: the manifest did not ask for the fact.
  public func host() throws(Fault) -> HostFact { try fact(machine.host, "host") }
  public func config() throws(Fault) -> ConfigFact { try fact(machine.config, "config") }
  public func jails() throws(Fault) -> [JailFact] { try fact(machine.jails, "jails") }
  public func overview() throws(Fault) -> [JailFact] { try fact(machine.overview, "overview") }
  public func remote() throws(Fault) -> [String] { try fact(machine.remote, "remote") }
  public func images() throws(Fault) -> [ImageFact] { try fact(machine.images ?? machine.bases, "images") }

  public func store() throws(Fault) -> Store {
    Store(try config().usableStore(), host: try host(), transaction: request.id)
  }

  private func fact<T>(_ value: T?, _ name: String) throws(Fault) -> T {
    guard let value else {
      throw Fault(
        .configuration, "the fact \(name) is missing from the request", hint: "the plugin's manifest must ask for it")
    }
    return value
  }

  /// The jail of this name, with a conf or running.
  /// - Throws: `not-found`, with the nearest name if there is one.
  public func jail(_ name: String, field: String = "name") throws(Fault) -> JailFact {
    guard let jail = try jails().first(where: { $0.name == name }) else {
      throw Fault(.notFound, "there is no jail \(Printable.clean(name))", hint: "jailer list", field: field)
    }
    return jail
  }

  /// - Throws: `not-found`.
  public func image(_ name: String) throws(Fault) -> ImageFact {
    guard let image = try images().first(where: { $0.name == name }) else {
      throw Fault(.notFound, "there is no image \(Printable.clean(name))", hint: "jailer image list", field: "image")
    }
    return image
  }
}
