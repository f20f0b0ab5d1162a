import Wire

/// The output of jls(8).
struct JlsTable {
  enum Style: Equatable, Sendable {
    case text
    case json(pretty: Bool)

    init?(_ word: String) {
      let words = word.split(separator: ",")
      guard words.contains("json"), words.allSatisfy({ $0 == "json" || $0 == "pretty" }) else {
        return nil
      }
      self = .json(pretty: words.contains("pretty"))
    }
  }

  let flags: Flags
  let style: Style

  func text(_ rows: [JlsRow]) -> String {
    if case .json(let pretty) = style { return json(rows).text(indented: pretty) + "\n" }
    if !flags.operands.isEmpty || flags.has("n") || flags.has("s") { return named(rows) }
    return flags.has("v") ? verbose(rows) : columns(rows)
  }

  private func columns(_ rows: [JlsRow]) -> String {
    let byName = flags.has("N")
    var text = byName ? " JID             " : "   JID  "
    text += "\(pad("IP Address", 15)) \(pad("Hostname", 29)) Path\n"
    for row in rows {
      let id = byName ? " \(pad(row.name, 15)) " : "\(left("\(row.jid)", 6))  "
      text +=
        "\(id)\(pad("-", 15)) \(pad(row.value("host.hostname"), 29)) \(Printable.clean(row.value("path")))\n"
    }
    return text
  }

  private func verbose(_ rows: [JlsRow]) -> String {
    var text =
      "   JID  Hostname                      Path\n        Name                          State\n"
    text += "        CPUSetID\n        IP Address(es)\n"
    for row in rows {
      text +=
        "\(left("\(row.jid)", 6))  \(pad(row.value("host.hostname"), 29)) \(Printable.clean(row.value("path")))\n"
      text += "        \(pad(row.name, 29)) \(row.isDying ? "DYING" : "ACTIVE")\n"
      text += "        \(row.value("cpuset.id"))\n"
    }
    return text
  }

  private var parameters: [String] {
    flags.operands.isEmpty ? JlsRow.allParameters : flags.operands
  }

  private func named(_ rows: [JlsRow]) -> String {
    var text = ""
    if flags.has("h") { text += parameters.joined(separator: " ") + "\n" }
    for row in rows {
      var shown = parameters
      // A jail(8)-style line has no place for what can't be set.
      if flags.has("s") && flags.operands.isEmpty {
        shown = shown.filter { $0 != "dying" && $0 != "children.cur" }
      }
      text += shown.map { word($0, row.value($0)) }.joined(separator: " ") + "\n"
    }
    return text
  }

  private func word(_ name: String, _ raw: String) -> String {
    let named = flags.has("n") || flags.has("s")
    if named && JlsRow.isBool(name) { return raw == "true" ? name : Support.negative(name) }
    let clean = Printable.clean(raw)
    let value = flags.has("q") || flags.has("s") ? Export.quoted(clean) : clean
    if named { return "\(name)=\(raw.isEmpty && !flags.has("s") && !flags.has("q") ? "" : value)" }
    return raw.isEmpty && !flags.has("q") ? "-" : value
  }

  private func pad(_ text: String, _ width: Int) -> String {
    let clean = String(Printable.clean(text).prefix(width))
    return clean + String(repeating: " ", count: max(0, width - clean.count))
  }

  private func left(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

extension JlsTable {
  func json(_ rows: [JlsRow]) -> JSON {
    let jails = rows.map { row -> JSON in
      if !flags.operands.isEmpty || flags.has("n") || flags.has("s") {
        return .object(JSON.Object(unique: parameters.map { ($0, value($0, row)) }))
      }
      return flags.has("v") ? verbose(row) : columns(row)
    }
    return ["__version": "3", "jail-information": ["jail": .array(jails)]]
  }

  private func value(_ name: String, _ row: JlsRow) -> JSON {
    let raw = row.value(name)
    if JlsRow.isAddresses(name) { return JSON(raw.split(separator: ",").map(String.init)) }
    if flags.has("n") && JlsRow.isBool(name) { return .bool(raw == "true") }
    return .string(raw)
  }

  private func columns(_ row: JlsRow) -> JSON {
    let id: (name: String, value: JSON) =
      flags.has("N") ? ("name", .string(row.name)) : ("jid", .integer(row.jid))
    return .object(
      JSON.Object(unique: [
        id, ("ipv4", ""), ("hostname", .string(row.value("host.hostname"))),
        ("path", .string(row.value("path"))),
      ]))
  }

  private func verbose(_ row: JlsRow) -> JSON {
    [
      "jid": .integer(row.jid), "hostname": .string(row.value("host.hostname")),
      "path": .string(row.value("path")),
      "name": .string(row.name), "state": row.isDying ? "DYING" : "ACTIVE",
      "cpusetid": .integer(Int(row.value("cpuset.id")) ?? 0), "ipv4-addrs": [], "ipv6_addrs": [],
    ]
  }
}
