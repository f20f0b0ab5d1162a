"""What a jail that lies would send, from its own interface.

usage: forge.py INTERFACE arp ADDRESS [ETHER]   gratuitous ARP: ADDRESS is at ETHER, by default our own
       forge.py INTERFACE advert ADDRESS        an unasked neighbour advertisement: ADDRESS is ours
       forge.py INTERFACE router PREFIX         a router advertisement of PREFIX/64
       forge.py INTERFACE datagrams TO PORT     datagrams as 10.0.0.11, from a DHCP server's port, and from port 5001
"""
import socket
import struct
import sys


def own(interface):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as packet:
        packet.bind((interface, 0))
        return packet.getsockname()[4]


def arp(interface, address, ether=None):
    ether = bytes.fromhex(ether.replace(":", "")) if ether else own(interface)
    wanted = socket.inet_aton(address)
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as packet:
        packet.bind((interface, 0))
        for sender in {ether, own(interface)}:
            for operation in (1, 2):
                packet.send(b"\xff" * 6 + sender + b"\x08\x06" + struct.pack("!HHBBH", 1, 0x800, 6, 4, operation)
                            + ether + wanted + b"\xff" * 6 + wanted)


def icmp(interface, message):
    with socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6) as raw:
        raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
        raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, socket.if_nametoindex(interface))
        raw.sendto(message, ("ff02::1", 0, 0, socket.if_nametoindex(interface)))


def advert(interface, address):
    icmp(interface, struct.pack("!BBHI", 136, 0, 0, 0x20000000) + socket.inet_pton(socket.AF_INET6, address)
         + b"\x02\x01" + own(interface))


def router(interface, prefix):
    icmp(interface, struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
         + struct.pack("!BBBBIII", 3, 4, 64, 0xC0, 3600, 3600, 0) + socket.inet_pton(socket.AF_INET6, prefix))


def datagrams(interface, to, port):
    for source in (("10.0.0.11", 5000), ("0.0.0.0", 67), ("0.0.0.0", 5001)):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
            plain.bind(source)
            plain.sendto(b"x", (to, int(port)))


{"arp": arp, "advert": advert, "router": router, "datagrams": datagrams}[sys.argv[2]](sys.argv[1], *sys.argv[3:])
