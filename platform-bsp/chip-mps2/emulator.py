#!/usr/bin/env python3
"""Runs an image on QEMU's mps2-an386 as if it were a program of this machine.

`mote run --board mps2-an386` calls it. It locks the storage, gives the board a tap device, passes the console
on, turns SIGTERM into the key that stops the device, and leaves nothing behind.

  no --interface      a tap device mote0 (mote1, ...): here, if this network namespace has no default route, which
                      is so in one that somebody made for it; else in a new one that lives as long as the device
  --interface NAME    NAME is a tap device or a bridge: the board is attached to it. Anything else joins the
                      board's tap in a bridge; not where there is a default route, which it could lose
"""

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

REFUSED = 2
FAULT = 70
KEY_STOP = b"\x03"
KEY_STATUS = b"\x05"
STATUS_BEGINS, STATUS_ENDS = b"\x02", b"\x03"
STATUS_SOCKET = "mattermote.sock"
STOP_SECONDS = 5
CONNECT_SECONDS = 3

# What UART1 is told where nothing has a rate.
TCP_BAUD = 1000000

TUNSETIFF = 0x400454CA
IFF_TAP = 2
IFF_NO_PI = 0x1000
PR_SET_PDEATHSIG = 1

# Seconds from 1970 to 2000.
EPOCH = 946684800

STORE_PAGES, STORE_PAGE = 64, 4096
STORE_HEAD = bytes.fromhex("4d4d464c4153480a 01000000 40000000 00100000 52cba373".replace(" ", ""))
STORE_BYTES = 32 + STORE_PAGES * STORE_PAGE

# Virtual time: this many instructions of 16 ns make a 64 MHz processor, whatever this machine does beside.
VIRTUAL = ["-icount", "shift=4,sleep=on"]

HOST_ADDRESS = "fd00:6d6f:7465::1/64"


def refuse(name, why):
    print(f"mote: {name}: {why}", file=sys.stderr)
    sys.exit(REFUSED)


