import Glibc
import JailConf

/// libFuzzer's way in: any bytes as a jail.conf(5) text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let text = Array(UnsafeBufferPointer(start: bytes, count: count))
  if let fault = Exercise.fault(in: text) {
    print(fault)
    abort()
  }
  return 0
}
