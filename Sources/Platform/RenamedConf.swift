import Wire

/// Confs in which a jail has another name.
public struct RenamedConf {
  let jail: String
  let name: String
  /// What is called otherwise then.
  let places: [(from: String, to: String)]

  public init(_ jail: String, to name: String, in store: Store, logs: String) {
    self.jail = jail
    self.name = name
    places =
      store.places(of: jail, as: name) + store.snapshotPlace(of: jail, as: name)
      + [("\(logs)/\(jail).log", "\(logs)/\(name).log")]
  }

  /// The jail's own.
  public func own(_ text: String) throws(Fault) -> String {
    var edit = try ConfEdit(text, of: jail)
    try edit.rename(to: name)
    try edit.change { parameter, value in
      if parameter == "host.hostname", let rest = value.behind(jail) { return name + rest }
      // The last part of `dataset:tank/jails/db0`.
      return places.reduce(value) { PathText.replaced($0, $1.from, $1.to) }
    }
    return edit.text
  }

  /// That of another jail: what it is a clone of, and what it waits for. `nil` where it has nothing of this one.
  public func other(_ text: String, of other: String) throws(Fault) -> String? {
    guard text.contains(jail) else { return nil }
    var edit = try ConfEdit(text, of: other)
    try edit.change { parameter, value in
      switch parameter {
      case "jailer_origin": value.hasPrefix("\(jail)@") ? name + value.dropFirst(jail.count) : value
      case "depend": value == jail ? name : value
      case "mount": places.reduce(value) { PathText.replaced($0, $1.from, $1.to) }
      default: value
      }
    }
    return edit.text == text ? nil : edit.text
  }
}
