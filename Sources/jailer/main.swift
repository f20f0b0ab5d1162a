import Glibc
import Host

func word(_ index: Int) -> [UInt8] {
  guard let text = CommandLine.unsafeArgv[index] else { return [] }
  return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
}

var arguments: [[UInt8]] = []
for index in 1..<max(1, Int(CommandLine.argc)) { arguments.append(word(index)) }
Host(Context.current(name: String(decoding: word(0), as: UTF8.self))).exit(arguments: arguments)
