#!/usr/bin/python3
# Wants nothing good of the socket SOCKET: claims to be huge, is idle, does not read, sends noise. Fails where one of
# these is not dropped, or where more connections are served than a user may have.
import os
import select
import socket
import struct
import sys

path = sys.argv[1]


def connect():
    stranger = socket.socket(socket.AF_UNIX)
    stranger.connect(path)
    return stranger


def greeted():
    stranger = connect()
    stranger.sendall(b"\0AUTH EXTERNAL " + str(os.geteuid()).encode().hex().encode() + b"\r\nBEGIN\r\n")
    stranger.recv(1024)
    return stranger


def is_dropped(stranger, seconds=20):
    watch = select.poll()
    watch.register(stranger, 0)
    return bool(watch.poll(seconds * 1000))


def send(stranger, data):
    try:
        stranger.sendall(data)
    except OSError:
        pass


def call(member, signature="", body=b"", claimed=None):
    def field(code, kind, text):
        data = text.encode()
        length = bytes([len(data)]) if kind == "g" else struct.pack("<I", len(data))
        return bytes([code, 1]) + kind.encode() + b"\0" + length + data + b"\0"

    fields = b""
    for part in [field(1, "o", "/org/dumpwarden1"), field(2, "s", "org.dumpwarden1.Manager"), field(3, "s", member)]:
        fields += b"\0" * (-len(fields) % 8) + part
    if signature:
        fields += b"\0" * (-len(fields) % 8) + field(8, "g", signature)
    header = b"l\1\0\1" + struct.pack("<III", len(body) if claimed is None else claimed, 1, len(fields))
    return header + fields + b"\0" * (-len(fields) % 8) + body


failures = []


def expect(what, truth):
    if not truth:
        failures.append(what)


for what, data in [
    ("a message of 120 MiB", call("Reload", "ay", claimed=120 << 20)),
    ("a message of 4 GiB", call("Reload", "ay", claimed=0xFFFFFFFF)),
    ("an array that claims more than there is", call("ListHosts", "au", struct.pack("<I", 1 << 26))),
    ("noise", os.urandom(4096)),
]:
    stranger = greeted()
    send(stranger, data)
    send(stranger, b"x" * (1 << 20))
    expect(what + " is dropped", is_dropped(stranger))
    stranger.close()

stranger = connect()
send(stranger, b"GET / HTTP/1.1\r\n" * 1000)
expect("another protocol is dropped", is_dropped(stranger))
stranger.close()

stranger = greeted()
send(stranger, call("ListHosts", "ay", struct.pack("<I", 3) + b"abc"))
expect("a wrong type is answered with an error", b"InvalidArgs" in stranger.recv(4096))
stranger.close()

silent = connect()
deaf = greeted()
sent = 0
deaf.settimeout(2)
page = call("ListHosts", "su", struct.pack("<I", 0) + b"\0" + b"\0" * 3 + struct.pack("<I", 0))
try:
    while sent < 1 << 24:
        sent += deaf.send(page)
except OSError:
    pass
expect("what one who does not read may send is bounded", sent < 1 << 24)
third, fourth = greeted(), greeted()
expect("a fifth connection of one user is dropped", is_dropped(connect()))
expect("one who does not say who it is is dropped", is_dropped(silent, 15))
expect("one who does not read is dropped", is_dropped(deaf, 60))

for failure in failures:
    print("not so:", failure)
sys.exit(bool(failures))
