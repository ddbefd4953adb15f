#!/usr/bin/python3
# Answers as polkit does, in its protocol: what is in LOG.answer (list, manage, challenge, hang) says whom it lets do
# what. Each question goes to LOG: action, caller, flags.
import os
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

log = sys.argv[1]


def note(text):
    with open(log, "a") as file:
        file.write(text + "\n")


class Authority(dbus.service.Object):
    @dbus.service.method(
        "org.freedesktop.PolicyKit1.Authority", in_signature="(sa{sv})sa{ss}us", out_signature="(bba{ss})",
        async_callbacks=("reply", "fail"))
    def CheckAuthorization(self, subject, action, details, flags, cancellation, reply, fail):
        note(f"{action} {subject[1]['name']} {flags}")
        answer = open(log + ".answer").read().strip() if os.path.exists(log + ".answer") else ""
        if answer == "hang":
            return
        challenge = answer == "challenge" and flags == 0
        reply((action == "org.dumpwarden1." + answer, challenge, {}))


DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
name = dbus.service.BusName("org.freedesktop.PolicyKit1", bus)
authority = Authority(bus, "/org/freedesktop/PolicyKit1/Authority")
note("ready")
GLib.MainLoop().run()
