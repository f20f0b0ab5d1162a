import Platform
import PluginKit
import Wire

/// `jailer image import|fetch|list|list remote|use|remove`
enum Image {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    switch request.command.last {
    case "import": return try ImageImport.plan(asked)
    case "fetch": return try ImageFetch.plan(asked)
    case "remote": return try ImageListRemote.plan(asked)
    case "use": return try ImageUse.plan(asked)
    case "remove": return try ImageRemove.plan(asked)
    default: return try ImageList.plan(asked)
    }
  }
}