def ip(*words):
    done = subprocess.run(["ip", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        refuse("ip " + " ".join(words), done.stderr.strip().split("\n")[0])


# ---- Network ------------------------------------------------------------------------------------


def leads_somewhere():
    """True if this network namespace has a default route: it is no private one then."""
    nowhere = "0" * 32
    with open("/proc/net/route", encoding="ascii") as file:
        routes = [line.split() for line in file][1:]
    if any(fields[1] == fields[7] == "00000000" for fields in routes):
        return True
    with open("/proc/net/ipv6_route", encoding="ascii") as file:
        routes = [line.split() for line in file]
    return any(fields[0] == nowhere and fields[1] == "00" and fields[9] != "lo" for fields in routes)


def enter_namespace(more):
    """Becomes this program, with more arguments, in a network namespace of its own."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    tried = subprocess.run(["unshare", *user, "--net", "true"], capture_output=True, text=True)
    if tried.returncode != 0:
        refuse("unshare --net", "this user may have no network namespace; run mote as root, or in one")
    inside = "--user --net --preserve-credentials" if user else "--net"
    words = ["unshare", *user, "--net", sys.executable, *sys.argv, f"--namespace={inside}", *more]
    os.execvp(words[0], words)


def open_tap(name):
    """A device that is gone when its last file is closed, unless it was there before."""
    try:
        file = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
        fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    except OSError as error:
        refuse(name, f"no tap device ({error.strerror}); run mote as root")
    return file


def about(name):
    """What `ip` says of a link, or None. /sys would show those of the namespace it was mounted in."""
    done = subprocess.run(["ip", "-json", "-details", "link", "show", "dev", name], capture_output=True)
    return json.loads(done.stdout)[0] if done.returncode == 0 else None


def kind(link):
    return link.get("linkinfo", {}).get("info_kind")


class Network:
    """The tap device of the board, and the bridge if one was made for it."""

    def __init__(self, interface, offline):
        self.tap = self.cleaner = None
        if offline:
            return
        if interface is None:
            number = 0
            while about(f"mote{number}"):
                number += 1
            self.name = f"mote{number}"
            self.tap = open_tap(self.name)
            self.up(self.name)
            ip("link", "set", "lo", "up")
            ip("-6", "address", "add", HOST_ADDRESS, "dev", self.name, "nodad")
            return
        link = about(interface)
        if link is None:
            refuse(interface, "the interface is not there")
        if kind(link) == "tun":
            self.name = interface
            self.tap = open_tap(interface)
        else:
            self.join(interface, link)

    def join(self, interface, link):
        own = f"motebr{link['ifindex']}"
        self.name = f"motetap{os.getpid()}"
        with alone():
            # Whoever died has left it by now, or another device uses it too.
            bridge = interface if kind(link) == "bridge" else about(interface).get("master")
            if bridge is None:
                if leads_somewhere():
                    refuse(interface, "no tap device or bridge; to make it part of one could cut this machine off")
                ip("link", "add", own, "type", "bridge", "forward_delay", "0", "mcast_snooping", "0")
                ip("link", "set", interface, "master", own)
                self.up(own)
                bridge = own
            if bridge == own:
                self.cleaner = Cleaner(own, self.name)
            self.tap = open_tap(self.name)
            ip("link", "set", self.name, "master", bridge)
        self.up(self.name)

    def up(self, name):
        # Without this the link-local address is tentative for two seconds.
        try:
            with open(f"/proc/sys/net/ipv6/conf/{name}/accept_dad", "w", encoding="ascii") as file:
                file.write("0")
        except OSError:
            pass
        ip("link", "set", name, "up")

    def close(self):
        if self.tap is not None:
            os.close(self.tap)
        if self.cleaner is not None:
            self.cleaner.close()


@contextlib.contextmanager
def alone():
    """No other of these programs changes bridges meanwhile."""
    with open(__file__, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
        # A process that was begun meanwhile has the file too.
        fcntl.flock(file, fcntl.LOCK_UN)


class Cleaner:
    """A process that takes the bridge down after this one has ended, however it ends, if it was the last."""

    def __init__(self, bridge, tap):
        end, self.ours = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            os.dup2(end, 3)
            os.closerange(4, 1024)
            os.read(3, 1)
            with alone():
                members = subprocess.run(
                    ["ip", "-json", "link", "show", "master", bridge], capture_output=True
                ).stdout
                names = {link.get("ifname", "") for link in json.loads(members or b"[]")}
                if not any(name.startswith("motetap") for name in names - {tap}):
                    subprocess.run(["ip", "link", "delete", bridge], capture_output=True)
            os._exit(0)
        os.close(end)

    def close(self):
        os.close(self.ours)
        os.waitpid(self.pid, 0)


# ---- Storage ------------------------------------------------------------------------------------


def open_storage(folder):
    """Refuses what another device uses or what no device wrote. The lock lives as long as this process."""
    try:
        lock = os.open(os.path.join(folder, "mattermote.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        refuse(os.path.join(folder, "mattermote.lock"), error.strerror)
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        refuse(folder, "another device runs on this storage")
    store = os.path.join(folder, "mattermote.store")
    if not os.path.exists(store):
        return
    with open(store, "rb") as file:
        head = file.read(32)
    if not head.startswith(STORE_HEAD) or os.path.getsize(store) != STORE_BYTES:
        refuse(store, "damaged, or not the store of a device; mote reset makes a new one")


# ---- The emulator -------------------------------------------------------------------------------


def hardware_address(folder):
    """Locally administered, another one for each storage."""
    digest = hashlib.sha256(folder.encode()).hexdigest()
    return "02:4d:54:" + ":".join(digest[i : i + 2] for i in (0, 2, 4))


def command(options, tap):
    epoch = (time.time_ns() // 1000 - EPOCH * 1_000_000) if options.epoch is None else options.epoch
    words = [f"epoch={epoch}", f"port={options.port}", f"entropy={options.entropy}"]
    line = hci(options)
    if line:
        words.append(f"hci={line[0]}")
    if options.media_socket is not None:
        words.append("media=1")
    words.append(f"label={options.label}")
    # A comma ends an argument of QEMU, two are one in it.
    settings = "".join(",arg=" + word.replace(",", ",,") for word in ["mote", *words])
    return [
        "qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none", "-nodefaults",
        *(VIRTUAL if options.time == "virtual" else []),
        "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
        *(line[1] if line else []),
        *media(options, line is not None),
        "-nic", "none" if tap is None else f"tap,fd={tap},mac={hardware_address(options.storage)}",
        "-semihosting-config", "enable=on,target=native" + settings,
        "-kernel", options.image,
    ]  # fmt: skip


def hci(options):
    """Bits a second of UART1 and what QEMU joins it to; None without a controller."""
    if options.hci_socket is not None:
        return TCP_BAUD, ["-chardev", f"socket,id=hci,fd={options.hci_socket}", "-serial", "chardev:hci"]
    if options.hci is None or options.hci.startswith("tcp:"):
        return None
    path, _, baud = options.hci.removeprefix("serial:").rpartition(":")
    return int(baud), ["-chardev", "serial,id=hci,path=" + path.replace(",", ",,"), "-serial", "chardev:hci"]


def media(options, has_hci):
    """What QEMU joins UART2 to, which comes after UART1."""
    if options.media_socket is None:
        return []
    before = [] if has_hci else ["-serial", "null"]
    return [*before, "-chardev", f"socket,id=media,fd={options.media_socket}", "-serial", "chardev:media"]


def start_media(command):
    """Starts a media processor, to which its standard input and output are the wire; the other end of it."""
    ours, its = socket.socketpair()
    subprocess.Popen(["sh", "-c", 'eval "exec $0"', command], stdin=its, stdout=its, preexec_fn=die_with_us)
    its.close()
    return ours.detach()


def connect(spec):
    """The connection of tcp:HOST:PORT, made where this machine's network still is the one; None without."""
    host, _, port = spec.removeprefix("tcp:").rpartition(":")
    try:
        connection = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    except OSError as error:
        print(f"mote: BLE controller {spec}: {error.strerror or error}; goes on without Bluetooth", flush=True)
        return None
    connection.setblocking(True)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    os.set_inheritable(connection.fileno(), True)
    return connection.detach()


def die_with_us():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Status:
    """The socket of `mote status`: who connects is sent what the device says, then the end."""

    def __init__(self):
        self.askers = []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # The working folder is the storage: the whole path could be too long.
        if os.path.lexists(STATUS_SOCKET):
            os.unlink(STATUS_SOCKET)
        self.socket.bind(STATUS_SOCKET)
        self.socket.listen()

    def fileno(self):
        return self.socket.fileno()

    def accept(self):
        self.askers.append(self.socket.accept()[0])

    def answer(self, text):
        for asker in self.askers:
            asker.setblocking(False)
            try:
                asker.send(text)
            except OSError:
                # It did not wait for the answer.
                pass
            asker.close()
        self.askers = []

    def close(self):
        self.socket.close()
        os.unlink(STATUS_SOCKET)


class Console:
    """Between our standard streams and the emulator's; answers for `mote status` are taken out."""

    def __init__(self, emulator, status):
        self.emulator = emulator
        self.status = status
        self.to, self.source = emulator.stdin.fileno(), emulator.stdout.fileno()
        self.answer = None
        self.limit = None
        self.wake, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: None)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)

    def key(self, data):
        try:
            os.write(self.to, data)
        except OSError:
            # The emulator ends.
            pass

    def printed(self, data):
        for piece in re.split(b"([\x02\x03])", data):
            if piece == STATUS_BEGINS:
                self.answer = b""
            elif piece == STATUS_ENDS:
                self.status.answer(self.answer or b"")
                self.answer = None
            elif self.answer is not None:
                self.answer += piece
            else:
                self.show(piece)

    def show(self, data):
        while data:
            try:
                data = data[os.write(1, data) :]
            except OSError:
                # Nobody reads any more; the device goes on.
                return

    def run(self):
        """Until the emulator ends; its exit code."""
        ends = [0, self.source, self.wake, self.status]
        while True:
            wait = None if self.limit is None else max(0, self.limit - time.monotonic())
            readable, _, _ = select.select(ends, [], [], wait)
            if self.limit is not None and time.monotonic() >= self.limit:
                print("mote: the device did not stop", file=sys.stderr)
                self.emulator.kill()
                break
            if self.wake in readable:
                os.read(self.wake, 64)
                self.key(KEY_STOP)
                self.limit = self.limit or time.monotonic() + STOP_SECONDS
            if self.status in readable:
                self.status.accept()
                self.key(KEY_STATUS)
            if 0 in readable:
                typed = os.read(0, 4096)
                self.key(typed)
                # The end of standard input does not stop a device.
                ends = ends if typed else [end for end in ends if end != 0]
            if self.source in readable:
                data = os.read(self.source, 4096)
                if not data:
                    break
                self.printed(data)
        code = self.emulator.wait()
        return code if 0 <= code < 128 else FAULT


