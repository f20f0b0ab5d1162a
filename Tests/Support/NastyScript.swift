extension Archive {
  /// Python (its tarfile writes any member name): makes NAME.tar for each kind in the folder argv[1].
  static let nastyScript = #"""
    import gzip, io, os, sys, tarfile

    folder = sys.argv[1]

    def member(name, data=b"", type=tarfile.REGTYPE, link="", mode=0o644, major=0, minor=0, pax=None):
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.mode, info.size = type, link, mode, len(data)
        info.devmajor, info.devminor = major, minor
        info.pax_headers = pax or {}
        return info, data

    def archive(kind, *members, format=tarfile.PAX_FORMAT):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=format) as tar:
            for info, data in members:
                tar.addfile(info, io.BytesIO(data) if info.type == tarfile.REGTYPE else None)
        with open(f"{folder}/{kind}.tar", "wb") as file:
            file.write(buffer.getvalue())
        return buffer.getvalue()

    DIR, SYM, LNK, CHR, BLK, FIFO = (tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE,
                                     tarfile.BLKTYPE, tarfile.FIFOTYPE)
    root = [member("./", type=DIR, mode=0o755), member("./etc/", type=DIR, mode=0o755),
            member("./etc/passwd", b"root:x:0:0::/root:/bin/sh\n")]

    whole = archive("whole", *root, member("./big", os.urandom(200000)))
    os.unlink(f"{folder}/whole.tar")
    with open(f"{folder}/truncated.tar", "wb") as file:
        file.write(whole[:100000])
    packed = gzip.compress(whole)
    with open(f"{folder}/truncated-gzip.tar.gz", "wb") as file:
        file.write(packed[:len(packed) // 2])
    archive("dot-dot", *root, member("../jailer-escaped", b"x"))
    archive("absolute", *root, member("/jailer-escaped", b"x"))
    archive("hard-link-out", *root, member("./h", type=LNK, link="../../etc/passwd"))
    archive("hard-link-to-nothing", *root, member("./h", type=LNK, link="./no/such"))
    archive("symlink-out", *root, member("./a", type=SYM, link="../../.."),
            member("./a/jailer-escaped", b"x"))
    archive("symlink-member", *root, member("./a", type=SYM, link="/"),
            member("./a/jailer-escaped", b"x"))
    open(f"{folder}/empty.tar", "wb").close()
    archive("empty-tar")
    with open(f"{folder}/no-archive.tar", "wb") as file:
        file.write(b"this is no archive\n" * 1000)

    archive("devices", *root, member("./dev/", type=DIR, mode=0o755),
            member("./dev/null", type=CHR, mode=0o666, major=1, minor=3),
            member("./dev/loop0", type=BLK, mode=0o660, major=7), member("./pipe", type=FIFO))
    archive("hard-links", *root, member("./one", b"same\n"), member("./two", type=LNK, link="./one"),
            member("./three", type=LNK, link="./one"))
    archive("set-id", *root, member("./su", b"#!/bin/sh\n", mode=0o4755), member("./tmp/", type=DIR, mode=0o1777))
    archive("strange-names", *root, member("./ name with blanks ", b"x"), member("./-rf", b"x"),
            member("./tab\tnew\nline", b"x"), member("./\u00e9", b"x"), member("./*", b"x"),
            member("./..c", b"x"), member("./a..b/", type=DIR, mode=0o755), member("./a..b/c", b"x"))
    archive("attributes", *root, member("./marked", b"x", pax={"SCHILY.xattr.user.note": "kept"}))
    archive("deep", *root, *[member("./" + "d/" * n, type=DIR, mode=0o755) for n in range(1, 200)])
    archive("long-name", *root, member("./" + "n" * 255, b"x"))

    # A sparse file of 64 MiB with one block of data at its end (GNU's old sparse format).
    import subprocess, tempfile
    with tempfile.TemporaryDirectory() as stage:
        os.makedirs(f"{stage}/etc")
        with open(f"{stage}/etc/passwd", "w") as file:
            file.write("root:x:0:0::/root:/bin/sh\n")
        with open(f"{stage}/sparse", "wb") as file:
            file.truncate(64 << 20)
            file.seek((64 << 20) - 4096)
            file.write(b"e" * 4096)
        subprocess.run(["tar", "-S", "-C", stage, "-cf", f"{folder}/sparse.tar", "."], check=True)
    """#
}
