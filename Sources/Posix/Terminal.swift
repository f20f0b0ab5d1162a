import CPosix
import Glibc

/// The terminal, if there is one.
public enum Terminal {
  public static func isTerminal(_ fd: Int32) -> Bool { isatty(fd) == 1 }

  /// Columns; nil if `fd` is no terminal or doesn't know.
  public static func width(_ fd: Int32 = 1) -> Int? {
    let width = cposix_window_width(fd)
    return width > 0 ? Int(width) : nil
  }

  /// Writes `prompt` to /dev/tty and reads one line from it, without its end; nil at end of file.
  /// With `secret` the line isn't shown. Throws ENXIO where there is no terminal.
  public static func ask(_ prompt: String, secret: Bool = false) throws(PosixError) -> String? {
    let terminal = try Files.open("/dev/tty", O_RDWR)
    var before = termios()
    try checkErrno(tcgetattr(terminal.raw, &before), "tcgetattr", "/dev/tty")
    if secret {
      var quiet = before
      quiet.c_lflag &= ~tcflag_t(ECHO)
      quiet.c_lflag |= tcflag_t(ECHONL)
      try checkErrno(tcsetattr(terminal.raw, TCSAFLUSH, &quiet), "tcsetattr", "/dev/tty")
    }
    defer { if secret { tcsetattr(terminal.raw, TCSAFLUSH, &before) } }
    try terminal.write(Array(prompt.utf8))
    return try line(terminal.raw)
  }

  /// One line from `fd`, byte by byte so that nothing after it is taken; nil at end of file.
  public static func line(_ fd: Int32, limit: Int = 65536) throws(PosixError) -> String? {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      var byte: UInt8 = 0
      let count = Glibc.read(fd, &byte, 1)
      if count < 0 { throw PosixError("read", errno: errno) }
      if count == 0 { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
      if byte == UInt8(ascii: "\n") { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
