"""Records session descriptions of aiortc 1.16.0 (PyPI): python3 aiortc_sdp.py FOLDER"""

import asyncio
import pathlib
import sys

from aiortc import RTCPeerConnection
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

TRACKS = {"audio": AudioStreamTrack, "video": VideoStreamTrack}


async def record(folder, name, directions, data=False):
    offerer, answerer = RTCPeerConnection(), RTCPeerConnection()
    for kind, direction in directions:
        track = TRACKS[kind]() if direction.startswith("send") else kind
        offerer.addTransceiver(track, direction=direction)
    if data:
        offerer.createDataChannel("data")
    await offerer.setLocalDescription(await offerer.createOffer())
    write(folder, f"{name}-offer", offerer.localDescription.sdp)
    await answerer.setRemoteDescription(offerer.localDescription)
    for transceiver in answerer.getTransceivers():
        answerer.addTrack(TRACKS[transceiver.kind]())
    await answerer.setLocalDescription(await answerer.createAnswer())
    write(folder, f"{name}-answer", answerer.localDescription.sdp)
    await offerer.close()
    await answerer.close()


def write(folder, name, sdp):
    (folder / f"aiortc-{name}.sdp").write_bytes(sdp.encode())


async def main(folder):
    viewer = [("video", "recvonly"), ("audio", "sendrecv")]
    await record(folder, "viewer", viewer)
    await record(folder, "talk", [("audio", "sendrecv"), ("video", "sendrecv")])
    await record(folder, "watch", [("video", "recvonly"), ("audio", "recvonly")])
    await record(folder, "camera", [("video", "sendonly"), ("audio", "sendonly")])
    await record(folder, "data", viewer, data=True)


asyncio.run(main(pathlib.Path(sys.argv[1])))
