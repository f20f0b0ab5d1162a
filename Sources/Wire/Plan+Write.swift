extension Plan {
  public var json: JSON {
    var object: JSON.Object = ["tasks": .array(tasks.map(\.json))]
    if independent { object["independent"] = true }
    if waits { object["waits"] = true }
    if ordered { object["ordered"] = true }
    object["heading"] = heading.map(JSON.string)
    return .object(object)
  }
}

extension Plan.Task {
  var json: JSON {
    var object: JSON.Object = ["title": .string(title)]
    object["label"] = label.map(JSON.string)
    object["claims"] = JSON(claims)
    object["steps"] = .array(steps.map(\.json))
    return .object(object)
  }
}

extension Step {
  public var json: JSON {
    var object: JSON.Object = ["id": .string(id), "section": .string(section), "do": action.json]
    if !absent.isEmpty { object["absent"] = JSON(absent.map(\.text)) }
    if !gone.isEmpty { object["gone"] = JSON(gone.map(\.text)) }
    switch undo {
    case .inherent: break
    case .nothing: object["undo"] = "nothing"
    case .action(let action): object["undo"] = action.json
    case .irreversible:
      object["undo"] = .null
      object["irreversible"] = true
    }
    if retry > 0 { object["retry"] = .integer(retry) }
    object["lock"] = lock.map(JSON.string)
    object["progress"] = progress.map(JSON.string)
    return .object(object)
  }
}

extension Action {
  public var json: JSON {
    switch self {
    case .run(let argv): ["run": JSON(argv)]
    case .pipe(let parts): ["pipe": .array(parts.map { JSON($0) })]
    case .write(let path, let text, let mode, let within):
      ["write": file(["path": .string(path), "text": .string(text)], mode, within)]
    case .copy(let from, let to, let mode, let within):
      ["copy": file(["from": .string(from), "to": .string(to)], mode, within)]
    case .remove(let path, let tree): ["remove": ["path": .string(path), "tree": .bool(tree)]]
    case .directory(let path, let mode, let within): ["directory": file(["path": .string(path)], mode, within)]
    case .rename(let from, let to): ["rename": ["from": .string(from), "to": .string(to)]]
    case .fetch(let download): ["fetch": download.json]
    case .unpack(let archive, let into): ["unpack": ["archive": .string(archive), "into": .string(into)]]
    case .wait(let gone, let atMost): ["wait": ["gone": JSON(gone.map(\.text)), "at-most": .integer(atMost)]]
    case .invoke(let argv): ["invoke": JSON(argv)]
    }
  }
}

private func file(_ members: JSON.Object, _ mode: Int, _ within: String?) -> JSON {
  var object = members
  let digits = String(mode, radix: 8)
  object["mode"] = .string(String(repeating: "0", count: max(0, 4 - digits.count)) + digits)
  object["within"] = within.map(JSON.string)
  return .object(object)
}
