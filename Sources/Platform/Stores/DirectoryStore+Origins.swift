import Wire

/// Roots made of other jails' roots, and roots that change their names.
extension DirectoryStore {
  /// - Parameters:
  ///   - lower: what an overlay that the snapshot was made of lies over.
  ///   - thin: the files are shared until they are changed.
  func root(of jail: String, from snapshot: SnapshotFact, over lower: [String], thin: Bool) throws(Fault)
    -> Store.NewRoot
  {
    if thin { return try overlay(over: [snapshot.files] + (snapshot.isOverlay ? lower : []), for: jail, copying: nil) }
    if snapshot.isOverlay { return try overlay(over: lower, for: jail, copying: snapshot.files) }
    return try plain(jail, copying: snapshot.files)
  }

  /// As `origin` is now. What an overlay lies over is shared.
  func root(of jail: String, cloning origin: JailFact, _ isOverlay: Bool) throws(Fault) -> Store.NewRoot {
    guard isOverlay else { return try plain(jail, copying: "\(path)/\(origin.name)") }
    return try overlay(over: origin.lower, for: jail, copying: "\(path)/.overlay/\(origin.name)/upper")
  }

  private func plain(_ jail: String, copying files: String) throws(Fault) -> Store.NewRoot {
    let target = "\(path)/\(jail)"
    return Store.NewRoot(
      path: target, files: target, made: "directory:\(target)", mounts: [],
      steps: try copy("root", from: files, to: target, isCovered: false))
  }

  func overlay(over lower: [String], for jail: String, copying files: String?) throws(Fault) -> Store.NewRoot {
    let target = "\(path)/\(jail)"
    let own = "\(path)/.overlay/\(jail)"
    let options = "lowerdir=\(Overlay.joined(lower)),upperdir=\(own)/upper,workdir=\(own)/work"
    guard !lower.isEmpty, options.utf8.count <= Overlay.longest else {
      throw Fault(
        .unavailable, "\(jail) can't be a thin clone",
        cause: lower.isEmpty
          ? "what the jail lies over is not in its conf" : "there would be too many layers",
        hint: "leave out -c, or make an image with image import")
    }
    return Store.NewRoot(
      path: target, files: "\(own)/upper", made: "overlay:\(target)",
      mounts: ["overlay \(target) overlay \(options) 0 0"],
      steps: [
        Step(
          "root", section: Self.section, .directory(path: target, mode: 0o755, within: nil),
          absent: [Thing(.path, target)], undo: .inherent)
      ] + (try self.own(own, copying: files)))
  }

  func rename(_ jail: String, _ isOverlay: Bool, to name: String, hasSnapshots: Bool) -> [Step] {
    func step(_ id: String, _ from: String, _ to: String) -> Step {
      Step(id, section: Self.section, .rename(from: from, to: to), absent: [Thing(.path, to)], undo: .inherent)
    }
    var steps = [step("root", "\(path)/\(jail)", "\(path)/\(name)")]
    if isOverlay { steps.append(step("own", "\(path)/.overlay/\(jail)", "\(path)/.overlay/\(name)")) }
    if hasSnapshots { steps.append(step("snapshots", snapshots(of: jail), snapshots(of: name))) }
    return steps
  }
}

/// An overlay's mount options.
public enum Overlay {
  /// The kernel takes a page of options, and the conf's line has more than these.
  static let longest = 3800

  /// Folders with the sign between them; that sign in a name is escaped.
  static func joined(_ folders: [String]) -> String {
    folders.map { $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init).joined(separator: "\\:") }
      .joined(separator: ":")
  }

  /// The folders that an fstab(5) line's overlay lies over; empty where it is no overlay on `path`.
  public static func lower(of line: String, on path: String) -> [String] {
    let fields = line.split { $0 == " " || $0 == "\t" }
    guard fields.count > 3, fields[2] == "overlay", fields[1] == path else { return [] }
    let options = fields[3].split(separator: ",").filter { $0.hasPrefix("lowerdir=") }
    return options.last.map { split(String($0.dropFirst("lowerdir=".count))) } ?? []
  }

  private static func split(_ text: String) -> [String] {
    var folders = [""]
    var isEscaped = false
    for character in text {
      if isEscaped || character != ":" && character != "\\" {
        folders[folders.count - 1].append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        folders.append("")
      }
    }
    return folders
  }
}
