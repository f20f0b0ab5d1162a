"""A server that tells who asks it, and its client.

usage: echo.py serve NAME tcp:80 udp:53 …   answers "NAME PEER" on these ports of all addresses; in the background when
                                            they are open
       echo.py ask tcp|udp ADDRESS PORT SECONDS
                                            prints the answer; status 1 without one in so many seconds
"""
import os
import selectors
import socket
import sys


def open_port(kind, port):
    """IPv4 and IPv6 at once."""
    server = socket.socket(socket.AF_INET6, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.bind(("::", int(port)))
    if kind == "tcp":
        server.listen(64)
    return server


def serve(name, ports):
    selector = selectors.DefaultSelector()
    for word in ports:
        kind, port = word.split(":")
        selector.register(open_port(kind, port), selectors.EVENT_READ, kind)
    if os.fork():
        os._exit(0)
    os.setsid()
    for number in range(3):
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
    while True:
        for key, _ in selector.select():
            try:
                answer(name, key.fileobj, key.data)
            except OSError:
                pass


def answer(name, server, kind):
    if kind == "tcp":
        connection, peer = server.accept()
        with connection:
            connection.sendall(f"{name} {plain(peer)}\n".encode())
    else:
        _, peer = server.recvfrom(512)
        server.sendto(f"{name} {plain(peer)}\n".encode(), peer)


def plain(peer):
    return peer[0].removeprefix("::ffff:")


def ask(kind, address, port, seconds):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM) as client:
        client.settimeout(float(seconds))
        try:
            client.connect((address, int(port)))
            if kind == "udp":
                client.send(b"?")
            print(client.recv(512).decode(), end="")
        except OSError as error:
            sys.exit(f"no answer: {error}")


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], sys.argv[3:])
    else:
        ask(*sys.argv[2:])
