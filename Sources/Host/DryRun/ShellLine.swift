import Facts
import Wire

/// An action as the lines of shell that would do the same.
enum ShellLine {
  static func command(_ argv: [String]) -> String {
    guard let program = argv.first else { return "" }
    return ([quoted(program: program)] + argv.dropFirst().map(ShellWord.quote)).joined(
      separator: " ")
  }

  /// By its bare name where root's PATH finds it.
  private static func quoted(program: String) -> String {
    guard let slash = program.lastIndex(of: "/") else { return ShellWord.quote(program) }
    let name = String(program[program.index(after: slash)...])
    return ShellWord.quote(Tools.folders.contains(String(program[..<slash])) ? name : program)
  }

  static func lines(_ action: Action) -> [String] {
    switch action {
    case .run(let argv): [command(argv)]
    case .pipe(let parts): pipe(parts.map(command))
    case .write(let path, let text, let mode, _): write(text, to: path) + chmod(mode, 0o644, path)
    case .copy(let from, let to, let mode, _):
      ["cp \(ShellWord.quote(from)) \(ShellWord.quote(to))"] + chmod(mode, 0o644, to)
    case .remove(let path, let tree): ["rm \(tree ? "-r" : "-d") \(ShellWord.quote(path))"]
    case .directory(let path, let mode, _):
      ["mkdir -p \(ShellWord.quote(path))"] + chmod(mode, 0o755, path)
    case .rename(let from, let to): ["mv -n \(ShellWord.quote(from)) \(ShellWord.quote(to))"]
    case .fetch(let download): fetch(download)
    case .unpack(let archive, let into):
      ["tar -xpf \(ShellWord.quote(archive)) -C \(ShellWord.quote(into))"]
    case .wait(let things, let most):
      [
        "# wait until \(things.map(\.described).joined(separator: " and ")) is gone, at most \(most) ms"
      ]
    case .invoke(let argv): [command(["jailer"] + argv)]
    }
  }

  /// The first place that has it counts; what it must be is a comment where only a MANIFEST knows.
  private static func fetch(_ download: Download) -> [String] {
    let to = ShellWord.quote(download.to)
    let tries = download.urls.map { "curl -fL -o \(to) \(ShellWord.quote($0))" }
    let lines = tries.enumerated().map { $0.offset < tries.count - 1 ? "\($0.element) ||" : $0.element }
    switch download.digest {
    case .sha256(let digits): return lines + ["echo \(ShellWord.text("\(digits)  \(download.to)")) | sha256sum -c"]
    case .listed(let manifest, let member):
      return lines + ["# its SHA-256 must be that of \(Printable.clean(member)) in \(Printable.clean(manifest))"]
    case .none: return lines
    }
  }

  private static func pipe(_ commands: [String]) -> [String] {
    commands.enumerated().map { index, command in
      (index == 0 ? "(" : " ") + command + (index == commands.count - 1 ? ")" : " |")
    }
  }

  private static func chmod(_ mode: Int, _ usual: Int, _ path: String) -> [String] {
    mode == usual ? [] : ["chmod \(String(mode, radix: 8)) \(ShellWord.quote(path))"]
  }

  private static func write(_ text: String, to path: String) -> [String] {
    let target = ShellWord.quote(path)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard text.hasSuffix("\n") else {
      return text.isEmpty ? [": > \(target)"] : ["printf %s \(ShellWord.text(text)) > \(target)"]
    }
    // echo(1) disagrees with itself on backslashes and on a - in front.
    if lines.count == 2, !text.contains("\\"), !text.hasPrefix("-") {
      return ["echo \(ShellWord.text(lines[0])) > \(target)"]
    }
    var mark = "EOF"
    while lines.contains(mark) { mark += "_" }
    return ["cat > \(target) <<'\(mark)'"] + lines.dropLast().map { Printable.clean($0) } + [mark]
  }

  /// In one line, for messages.
  static func short(_ parts: [[String]]) -> String {
    cut(parts.map(command).joined(separator: " | "))
  }

  static func short(_ action: Action) -> String {
    switch action {
    case .run(let argv): short([argv])
    case .pipe(let parts): short(parts)
    case .write(let path, _, _, _): cut("writing \(Printable.clean(path))")
    case .fetch(let download): cut("fetching \(Printable.clean(download.urls.first ?? download.to))")
    default: cut(lines(action).first ?? "")
    }
  }

  private static func cut(_ line: String) -> String {
    line.count > 300 ? line.prefix(297) + "..." : line
  }
}
