import Wire

/// How far a transaction has come, by its journal.
struct Standing {
  var begun: [Int: Before] = [:]
  var done: Set<Int> = []
  var undone: Set<Int> = []
  var children: [Int: [ProcessMark]] = [:]
  var isTakingBack = false
  var isStuck = false
  var isOver = false

  init() {}

  init(_ records: [Record]) {
    for record in records { note(record) }
  }

  mutating func note(_ record: Record) {
    switch record {
    case .head, .plan: break
    case .begin(let step, let before): begun[step] = before
    case .children(let step, let marks): children[step, default: []] += marks
    case .done(let step): done.insert(step)
    case .takingBack: isTakingBack = true
    case .undone(let step): undone.insert(step)
    case .stuck: isStuck = true
    case .end: isOver = true
    }
  }
}
