extension String {
  /// Without what differs from run to run: random digits (hardware addresses, the names of what is on its way in or
  /// out), times, the sizes of snapshots, and where ip(8) and nft(8) are.
  var normalised: String {
    withoutHardwareAddresses
      .replacing(/(?<head>[.-])[a-z2-7]{24}/) { "\($0.head)ID" }
      .replacing(/clone-[0-9a-f]{8}/, with: "clone-XXXXXXXX")
      .replacing(/20[0-9]{2}-[0-9]{2}-[0-9]{2}(?<between>[- ])[0-9]{2}:[0-9]{2}:[0-9]{2}/) {
        "YYYY-MM-DD\($0.between)HH:MM:SS"
      }
      .replacing(/"time":[0-9]{10}/, with: "\"time\":SECONDS")
      // A jail that runs may have touched a file since.
      .replacing(/:SS  [0-9.]+[BKM] +-\n/, with: ":SS  SIZE  -\n").replacing(/SIZE +CLONES/, with: "SIZE  CLONES")
      .replacing(#//usr/sbin/ip|/usr/bin/ip|/sbin/ip/#, with: "/sbin/ip")
      .replacing(#//usr/sbin/nft|/usr/bin/nft|/sbin/nft/#, with: "/usr/sbin/nft")
  }

  /// Without their random digits, and those in what the kernel makes of them for addresses of IPv6.
  var withoutHardwareAddresses: String {
    replacing(/58:9c:fc(:[0-9a-f]{2}){3}/, with: "58:9c:fc:XX:XX:XX")
      .replacing(/5a9c:fcff:fe[0-9a-f]{2}:[0-9a-f]{1,4}/, with: "5a9c:fcff:feXX:XXXX")
      .replacing(/5a9cfcfffe[0-9a-f]{6}/, with: "5a9cfcfffeXXXXXX")
  }
}
