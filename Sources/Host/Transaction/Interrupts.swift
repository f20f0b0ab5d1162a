/// INT, TERM and HUP while a plan is applied.
public enum Interrupts {
  /// From now on the signals are noted instead of ending the process. Before the first `Transaction.begin`; once.
  public static func watch() {}

  /// The first signal that arrived, which the host raises again at its end.
  public static var received: Int32? { nil }
}
