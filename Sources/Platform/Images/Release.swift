/// Names of FreeBSD's releases.
public enum Release {
  /// `14.1-RELEASE-p5` is the release `14.1-RELEASE` with patches.
  public static func withoutPatch(_ name: String) -> String {
    let parts = name.split(separator: "-")
    guard parts.count > 2, let last = parts.last, last.first == "p", last.dropFirst().allSatisfy(\.isNumber) else {
      return name
    }
    return parts.dropLast().joined(separator: "-")
  }
}
