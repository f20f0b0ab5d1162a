import Facts
import Wire

/// What is there of a step's things. Not to be able to tell is an error.
struct Proof {
  let probe: Probe
  init(_ probe: Probe) { self.probe = probe }

  func present(_ things: [Thing]) throws(StepError) -> [Thing] {
    var present: [Thing] = []
    do throws(Fault) {
      for thing in things where try probe.exists(thing) { present.append(thing) }
    } catch {
      throw .failed(error, untouched: true)
    }
    return present
  }

  /// - Throws: `exists`.
  func allAbsent(_ things: [Thing]) throws(StepError) {
    guard let there = try present(things).first else { return }
    throw .failed(Fault(.exists, "\(there.described) exists already"), untouched: true)
  }
}

extension Thing {
  /// "the dataset zroot/jails/db0"
  var described: String { "the \(kind.rawValue) \(Printable.clean(value))" }
}