def main():
    parser = argparse.ArgumentParser(prog="emulator.py", description=__doc__.split("\n")[0])
    for name in ("--image", "--storage", "--port", "--label"):
        parser.add_argument(name, required=True)
    parser.add_argument("--interface")
    parser.add_argument("--time", choices=("real", "virtual"), default="real")
    parser.add_argument("--entropy", default="/dev/urandom")
    parser.add_argument("--epoch", type=int, help="microseconds since 2000, instead of this machine's clock")
    parser.add_argument("--offline", action="store_true", help="without a network")
    parser.add_argument("--hci", metavar="SPEC", help="the BLE controller, tcp:HOST:PORT or serial:PATH:BAUD")
    parser.add_argument("--media", metavar="COMMAND", help="the media processor, which has the wire as standard input and output")
    parser.add_argument("--namespace", help=argparse.SUPPRESS)
    parser.add_argument("--hci-socket", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.hci and options.hci.startswith("tcp:") and options.namespace is None:
        options.hci_socket = connect(options.hci)
    needs_tap = options.interface is None and not options.offline
    if needs_tap and options.namespace is None and leads_somewhere():
        enter_namespace([] if options.hci_socket is None else [f"--hci-socket={options.hci_socket}"])
    if not options.port.isdigit() or not 1 <= int(options.port) <= 65535:
        refuse(f"--port {options.port}", "must be 1 to 65535")
    if not os.access(options.entropy, os.R_OK):
        refuse(options.entropy, "cannot be read")
    options.entropy = os.path.abspath(options.entropy)
    options.image = os.path.abspath(options.image)
    options.storage = os.path.realpath(options.storage)
    open_storage(options.storage)
    if shutil.which("qemu-system-arm") is None:
        refuse("qemu-system-arm", "is needed and not here")
    os.chdir(options.storage)
    network = Network(options.interface, options.offline)
    options.media_socket = start_media(options.media) if options.media else None
    if options.namespace:
        print(
            f"mote: {network.name} with {HOST_ADDRESS} is in a network namespace of its own:"
            f" nsenter --target {os.getpid()} {options.namespace}",
            file=sys.stderr,
        )
    # Of a session of its own: Control-C of a terminal is for this process, which asks the device to stop.
    emulator = subprocess.Popen(
        command(options, network.tap), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        pass_fds=[file for file in (network.tap, options.hci_socket, options.media_socket) if file is not None], preexec_fn=die_with_us,
        start_new_session=True,
    )  # fmt: skip
    status = Status()
    code = Console(emulator, status).run()
    status.close()
    network.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
