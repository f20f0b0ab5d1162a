import PluginKit
import Wire

// All core verbs are one executable under many names (hard links): one copy of Swift's runtime instead of fifteen.
let name = CommandLine.arguments.first.map { String($0.split(separator: "/").last ?? "") } ?? ""

// A switch: to make a dictionary of functions takes Swift 0.3 ms at each start.
Plugin.serve { request throws(Fault) in
  switch name {
  case "console": try Console.plan(request)
  case "create": try Create.plan(request)
  case "destroy": try Destroy.plan(request)
  case "edit": try Edit.plan(request)
  case "exec": try Exec.plan(request)
  case "image": try Image.plan(request)
  case "info": try Info.plan(request)
  case "init": try Init.plan(request)
  case "list": try List.plan(request)
  case "network": try Network.plan(request)
  case "restart": try Restart.plan(request)
  case "start": try Start.plan(request)
  case "startall": try StartAll.plan(request)
  case "stop": try Stop.plan(request)
  case "stopall": try StopAll.plan(request)
  default:
    throw Fault(.configuration, "this executable has no verb \(Printable.quoted(name))", hint: "install jailer again")
  }
}
