#!/usr/bin/python3
"""A web server that misbehaves on purpose. It goes to the background once it listens.

usage: webserver.py FOLDER LOG [--port N] [--tls CERTIFICATE KEY]

/MODE/PATH is the file FOLDER/PATH. The mode is what happens to files whose names end in .txz; everything else is served
as it is. Each answered request is a line in LOG: the path, the Range that was asked for, the status, the bytes that
were sent, and whether credentials came along.

  plain                ranges, ETag and If-Range          norange   always the whole file
  cut                  ends after 300,000 bytes           cutwhole  the same, and no ranges
  gate                 half, then waits until /mnt/go is there
  trickle              16 KiB at a time                   stall     half, then nothing any more
  wrong                one byte is another                short     says that it is 1,000 bytes shorter, and is
  redirect, away, file, loop, down                        302 to: /plain, another host, file:, itself, http
  missing, error       404, 500                           endless   (MANIFEST too) never ends
"""

import argparse
import hashlib
import http.server
import os
import pathlib
import ssl
import time

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("log")
parser.add_argument("--port", type=int, default=8080)
parser.add_argument("--tls", nargs=2)
given = parser.parse_args()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        _, mode, *parts = self.path.split("/")
        path = given.folder / "/".join(parts)
        self.code, self.sent = 0, 0
        self.close_connection = True
        try:
            self.answer(mode if path.suffix == ".txz" or mode in ("endless", "error") else "plain", path)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            secret = "secret" if self.headers.get("Authorization") or self.headers.get("Cookie") else "-"
            with open(given.log, "a") as log:
                log.write(f"{self.path} {self.headers.get('Range', '-')} {self.code} {self.sent} {secret}\n")

    def head(self, code, **headers):
        self.code = code
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Connection", "close")
        self.end_headers()

    def body(self, data):
        self.wfile.write(data)
        self.wfile.flush()
        self.sent += len(data)

    def answer(self, mode, path):
        rest = self.path.split("/", 2)[2]
        port = self.server.server_address[1]
        targets = {"redirect": f"/plain/{rest}", "away": f"http://127.0.0.2:{port}/plain/{rest}", "file": "file:///etc/hostname",
                   "loop": self.path, "down": f"http://127.0.0.1:8080/plain/{rest}"}
        if mode in targets:
            return self.head(302, Location=targets[mode], Content_Length=0)
        if mode == "error":
            return self.head(500, Content_Length=0)
        if mode == "endless":
            self.head(200)
            while True:
                self.body(b"x" * 65536)
        if mode == "missing" or not path.exists():
            self.head(404, Content_Length=9)
            return self.body(b"not here\n")
        if path.is_dir():
            names = sorted(entry.name + "/" * entry.is_dir() for entry in path.iterdir())
            data = "".join(f'<a href="{name}">{name}</a>\n' for name in ["../", *names]).encode()
            self.head(200, Content_Type="text/html", Content_Length=len(data))
            return self.body(data)
        self.file(mode, path.read_bytes())

    def file(self, mode, data):
        tag = '"' + hashlib.sha256(data).hexdigest()[:16] + '"'
        whole = len(data)
        start = 0
        asked = self.headers.get("Range")
        if asked and mode not in ("norange", "cutwhole") and self.headers.get("If-Range", tag) == tag:
            start = int(asked.removeprefix("bytes=").split("-")[0])
        if mode == "wrong":
            data = data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]
        if mode == "short":
            data = data[:-1000]
        if start >= whole > 0:
            return self.head(416, Content_Range=f"bytes */{whole}", Content_Length=0)
        headers = {"ETag": tag, "Content_Length": len(data) - start}
        if start:
            headers["Content_Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        self.head(206 if start else 200, **headers)
        data = data[start:]
        half = len(data) // 2
        if mode in ("cut", "cutwhole"):
            self.body(data[:300_000])
        elif mode == "gate":
            self.body(data[:half])
            while not os.path.exists("/mnt/go"):
                time.sleep(0.01)
            self.body(data[half:])
        elif mode == "stall":
            self.body(data[:half])
            self.rfile.read()
        elif mode == "trickle":
            for at in range(0, len(data), 16384):
                self.body(data[at:at + 16384])
                time.sleep(0.01)
        else:
            self.body(data)


server = http.server.ThreadingHTTPServer(("", given.port), Handler)
server.daemon_threads = True
if given.tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*given.tls)
    server.socket = context.wrap_socket(server.socket, server_side=True)
if os.fork():
    os._exit(0)
os.setsid()
null = os.open(os.devnull, os.O_RDWR)
for number in range(3):
    os.dup2(null, number)
server.serve_forever()
