import Wire

extension Store {
  /// Makes the image `name` of an archive; `-` is standard input.
  public func importSteps(_ name: String, archive: String) throws(Fault) -> [Step] {
    switch fact.kind {
    case .zfs(let dataset, let fuse):
      return try zfs(dataset, fuse).importSteps(name, archive: archive, path: imagePath(name))
    case .directory: return directory.importSteps(name, archive: archive)
    }
  }

  public func removeImage(_ image: ImageFact) throws(Fault) -> RootRemoval {
    switch fact.kind {
    case .zfs(let dataset, let fuse):
      return try zfs(dataset, fuse).removal("\(dataset)/image/\(image.name)")
    case .directory: return try directory.imageRemoval(image.name)
    }
  }

  /// Makes the store itself.
  public func initialSteps() throws(Fault) -> [Step] {
    switch fact.kind {
    case .zfs(let dataset, let fuse):
      return try zfs(dataset, fuse).initialSteps(mountpoint: fact.path)
    case .directory: return directory.initialSteps()
    }
  }
}
