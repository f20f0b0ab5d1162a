import Platform
import PluginKit
import Wire

/// `jailer image fetch [VERSION]`: an image of a mirror's release or, on Linux, of a Debian suite.
enum ImageFetch {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let host = try asked.host()
    let name = if let given = asked.text("version") { given } else { try running(host) }
    let store = try asked.store()
    guard try !asked.images().contains(where: { $0.name == name }) else {
      return .plan(Plan(), view: View(.text("The image \(name) is there already.\n")))
    }
    let steps = try isSuite(name, host) ? suite(name, store, asked) : release(name, store, asked)
    let task = Plan.Task("Fetching \(name)", label: name, claims: ["image:\(name)"], steps: steps)
    return .plan(Plan(tasks: [task], waits: true), view: nil)
  }

  /// The release that runs here, without its patch level: `14.1-RELEASE-p5` is fetched as `14.1-RELEASE`.
  private static func running(_ host: HostFact) throws(Fault) -> String {
    guard host.paths.system == .freeBSD else {
      throw Fault(
        .usage, "what shall be fetched?",
        hint: "a Debian suite: jailer image fetch bookworm, or a release of the mirror: jailer image list remote",
        field: "version")
    }
    return Release.withoutPatch(host.release)
  }

  /// Debian's suites are named in lower-case letters, releases begin with a digit.
  private static func isSuite(_ name: String, _ host: HostFact) throws(Fault) -> Bool {
    if Listing.isVersion(name) { return false }
    if host.paths.system == .linux, name.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) { return true }
    throw Fault(
      .usage, "\(Printable.quoted(name)) is not a release", hint: "jailer image list remote", field: "version")
  }

  private static func release(_ name: String, _ store: Store, _ asked: Asked) throws(Fault) -> [Step] {
    let mirror = try Mirror(asked.config(), host: asked.host())
    let cache = try asked.host().paths.cache
    let manifest = "\(cache)/\(name).MANIFEST"
    let archive = "\(cache)/\(name).base.txz"
    let fetching = [
      Step("cache", section: section, .directory(path: cache, mode: 0o755, within: nil), undo: .inherent),
      // What is in the cache is whole, and may stay there.
      Step(
        "fetch-manifest", section: section,
        .fetch(Download(mirror.places(of: name, "MANIFEST"), to: manifest, digest: .none, limit: 1 << 20)),
        undo: .nothing),
      Step(
        "fetch-base", section: section,
        .fetch(
          Download(
            mirror.places(of: name, "base.txz"), to: archive,
            digest: .listed(manifest: manifest, member: "base.txz"))), undo: .nothing, progress: "bytes"),
    ]
    return try fetching + store.importSteps(name, .archive(archive))
  }

  private static let section = "Fetch commands"

  private static func suite(_ name: String, _ store: Store, _ asked: Asked) throws(Fault) -> [Step] {
    let program = [
      try asked.host().tool("mmdebstrap"), "--quiet", "--mode=root", "--variant=minbase", "--format=directory",
    ]
    // With a line of its own for apt(8), mmdebstrap takes any suite's name and makes an empty root of it: only the mirror
    // and its options can be chosen.
    let mirror = try asked.config().debianMirror.map { $0.hasPrefix("[") ? ["deb \($0) \(name) main"] : [$0] } ?? []
    return try store.importSteps(
      name, .program(section: "Debian commands", program + [name, ImageSource.folder] + mirror))
  }
}
