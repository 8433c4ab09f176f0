"""What the camera sees: stripes that wander, and the number of the frame."""

import asyncio
import fractions
import math
import time

import av
from aiortc import MediaStreamTrack

WIDTH, HEIGHT = 320, 240
FRAMES_A_SECOND = 20
VIDEO_CLOCK = 90000

# The number of the frame, 16 bits, as bright and dark squares of this width at the top, highest first.
SQUARE = 16
BITS = 16
BRIGHT, DARK = 235, 16

SOUND_RATE = 48000
SOUND_SAMPLES = 960
TONE = 440


def number_of(frame):
    """The number that is drawn into a frame."""
    luma = frame.reformat(format="yuv420p").planes[0]
    rows = bytes(luma)
    middle = SQUARE // 2
    bits = [rows[middle * luma.line_size + SQUARE * i + middle] > 128 for i in range(BITS)]
    return sum(bit << BITS - 1 - i for i, bit in enumerate(bits))


class Paced(MediaStreamTrack):
    """A track that gives its next piece when it is time for it."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds
        self.count = 0
        self.start = None

    async def recv(self):
        if self.readyState != "live":
            raise ConnectionError("the track has ended")
        now = time.monotonic()
        if self.start is None:
            self.start = now
        await asyncio.sleep(max(0, self.start + self.count * self.seconds - now))
        piece = self.piece(self.count)
        self.count += 1
        return piece


class Picture(Paced):
    kind = "video"

    def __init__(self):
        super().__init__(1 / FRAMES_A_SECOND)
        # dark to bright and back, longer than a row by one such wave
        wave = [round(125 + 90 * math.sin(2 * math.pi * i / WIDTH)) for i in range(2 * WIDTH)]
        self.wave = bytes(wave)

    def piece(self, number):
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        luma, *chroma = frame.planes
        at = 4 * number % WIDTH
        row = self.wave[at : at + WIDTH].ljust(luma.line_size, b"\0")
        squares = b"".join(
            bytes([BRIGHT if number >> BITS - 1 - i & 1 else DARK]) * SQUARE for i in range(BITS)
        )
        top = (squares + row[len(squares) :]) * SQUARE
        luma.update(top + row * (HEIGHT - SQUARE))
        for index, plane in enumerate(chroma):
            plane.update(bytes([(64 + 64 * index + number) % 256]) * plane.buffer_size)
        frame.pts = number * VIDEO_CLOCK // FRAMES_A_SECOND
        frame.time_base = fractions.Fraction(1, VIDEO_CLOCK)
        return frame


class Sound(Paced):
    kind = "audio"

    def __init__(self):
        super().__init__(SOUND_SAMPLES / SOUND_RATE)
        one_second = [round(4000 * math.sin(2 * math.pi * TONE * i / SOUND_RATE)) for i in range(SOUND_RATE)]
        self.wave = b"".join(each.to_bytes(2, "little", signed=True) for each in one_second)

    def piece(self, number):
        frame = av.AudioFrame(format="s16", layout="mono", samples=SOUND_SAMPLES)
        at = 2 * SOUND_SAMPLES * number % len(self.wave)
        frame.planes[0].update(self.wave[at : at + 2 * SOUND_SAMPLES])
        frame.sample_rate = SOUND_RATE
        frame.pts = number * SOUND_SAMPLES
        frame.time_base = fractions.Fraction(1, SOUND_RATE)
        return frame
