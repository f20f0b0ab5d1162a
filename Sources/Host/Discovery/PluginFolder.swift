import Glibc
import Posix
import Wire

/// `libexec/jailer`: an executable NAME and its manifest NAME.json are a plugin. Discovery runs nothing in there.
struct PluginFolder: Sendable {
  /// Absolute, without symbolic links.
  let path: String
  let trust: Trust

  /// A plugin that can be used.
  struct Plugin: Sendable {
    let manifest: Manifest
    let executable: String
  }

  /// The plugin of that file name; `nil` where there is no such manifest.
  /// - Throws: why the plugin is disabled: `configuration` or `unavailable`.
  func load(_ name: String) throws(Fault) -> Plugin? {
    let file = "\(path)/\(name).json"
    guard let bytes = try read(file, of: name) else { return nil }
    let manifest: Manifest
    do { manifest = try Manifest(try JSON.read(bytes, limit: Limits.manifest)) } catch let error as JSONError {
      throw disabled(name, .configuration, "\(name).json is not JSON", error.reason)
    } catch let error as ShapeError {
      throw disabled(name, .configuration, "\(name).json is not a manifest", error.text)
    } catch {
      throw disabled(name, .configuration, "\(name).json can't be read")
    }
    guard manifest.name == name else {
      throw disabled(name, .configuration, "\(name).json has the name \(Printable.quoted(manifest.name))")
    }
    try checkAliases(of: manifest)
    return Plugin(manifest: manifest, executable: try executable(name))
  }

  /// The names of all manifests, in order; without the folder there are none.
  func names() -> [String] {
    let files = (try? Files.list(path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.filter(Name.isVerb)
  }

  private func disabled(_ name: String, _ code: Fault.Code, _ why: String, _ cause: String? = nil) -> Fault {
    Fault(
      code, "the plugin \(name) is disabled", cause: cause.map { "\(why): \($0)" } ?? why,
      hint: "it is in \(path)")
  }

  private func read(_ file: String, of name: String) throws(Fault) -> [UInt8]? {
    let opened: Descriptor
    do throws(PosixError) { opened = try Files.open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY) } catch {
      // A dangling link is a manifest that is broken, not one that is absent.
      if error.errno == ENOENT, !Files.exists(file) { return nil }
      throw disabled(name, .configuration, "\(name).json can't be read", error.reason)
    }
    if let why = trust.fault(of: file, in: path) { throw disabled(name, .configuration, why) }
    do throws(PosixError) { return try opened.read(limit: Limits.manifest, path: file) } catch {
      let why = error.errno == EFBIG ? "longer than \(Limits.manifest) bytes" : error.reason
      throw disabled(name, .configuration, "\(name).json can't be read", why)
    }
  }

  /// A core verb can't be had by another name's plugin.
  private func checkAliases(of manifest: Manifest) throws(Fault) {
    for alias in manifest.aliases where alias != manifest.name {
      let taken = BuiltIn(rawValue: alias) != nil || isCore(alias)
      guard !taken else {
        throw disabled(
          manifest.name, .configuration, "its alias \(Printable.quoted(alias)) is a verb of jailer's own")
      }
    }
  }

  private func isCore(_ name: String) -> Bool {
    guard let bytes = try? Files.read("\(path)/\(name).json", limit: Limits.manifest),
      let json = try? JSON.read(bytes, limit: Limits.manifest)
    else { return false }
    return json["core"]?.bool == true
  }

  private func executable(_ name: String) throws(Fault) -> String {
    let file = "\(path)/\(name)"
    guard let status = try? Files.stat(file) else {
      throw disabled(name, .unavailable, "the executable \(name) is missing")
    }
    guard status.kind == .file, status.mode & 0o111 != 0 else {
      throw disabled(name, .unavailable, "\(name) is not executable")
    }
    if let why = trust.fault(of: file, in: path) { throw disabled(name, .configuration, why) }
    return file
  }
}

/// The verbs that jailer answers itself.
enum BuiltIn: String, CaseIterable {
  case facts, help, recover, version

  var summary: String {
    switch self {
    case .facts: "print what is known of this machine"
    case .help: "explain a verb"
    case .recover: "finish or take back what was interrupted"
    case .version: "print the version"
    }
  }
}

extension PluginFolder {
  /// The folder `libexec/jailer` that belongs to the executable `PREFIX/sbin/jailer`.
  /// - Throws: `configuration` where it can't be trusted. A folder that isn't there has no plugins.
  static func beside(_ executable: String, user: UInt32) throws(Fault) -> PluginFolder {
    let prefix = Files.split(Files.split(executable).directory).directory
    return try at("\(prefix == "/" ? "" : prefix)/libexec/jailer", prefix: prefix, user: user)
  }

  static func at(_ path: String, prefix: String, user: UInt32) throws(Fault) -> PluginFolder {
    let trust = Trust(user: user)
    guard let real = try? Files.realPath(path) else { return PluginFolder(path: path, trust: trust) }
    guard prefix == "/" || real.hasPrefix(prefix + "/") else {
      throw Fault(.configuration, "plugins can't be used", cause: "\(path) leads out of \(prefix)")
    }
    if let why = trust.fault(ofFolder: real) {
      throw Fault(
        .configuration, "plugins can't be used", cause: why,
        hint: "only root may own and write its path: chown root, chmod go-w")
    }
    return PluginFolder(path: real, trust: trust)
  }

  /// Why no verb is known, where that is so.
  var missing: Fault? {
    Files.exists(path) ? nil : Fault(.unavailable, "no plugins are installed", cause: "\(path) does not exist")
  }
}
