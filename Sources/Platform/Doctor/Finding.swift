import Wire

/// One difference between what is configured and what is.
public struct Finding: Sendable {
  public enum Area: String, Sendable { case bridge, member, address, rules, dhcp }
  public let area: Area
  /// A bridge, a jail, or what the rules are for.
  public let subject: String
  public let configured: String
  public let running: String
  /// What mends it, as a user would type it.
  public let command: String
  /// The steps of that, where `doctor --fix` mends it in a way of its own.
  public let mending: [Step]

  public init(
    _ area: Area, _ subject: String, configured: String, running: String, command: String, mending: [Step] = []
  ) {
    self.area = area
    self.subject = subject
    self.configured = configured
    self.running = running
    self.command = command
    self.mending = mending
  }
}
