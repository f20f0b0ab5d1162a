import Platform
import PluginKit
import Wire

/// `jailer image import|list|use|remove`
enum Image {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    switch request.command.last {
    case "import": return try ImageImport.plan(asked)
    case "use": return try ImageUse.plan(asked)
    case "remove": return try ImageRemove.plan(asked)
    default: return try ImageList.plan(asked)
    }
  }
}
