"""The processor's end of a link; FrameLink.java has the frames and the rules."""

VERSION = 1
PAYLOAD = 251
LONGEST_TO_DEVICE = 61  # bytes of a message: the device takes frames of 64
RESEND_SECONDS = 0.25
HELLO_SECONDS = 0.5

DATA, ACK, HELLO = range(3)
MORE = 1 << 4
ASKS = 1
HELLO_LENGTH = 11


def crc16(data):
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8408 if crc & 1 else crc >> 1
    return crc ^ 0xFFFF


def encode(body):
    """The frame of a body as it is on the wire."""
    whole = body + crc16(body).to_bytes(2, "little")
    return b"".join(bytes([len(run) + 1]) + run for run in whole.split(b"\0")) + b"\0"


def decode(stuffed):
    """The body of what was before a 0; None if it is no frame."""
    whole = bytearray()
    at = 0
    while at < len(stuffed):
        code = stuffed[at]
        if at + code > len(stuffed):
            return None
        whole += stuffed[at + 1 : at + code]
        at += code
        if at < len(stuffed) and code < 0xFF:
            whole.append(0)
    body = bytes(whole[:-2])
    return body if body and crc16(body) == int.from_bytes(whole[-2:], "little") else None


class Link:
    """Messages both ways. `write` takes bytes, `taken` a message, `changed` whether the link is up."""

    def __init__(self, write, itself, epoch, taken, changed):
        self.write = write
        self.itself = itself
        self.epoch = epoch
        self.taken = taken
        self.changed = changed
        self.up = False
        self.device = 0
        self.came = bytearray()
        self.damaged = 0
        self.due = 0.0
        self.reset()

    def reset(self):
        self.number = 0
        self.expected = 0
        self.under_way = False
        self.queue = []
        self.part = b""

    def send(self, message):
        """Queues a message; one that nobody will hear is none."""
        if self.up:
            self.queue.append(message)
            self.next()

    def withdraw(self, heads):
        """What begins so is not sent any more, unless it is under way."""
        first = int(self.under_way)
        self.queue[first:] = [each for each in self.queue[first:] if not each.startswith(heads)]

    def receive(self, data):
        self.came += data
        while (end := self.came.find(0)) >= 0:
            stuffed = bytes(self.came[:end])
            del self.came[: end + 1]
            if not stuffed:
                continue
            body = decode(stuffed)
            if body is None:
                self.damaged += 1
            else:
                self.frame(body)
        # what is longer than any frame is none
        del self.came[: max(0, len(self.came) - 512)]

    def frame(self, body):
        kind = body[0] & 3
        if body[0] >> 5:
            return
        if kind == HELLO:
            self.hello(body)
        elif self.up:
            if self.under_way and body[0] >> 3 & 1 == self.number:
                self.under_way = False
                self.number ^= 1
                self.queue.pop(0)
            fresh = kind == DATA and len(body) > 1 and body[0] >> 2 & 1 == self.expected
            if fresh:
                self.expected ^= 1
                self.part += body[1:]
            if not self.next() and kind == DATA:
                self.put(bytes([ACK | (self.expected ^ 1) << 3]))
            if fresh and not body[0] & MORE:
                message, self.part = self.part, b""
                self.taken(message)

    def hello(self, body):
        its = int.from_bytes(body[3:7], "little")
        if len(body) < HELLO_LENGTH or body[1] != VERSION or its == 0:
            return
        if its != self.device:
            self.device = its
            if self.up:
                self.up = False
                self.changed(False)
        begins = not self.up and int.from_bytes(body[7:11], "little") == self.epoch
        if begins:
            self.reset()
            self.up = True
        if body[2] & ASKS:
            self.say_hello()
        if begins:
            self.changed(True)

    def say_hello(self):
        flags = 0 if self.up else ASKS
        head = bytes([HELLO, VERSION, flags])
        epochs = self.epoch.to_bytes(4, "little") + self.device.to_bytes(4, "little")
        self.put(head + epochs + self.itself(), apart=True)

    def next(self, again=False):
        """Sends the first message, if it is not under way."""
        if not self.queue or self.under_way and not again:
            return False
        self.under_way = True
        self.due = None
        self.put(bytes([DATA | self.number << 2 | (self.expected ^ 1) << 3]) + self.queue[0], apart=again)
        return True

    def poll(self, now):
        """What time demands; when again."""
        if self.up and not self.under_way:
            self.due = None
            return now + RESEND_SECONDS
        if self.due is None:
            self.due = now + RESEND_SECONDS
        if now >= self.due:
            if self.up:
                self.next(again=True)
                self.due = now + RESEND_SECONDS
            else:
                self.say_hello()
                self.due = now + HELLO_SECONDS
        return self.due

    def put(self, body, apart=False):
        self.write((b"\0" if apart else b"") + encode(body))
