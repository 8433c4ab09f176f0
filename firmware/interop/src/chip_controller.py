"""connectedhomeip's Python controller: commissions one device on the network and uses it once.

usage: chip_controller.py STORAGE TRUST CODE

CODE is a manual code or a QR payload. TRUST is trust.properties: unlike matter.js this controller
refuses a device whose attestation it cannot prove. Each step that is done is one line of JSON
{"step": ..., "ms": ...} on standard output, with {"key": "b"} where the harness is asked to press it.
"""

import asyncio
import json
import logging
import os
import sys
import time

REPORT_SECONDS = 5
NODE = 0x1234


def say(**what):
    os.write(OUT, (json.dumps(what) + "\n").encode())


class Step:
    """Says how long a step took, with figures that were found in it."""

    def __init__(self, name):
        self.name = name
        self.facts = {}

    def __enter__(self):
        self.start = time.monotonic()
        return self.facts

    def __exit__(self, kind, *_):
        if kind is None:
            say(step=self.name, ms=(time.monotonic() - self.start) * 1000, **self.facts)


def roots(storage, trust):
    """A folder with the trusted PAAs as DER files."""
    folder = os.path.join(storage, "paa")
    os.makedirs(folder)
    with open(trust) as lines:
        for line in lines:
            name, _, value = line.strip().partition("=")
            if name.startswith("paa."):
                with open(os.path.join(folder, name + ".der"), "wb") as der:
                    der.write(bytes.fromhex(value))
    return folder


def failures(read):
    """Paths of a read that hold an error instead of a value."""
    from chip.clusters.Attribute import ValueDecodeFailure

    return [
        f"{endpoint}/{attribute.__qualname__}: {getattr(value, 'Reason', value)}"
        for endpoint, clusters in read.items()
        for cluster, attributes in clusters.items()
        for attribute, value in attributes.items()
        if isinstance(value, (ValueDecodeFailure, Exception))
    ]


async def drive(controller, code):
    from chip.clusters import Objects as clusters

    onoff = clusters.OnOff

    with Step("commission"):
        await controller.CommissionWithCode(code, NODE)
    with Step("toggle") as facts:
        before = await value(controller, onoff)
        await controller.SendCommand(NODE, 1, onoff.Commands.Toggle())
        facts["changed"] = await value(controller, onoff) == (not before)
    for filtered in (True, False):
        with Step(f"read of everything, fabric filtered {filtered}") as facts:
            read = await controller.ReadAttribute(NODE, ["*"], fabricFiltered=filtered)
            # Each cluster has its data version among them.
            facts["attributes"] = sum(len(c) - 1 for e in read.values() for c in e.values())
            facts["failures"] = failures(read)
    with Step("read of events") as facts:
        facts["events"] = len(await controller.ReadEvent(NODE, ["*"]))
    with Step("write of a list") as facts:
        acl = clusters.AccessControl.Attributes.Acl
        entries = (await controller.ReadAttribute(NODE, [(0, acl)]))[0][clusters.AccessControl][acl]
        answer = await controller.WriteAttribute(NODE, [(0, acl(entries))])
        facts["status"] = [int(one.Status) for one in answer]
    with Step("report of a local change"):
        seen = asyncio.Event()
        loop = asyncio.get_running_loop()
        subscription = await controller.ReadAttribute(
            NODE, ["*"], reportInterval=(0, 30), keepSubscriptions=True, autoResubscribe=False
        )
        subscription.SetAttributeUpdateCallback(lambda *_: loop.call_soon_threadsafe(seen.set))
        say(key="b")
        await asyncio.wait_for(seen.wait(), REPORT_SECONDS)
        subscription.Shutdown()


async def share(first, second):
    """Another fabric's controller comes in by the window that the first one opens."""
    from chip.clusters import Objects as clusters

    with Step("window for another fabric"):
        window = await first.OpenCommissioningWindow(
            nodeid=NODE, timeout=180, iteration=1000, discriminator=1234, option=1
        )
    with Step("commission into another fabric"):
        await second.CommissionWithCode(window.setupManualCode, NODE)
    with Step("commands of both fabrics") as facts:
        for controller in (first, second):
            await controller.SendCommand(NODE, 1, clusters.OnOff.Commands.Toggle())
        fabrics = clusters.OperationalCredentials.Attributes.CommissionedFabrics
        read = await second.ReadAttribute(NODE, [(0, fabrics)])
        facts["fabrics"] = read[0][clusters.OperationalCredentials][fabrics]
    with Step("the other fabric removed") as facts:
        current = clusters.OperationalCredentials.Attributes.CurrentFabricIndex
        read = await second.ReadAttribute(NODE, [(0, current)])
        index = read[0][clusters.OperationalCredentials][current]
        command = clusters.OperationalCredentials.Commands.RemoveFabric(fabricIndex=index)
        answer = await first.SendCommand(NODE, 0, command)
        facts["status"] = int(answer.statusCode)


async def value(controller, onoff):
    read = await controller.ReadAttribute(NODE, [(1, onoff.Attributes.OnOff)])
    return read[1][onoff][onoff.Attributes.OnOff]


def main(storage, trust, code):
    import chip.native
    from chip.CertificateAuthority import CertificateAuthorityManager
    from chip.ChipStack import ChipStack

    os.makedirs(storage)
    chip.native.Init()
    stack = ChipStack(
        persistentStoragePath=os.path.join(storage, "chip.json"), enableServerInteractions=False
    )
    manager = CertificateAuthorityManager(chipStack=stack)
    paas = roots(storage, trust)
    controllers = []
    for fabric in (1, 2):
        admin = manager.NewCertificateAuthority().NewFabricAdmin(vendorId=0xFFF1, fabricId=fabric)
        controllers.append(admin.NewController(nodeId=0x7700 + fabric, paaTrustStorePath=paas))
    code_of_end = 0
    try:
        asyncio.run(drive(controllers[0], code))
        asyncio.run(share(*controllers))
    except Exception as error:
        logging.exception("a step failed")
        text = f"{type(error).__name__} {error}".split("\n")[0]
        say(failed=text)
        code_of_end = 1
    # The stack's own shutdown can hang on a peer that is gone.
    os._exit(code_of_end)


# What the library itself prints goes to standard error.
OUT = os.dup(1)
os.dup2(2, 1)
main(*sys.argv[1:])
