// apply-driver apply ROOT PLAN  |  apply-driver recover ROOT [again]  |  apply-driver claims ROOT
// A plan from a file through the host's own apply and recovery, with what came of it as JSON on standard output.

import Facts
import Glibc
import Host
import Posix
import Wire

import struct Platform.Paths

/// At once, for a test may be waiting for it.
func say(_ line: String) { try? Descriptor.write(Array((line + "\n").utf8), to: 1) }

let arguments = CommandLine.arguments
guard arguments.count >= 3 else { exit(64) }
let paths = Paths(root: arguments[2], system: .linux)
let machine = ApplyContext(paths: paths, tools: Tools(beside: "/usr/local/sbin", system: .linux))

func fail(_ fault: Fault) -> Never {
  say(fault.json.text())
  exit(fault.code.exitStatus)
}

func apply(_ path: String) throws(Fault) {
  let plan: Plan
  do {
    let json = try JSON.read(try Files.read(path, limit: Limits.reply), limit: Limits.reply)
    guard case .plan(let read, _) = try Reply(["protocol": 1, "id": "test", "plan": json]).body
    else { exit(64) }
    plan = read
  } catch {
    throw Fault(.protocolFault, "the plan can't be read", cause: "\(error)")
  }
  let lock = try PlanningLock.acquire(paths)
  let transaction = try Transaction.begin(plan, verb: "test", on: machine)
  lock.release()
  try transaction.apply { progress in
    switch progress {
    case .began(_, let title): say("began \(title)")
    case .done(_, let title): say("done \(title)")
    case .failed(_, let title): say("failed \(title)")
    case .ended(_, let title, let fault): say("ended \(title): \(fault.message)")
    case .bytes: break
    }
  }
}

do throws(Fault) {
  Interrupts.watch()
  switch arguments[1] {
  case "apply": try apply(arguments[3])
  case "recover":
    let lock = try PlanningLock.acquire(paths)
    for outcome in try Recovery.run(on: machine, arguments.count > 3 ? .again : .automatic) {
      say("\(outcome.kind.rawValue): \(outcome.text)")
      for line in outcome.remains { say("  \(line)") }
    }
    lock.release()
  case "claims": for claim in try Journals.claims(paths) { say("\(claim.text) \(claim.verb)") }
  default: exit(64)
  }
} catch {
  fail(error)
}
