"""Finds the addresses under which other devices of the local network reach this machine."""

import contextlib
import fcntl
import ipaddress
import os
import socket
import struct

SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of a network interface
UNROUTED = ("192.0.2.1", 9)  # a documentation address; connecting a UDP socket sends nothing


def local_addresses() -> list[str]:
    """IPv4 addresses of this machine, the one towards the default route first, loopback last; never empty.

    ADDRESS (comma-separated) adds addresses that the machine cannot know itself, such as those of a router
    that forwards to it, and puts them first.
    """
    asked = [part.strip() for part in os.environ.get("ADDRESS", "").split(",") if part.strip()]
    found = [str(ipaddress.ip_address(address)) for address in asked]
    found += [address for address in (default_address(), *interface_addresses()) if address]
    outside = [address for address in dict.fromkeys(found) if not ipaddress.ip_address(address).is_loopback]
    return [*outside, "127.0.0.1"]


def default_address() -> str | None:
    """The address this machine sends from when it talks to the world; None without a route."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(UNROUTED)
        return str(probe.getsockname()[0])
    return None


def interface_addresses() -> list[str]:
    """The first IPv4 address of every interface (Linux only; elsewhere the list is empty)."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            with contextlib.suppress(OSError):
                answer = fcntl.ioctl(asker.fileno(), SIOCGIFADDR, request)
                found.append(socket.inet_ntoa(answer[20:24]))
    return found
