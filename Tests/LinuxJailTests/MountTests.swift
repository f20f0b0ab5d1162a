import Posix
import Testing

@Suite(.enabled(if: World.reason == nil, "\(World.reason ?? "")"), .serialized) struct MountTests {
  @Test func mountsLinesAndFilesInOrder() throws {
    try World.with { world in
      try Files.makeDirectories("\(world.root)/data/deep")
      try Files.write("seen\n", to: "\(world.root)/data/file")
      try Files.write(
        """
        # a comment
        \(world.root)/data \(world.root)/j/mnt nullfs ro,late 0 0
        tmpfs \(world.root)/j/tmp tmpfs rw,size=1m,mode=1777 0 0
        linprocfs \(world.root)/j/proc linprocfs rw 0 0
        linsysfs \(world.root)/j/sys linsysfs rw 0 0
        devfs \(world.root)/j/dev devfs rw 0 0

        """, to: "\(world.root)/fstab")
      try world.configure(#"a { path = "%J"; persist; mount.fstab = "%R/fstab"; }"#)
      let result = try world.run(
        """
        jail -qc a || exit 9
        jexec a cat /mnt/file
        jexec a touch /mnt/x 2>/dev/null; echo $?
        jexec a sh -c 'touch /tmp/x; ls /sys/class/net /dev/pts/ptmx'
        touch $R/data/deep/later; jexec a ls /mnt/deep
        jail -qr a; echo $?
        grep -c $R /proc/self/mountinfo; ls $J/tmp
        """)
      #expect(result.error == "")
      #expect(
        result.lines
          == ["seen", "1", "/dev/pts/ptmx", "", "/sys/class/net:", "lo", "later", "0", "0"].filter {
            $0 != ""
          })
    }
  }

  @Test func overlaysTheRootItself() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%R/root"; persist; mount.devfs; exec.prestart = "cat %R/root/etc/passwd | head -1";
            mount = "overlay %R/root overlay lowerdir=%J,upperdir=%R/o/upper,workdir=%R/o/work 0 0";
            exec.start = "touch /etc/new"; }
        """)
      let result = try world.run(
        """
        mkdir $R/o $R/root; mount -t tmpfs t $R/o; mkdir $R/o/upper $R/o/work
        for i in 1 2 3; do jail -qc a || exit 9; jail -qr a || exit 8; done
        ls $R/o/upper/etc $R/root; [ -e $J/etc/new ]; echo $?
        """)
      #expect(result.error == "")
      #expect(result.status == 0)
      #expect(result.lines.last == "1" && result.lines.contains("new"))
    }
  }

  @Test func refusesWhatLeadsOutOfTheJail() throws {
    try World.with { world in
      try Files.makeDirectories("\(world.root)/outside/deep")
      try Files.symlink("\(world.root)/outside", at: "\(world.root)/j/link")
      try world.configure(
        """
        a { path = "%J"; persist; mount = "tmpfs %J/link tmpfs rw 0 0"; }
        b { path = "%J"; persist; mount = "tmpfs %J/link/deep tmpfs rw 0 0"; }
        c { path = "%J"; persist; mount = "tmpfs mnt tmpfs rw 0 0"; }
        d { path = "%J"; persist; mount = "tmpfs %J/none tmpfs rw 0 0"; }
        e { path = "%J"; persist; mount = "proc %R/outside proc rw 0 0"; }
        f { path = "%J"; persist; mount = "x %J/mnt unionfs rw 0 0"; }
        g { path = "%J"; persist; mount = "x %J/mnt"; }
        """)
      let result = try world.run(
        """
        for j in a b c d e f g; do jail -c $j; done
        rmdir $J/dev; ln -s $R/outside $J/dev; jail -c a; jail -c h
        grep -c $R /proc/self/mountinfo
        """)
      let path = "\(world.root)/j"
      #expect(
        result.error == """
          jail: a: mount: tmpfs on \(path)/link: is or leads through a symbolic link
          jail: b: mount: tmpfs on \(path)/link/deep: is or leads through a symbolic link
          jail: c: mount: mnt: not an absolute pathname
          jail: d: mount: tmpfs on \(path)/none: No such file or directory
          jail: e: mount: \(world.root)/outside: proc must be below the jail's path
          jail: f: mount: \(path)/mnt: unionfs is not supported on Linux
          jail: g: mount: x \(path)/mnt: not a line of fstab(5)
          jail: a: mount: tmpfs on \(path)/link: is or leads through a symbolic link
          jail: "h" not found

          """)
      #expect(result.output == "0\n")
      try world.configure(#"a { path = "%J"; persist; mount.devfs; }"#)
      #expect(
        try world.run("jail -c a").error
          == "jail: a: mount.devfs: \(path)/dev: is or leads through a symbolic link\n")
    }
  }

  @Test func keepsWhatItCouldNotUnmount() throws {
    try World.with { world in
      try world.configure(
        #"a { path = "%J"; persist; mount = "tmpfs %J/mnt tmpfs rw 0 0"; exec.poststop = "echo post"; exec.release = "echo release"; }"#
      )
      let result = try world.run(
        """
        jail -qc a || exit 9
        (cd $J/mnt; exec sleep 100) & P=$!
        until [ "$(readlink /proc/$P/cwd)" = $J/mnt ]; do sleep 0.02; done
        jail -qr a; echo $?
        jls | wc -l
        jail -qc a; echo $?
        kill $P; wait $P
        jail -qc a; echo $?; jail -qr a; echo $?; grep -c $R /proc/self/mountinfo
        """)
      #expect(result.lines == ["post", "release", "1", "1", "1", "0", "post", "release", "0", "0"])
      #expect(
        result.error.contains("jail: a: umount \(world.root)/j/mnt: Device or resource busy\n"))
    }
  }

  @Test func movesInterfacesInAndBack() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%J"; persist; vnet; vnet.interface = "d0", "e0b"; exec.prestart = "ip link add e0a type veth peer name e0b";
            exec.start = "ip link set e0b up"; exec.poststop = "ip link del e0a"; }
        """)
      let result = try world.run(
        """
        ip link add d0 type veth peer name d1
        jail -qc a || exit 9
        ip -o link | grep -c 'd0@\\|e0b@'
        jexec a ip -o link | wc -l
        ip -n a -o link | wc -l
        jail -c a; jail -qr a; echo $?
        ip -o link | grep -c d0@; ip -o link | wc -l; ls /run/netns
        touch /run/netns/a; jail -c a; ls /run/netns
        """)
      #expect(result.lines == ["0", "3", "3", "0", "1", "3", "a"])
      #expect(
        result.error == """
          jail: "a" already exists
          jail: a: vnet: /run/netns/a exists already

          """)
    }
  }
}
