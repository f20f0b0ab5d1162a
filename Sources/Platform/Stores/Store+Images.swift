import Wire

extension Store {
  /// Makes the image `name`.
  public func importSteps(_ name: String, _ source: ImageSource) throws(Fault) -> [Step] {
    switch fact.kind {
    case .zfs(let dataset, let fuse):
      return try zfs(dataset, fuse).importSteps(name, source, path: imagePath(name))
    case .directory: return directory.importSteps(name, source)
    }
  }

  /// The image that a step before is about to make.
  public func coming(_ name: String) -> ImageFact {
    let dataset: String? = if case .zfs(let dataset, _) = fact.kind { "\(dataset)/image/\(name)" } else { nil }
    return ImageFact(name: name, isDefault: false, path: imagePath(name), dataset: dataset)
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
