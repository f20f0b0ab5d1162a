import Foundation
import Testing
import Wire

@testable import Host

struct HelpTests {
  static let members = """
    "core":true,"aliases":["snapshot"],"description":["Snapshots cost nothing until files change."],"commands":[
      {"path":["snap"],"summary":"take a snapshot","changes":true,
       "description":["Takes it of the jail's own dataset. A name can be given; else the time is the name.",".dots and 'quotes' at the start of a line \\\\ are text."],
       "operands":[{"name":"target","type":"jail[@snapshot]","required":true,"help":"the jail, and perhaps the snapshot's name"}],
       "options":[{"name":"recursive","short":"r","help":"with all that is below"},
         {"name":"keep","short":"k","type":"integer","value":"COUNT","help":"how many old ones are kept; those that are older than the newest COUNT are destroyed once the new one is there"},
         {"name":"kind","type":"choice","choices":["thin","full"],"help":"what is taken"},
         {"name":"label","type":"string","repeats":true,"value":"KEY=VALUE","help":"a label"}],
       "examples":[{"command":"jailer snap app0@prod","does":"takes the snapshot prod of app0"},
         {"command":"jailer snap -r app0","does":"takes one of app0 and all below"}]},
      {"path":["snap","list"],"summary":"list snapshots","operands":[{"name":"jail","type":"jail"}]}]
    """

