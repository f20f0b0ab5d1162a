extension Archive {
  /// Makes /mnt/repo, a Debian repository of the suite `toy` with test doubles of a base system and of apt. Its dpkg does
  /// nothing, as busybox is all there is to configure; with /etc/hold in the system it waits for ever.
  static let debianScript = #"""
    set -eu
    arch=$(dpkg --print-architecture)
    mkdir -p /mnt/deb && cd /mnt/deb
    mkdir -p base/DEBIAN base/bin base/usr/bin base/etc base/tmp apt/DEBIAN
    cp /bin/busybox base/bin/busybox
    for name in cat chmod chown cp env id ln ls mkdir mv printf rm sh sleep test touch true; do ln -s busybox base/bin/$name; done
    cat >base/usr/bin/dpkg <<'END'
    #!/bin/sh
    if [ -e /etc/hold ]; then touch /etc/held; while :; do sleep 1; done; fi
    END
    chmod 755 base/usr/bin/dpkg
    if [ "${1:-}" = hold ]; then touch base/etc/hold; fi
    echo root:x:0:0:root:/root:/bin/sh >base/etc/passwd
    echo root:x:0: >base/etc/group
    for name in base apt; do
      printf 'Package: %s\nVersion: 1\nArchitecture: %s\nEssential: %s\nPriority: required\nMaintainer: x <x@localhost>\nDescription: test double\n' \
        $name "$arch" "$([ $name = base ] && echo yes || echo no)" >$name/DEBIAN/control
    done
    lists=/mnt/repo/dists/toy/main/binary-$arch
    mkdir -p "$lists" /mnt/repo/pool
    cd /mnt/repo
    for name in base apt; do
      dpkg-deb --root-owner-group -b /mnt/deb/$name pool/$name.deb >/dev/null
      dpkg-deb -f pool/$name.deb
      printf 'Filename: pool/%s.deb\nSize: %s\nSHA256: %s\n\n' $name "$(stat -c %s pool/$name.deb)" "$(sha256sum <pool/$name.deb | cut -c 1-64)"
    done >"$lists/Packages"
    cd dists/toy
    list=main/binary-$arch/Packages
    printf 'Suite: toy\nCodename: toy\nComponents: main\nArchitectures: %s\nDate: %s\nSHA256:\n %s %s %s\n' "$arch" \
      "$(LC_ALL=C date -u -R)" "$(sha256sum <$list | cut -c 1-64)" "$(stat -c %s $list)" $list >Release
    """#
}

extension World {
  /// A Debian repository with the suite `toy`, which is what `jailer_debian_mirror` names.
  /// - Parameter holding: configuring its packages never ends; `etc/held` in the new root says that it has begun.
  public func withDebian(holding: Bool = false) throws {
    try initialise()
    let script = holding ? "set -- hold\n" + Archive.debianScript : Archive.debianScript
    try sh(script).orFail()
    let conf = read("\(Self.root)/etc/jailer.conf") ?? ""
    try write(
      "\(Self.root)/etc/jailer.conf", conf + "jailer_debian_mirror=\"[trusted=yes] copy:///mnt/repo\"\n")
  }
}
