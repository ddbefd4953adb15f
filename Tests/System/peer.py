#!/usr/bin/python3
# Calls a method of the daemon without a bus between (SOCKET METHOD [SIGNATURE [ARGUMENT...]]), or on the system bus
# (--bus in place of the socket), and prints the answer as JSON, or the error's name and message.
import json
import sys

import dbus
from dbus.connection import Connection

path, method, *rest = sys.argv[1:]
signature = rest[0] if rest else ""
kinds = {"s": str, "u": int, "t": int, "b": lambda text: text == "true"}
arguments = [kinds[kind](text) for kind, text in zip(signature, rest[1:])]
try:
    if path == "--bus":
        connection, service = dbus.SystemBus(), "org.dumpwarden1"
    else:
        connection, service = Connection("unix:path=" + path), None
    answer = connection.call_blocking(
        service, "/org/dumpwarden1", "org.dumpwarden1.Manager", method, signature, arguments, timeout=25)
    print(json.dumps(answer))
except dbus.DBusException as error:
    print(error.get_dbus_name(), error.get_dbus_message())
    sys.exit(1)