  @Test func command() throws {
    let manifest = try manifest("snap", Self.members)
    #expect(
      HelpText.command(["snap"], manifest) == """
        usage: jailer snap [-r] [-k COUNT] [--kind thin|full] [--label KEY=VALUE]...
               TARGET

        Take a snapshot.

        Takes it of the jail's own dataset. A name can be given; else the time is the
        name.

        .dots and 'quotes' at the start of a line \\ are text.

        Arguments:
          TARGET  the jail, and perhaps the snapshot's name

        Options:
          -r, --recursive        with all that is below
          -k, --keep COUNT       how many old ones are kept; those that are older than
                                 the newest COUNT are destroyed once the new one is
                                 there
              --kind thin|full   what is taken: thin or full
              --label KEY=VALUE  a label

        Examples:
          jailer snap app0@prod
              takes the snapshot prod of app0
          jailer snap -r app0
              takes one of app0 and all below

        Commands:
          snap list  list snapshots

        Also called snapshot.

        -D, -j, -v, -y, --root, --facts and --color are explained by `jailer help`.

        """)
  }

  @Test func group() throws {
    let manifest = try manifest(
      "image",
      """
      "commands":[{"path":["image","list"],"summary":"list the images"},
        {"path":["image","use"],"summary":"choose the default image","changes":true,"operands":[{"name":"name","type":"image","required":true}]}]
      """)
    #expect(
      HelpText.command(["image"], manifest) == """
        usage: jailer image list
               jailer image use NAME

        Try image.

        Commands:
          image list  list the images
          image use   choose the default image

        `jailer help image COMMAND` explains one.

        """)
  }

  @Test func overview() throws {
    let installation = try Installation()
    try installation.plugin("snap", Self.members, script: "")
    try installation.plugin("greet", script: "")
    try installation.write("{", to: "\(installation.plugins)/broken.json")
    try installation.write(Installation.manifest("gone"), to: "\(installation.plugins)/gone.json")
    let result = try installation.run("help")
    #expect(result == (try installation.run()))
    #expect(result.status == 0)
    #expect(
      result.output == """
        usage: jailer [-Djvy] [--root DIR] [--facts FILE] [--color WHEN] VERB
               [ARGUMENTS]

        Verbs:
          facts    print what is known of this machine
          help     explain a verb
          recover  finish or take back what was interrupted
          snap     try snap
          version  print the version

        Plugins:
          greet  try greet

        Disabled:
          broken  broken.json is not JSON: line 1, column 1: string or '}' expected near
                  end of file
          gone    the executable gone is missing

        Options of every verb:
          -D, --dry-run     print what would be done, change nothing
          -j, --json        print JSON
          -v, --verbose     print each command, and what plugins log
          -y, --yes         answer questions with yes
              --root DIR    keep configuration, state and jails below DIR
              --facts FILE  plan against facts that `jailer facts -j` wrote, of any
                            machine; only with -D
              --color WHEN  auto, always or never; NO_COLOR in the environment means
                            never
              --help        print help

        `jailer help VERB` explains a verb.

        """)
    #expect(
      try installation.run("help", "snap", "list").output == (try installation.run("snap", "list", "--help").output))
    #expect(
      try installation.run("snap", "--help").output == HelpText.command(["snap"], try manifest("snap", Self.members)))
    #expect(try installation.run("--help", "version").output == "usage: jailer version\n\nPrint the version.\n")
    #expect(
      try installation.run("help", "snap", "lst")
        == .init(status: 64, output: "", error: "jailer: snap has no command \"lst\"\n  did you mean list?\n"))
    #expect(
      try installation.run("help", "-j", "greet").output == """
        {
          "name": "greet",
          "summary": "try greet",
          "aliases": [],
          "commands": [
            {
              "command": [
                "greet"
              ],
              "usage": "jailer greet",
              "summary": "try greet",
              "changes": true,
              "operands": [],
              "options": [],
              "examples": []
            }
          ]
        }

        """)
  }

  @Test func manualPage() throws {
    let page = ManualPage(manifest: try manifest("snap", Self.members)).text
    #expect(
      page == #"""
        .Dd November 22, 2026
        .Dt JAILER-SNAP 8
        .Os
        .Sh NAME
        .Nm jailer-snap
        .Nd try snap
        .Sh SYNOPSIS
        .Nm jailer
        .Cm snap
        .Op Fl r
        .Op Fl k Ar COUNT
        .Op Fl -kind Ar thin|full
        .Op Fl -label Ar KEY=VALUE Ns ...
        .Ar TARGET
        .Nm jailer
        .Cm snap list
        .Op Ar JAIL
        .Sh DESCRIPTION
        Try snap.
        .Pp
        Snapshots cost nothing until files change.
        .Ss jailer snap
        Take a snapshot.
        .Pp
        Takes it of the jail's own dataset.
        A name can be given; else the time is the name.
        .Pp
        \&.dots and 'quotes' at the start of a line \e are text.
        .Bl -tag -width indent
        .It Ar TARGET
        The jail, and perhaps the snapshot's name.
        .It Fl r , Fl -recursive
        With all that is below.
        .It Fl k , Fl -keep Ar COUNT
        How many old ones are kept; those that are older than the newest COUNT are
        destroyed once the new one is there.
        .It Fl -kind Ar thin|full
        What is taken: thin or full.
        .It Fl -label Ar KEY=VALUE
        A label.
        .El
        .Ss jailer snap list
        List snapshots.
        .Bl -tag -width indent
        .It Ar JAIL
        Jail.
        .El
        .Sh EXIT STATUS
        The exit status is 0 on success and another one on failure; all of them are
        listed in
        .Xr jailer 8 .
        .Sh EXAMPLES
        Takes the snapshot prod of app0.
        .Bd -literal -offset indent
        jailer snap app0@prod
        .Ed
        .Pp
        Takes one of app0 and all below.
        .Bd -literal -offset indent
        jailer snap -r app0
        .Ed
        .Sh SEE ALSO
        .Xr jailer 8

        """#)
  }

  static let mandoc = ["/usr/bin/mandoc", "/usr/local/bin/mandoc"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: mandoc != nil, "mandoc is not installed")) func manualPageIsClean() throws {
    let installation = try Installation()
    let file = "\(installation.root)/page.8"
    try installation.write(ManualPage(manifest: try manifest("snap", Self.members)).text, to: file)
    let lint = Process()
    lint.executableURL = URL(fileURLWithPath: try #require(Self.mandoc))
    lint.arguments = ["-T", "lint", "-W", "warning", file]
    let said = Pipe()
    lint.standardOutput = said
    lint.standardError = said
    try lint.run()
    let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    lint.waitUntilExit()
    #expect(text == "")
    #expect(lint.terminationStatus == 0)
  }
}
