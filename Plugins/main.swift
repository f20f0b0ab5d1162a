import PluginKit
import Wire

// All core verbs are one executable under many names (hard links): one copy of Swift's runtime instead of fifteen.
let planners: [String: Plugin.Planner] = [
  "clone": Clone.plan,
  "console": Console.plan,
  "create": Create.plan,
  "destroy": Destroy.plan,
  "edit": Edit.plan,
  "exec": Exec.plan,
  "image": Image.plan,
  "info": Info.plan,
  "init": Init.plan,
  "list": List.plan,
  "network": Network.plan,
  "rename": Rename.plan,
  "restart": Restart.plan,
  "snap": Snap.plan,
  "start": Start.plan,
  "startall": StartAll.plan,
  "stop": Stop.plan,
  "stopall": StopAll.plan,
]

let name = CommandLine.arguments.first.map { String($0.split(separator: "/").last ?? "") } ?? ""
Plugin.serve { request throws(Fault) in
  guard let planner = planners[name] else {
    throw Fault(.configuration, "this executable has no verb \(Printable.quoted(name))", hint: "install jailer again")
  }
  return try planner(request)
}
