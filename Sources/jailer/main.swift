import Glibc
import Host

let words = (0..<Int(CommandLine.argc)).map { index -> [UInt8] in
  guard let text = CommandLine.unsafeArgv[index] else { return [] }
  return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
}
let context = Context.current(name: String(decoding: words.first ?? [], as: UTF8.self))
Host(context).exit(arguments: Array(words.dropFirst()))
