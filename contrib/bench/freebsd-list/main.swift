import Facts
import Glibc
import Platform
import Posix
import Wire

// usage: freebsd-list ROOT LIBRARY FACT ROUNDS
// Reads the fact `jails` or `overview` as on FreeBSD, with the confs below ROOT and the jails that LIBRARY's jail_get(2)
// knows. Prints how many jails there are, how many of them run, and the median of the milliseconds.
let words = CommandLine.arguments
guard words.count == 5, let fact = Fact(rawValue: words[3]), let rounds = Int(words[4]), rounds > 0 else {
  fatalError("usage: freebsd-list ROOT LIBRARY FACT ROUNDS")
}
let paths = Paths(root: words[1], system: .freeBSD)
let facts = FactsReader(paths: paths, tools: Tools(beside: "/", system: .freeBSD, library: words[2]))

do throws(Fault) {
  var times: [Double] = []
  var jails: [JSON] = []
  for _ in 0..<rounds {
    let clock = ContinuousClock()
    let begun = clock.now
    let read = try facts.gather([fact])
    let taken = begun.duration(to: clock.now).components
    times.append(Double(taken.seconds) * 1e3 + Double(taken.attoseconds) / 1e15)
    jails = read[fact.rawValue]?.array ?? []
  }
  let running = jails.filter { $0.object?["jid"] != nil }.count
  print(jails.count, running, times.sorted()[rounds / 2])
} catch {
  print("freebsd-list: \(error.message): \(error.cause ?? "")")
  exit(1)
}
