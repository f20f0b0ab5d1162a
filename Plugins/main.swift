import PluginKit
import Wire

// All core verbs are one executable under many names (hard links): one copy of Swift's runtime instead of fifteen.
let path = CommandLine.unsafeArgv[0].map { String(cString: $0) } ?? ""
let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path

// A switch, and not CommandLine.arguments: to make the types of a dictionary of functions and of an array of arguments
// takes Swift 0.3 to 0.4 ms at each start, by a profile.
Plugin.serve { request throws(Fault) in
  switch name {
  case "clone": try Clone.plan(request)
  case "console": try Console.plan(request)
  case "create": try Create.plan(request)
  case "destroy": try Destroy.plan(request)
  case "doctor": try Doctor.plan(request)
  case "edit": try Edit.plan(request)
  case "exec": try Exec.plan(request)
  case "image": try Image.plan(request)
  case "info": try Info.plan(request)
  case "init": try Init.plan(request)
  case "list": try List.plan(request)
  case "nat": try Nat.plan(request)
  case "network": try Network.plan(request)
  case "rdr": try Rdr.plan(request)
  case "rename": try Rename.plan(request)
  case "restart": try Restart.plan(request)
  case "snap": try Snap.plan(request)
  case "start": try Start.plan(request)
  case "startall": try StartAll.plan(request)
  case "stop": try Stop.plan(request)
  case "stopall": try StopAll.plan(request)
  default:
    throw Fault(.configuration, "this executable has no verb \(Printable.quoted(name))", hint: "install jailer again")
  }
}
