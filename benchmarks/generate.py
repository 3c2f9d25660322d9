"""Write a realistic SMPP capture of any size, and the truth about it.

    python benchmarks/generate.py --pdus 2000000 --out bench.pcap --truth truth.json

Peers (peers.py) say which PDUs are sent in a slice of time, prototypes (pdus.py) give their bytes,
and packets.py makes TCP packets of them. Slices bound the memory. The same arguments give the same
file. Nothing here uses the package under test.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from campaign import Plan
from numpy.typing import NDArray
from packets import FILE_HEADER, SYN, Faults, Wire
from pdus import Bank, Events, Ints, Kind, State
from peers import SECOND, open_accounts

EPOCH = 1_772_442_000  # 2026-03-02 09:00:00 UTC
SLICE = 30 * SECOND
RATE = 500.0
COMMANDS = {
    Kind.SUBMIT_SM: "submit_sm",
    Kind.SUBMIT_SM_RESP: "submit_sm_resp",
    Kind.DELIVER_SM: "deliver_sm",
    Kind.DELIVER_SM_RESP: "deliver_sm_resp",
    Kind.ENQUIRE_LINK: "enquire_link",
    Kind.ENQUIRE_LINK_RESP: "enquire_link_resp",
}
BINDS = {0x01: "bind_receiver", 0x02: "bind_transmitter", 0x09: "bind_transceiver"}
FINAL = {State.DELIVRD: "delivered", State.UNDELIV: "failed", State.EXPIRED: "expired"}


class Truth:
    """What was sent and what of it was captured, counted while it is written."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        self.arguments = arguments
        self.sent: Counter[str] = Counter()
        self.captured: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.messages: Counter[str] = Counter()
        self.receipts: Counter[str] = Counter()
        self.tcp: Counter[str] = Counter()

    def add_pdus(self, events: Events, whole: NDArray[np.bool_], bank: Bank) -> None:
        """Count PDUs by command, and those of which no byte was lost."""
        names = self._names(events, bank)
        self.sent.update(names)
        self.captured.update(names[whole])
        self._add_messages(events)

    def _names(self, events: Events, bank: Bank) -> NDArray[np.str_]:
        names: NDArray[np.str_] = np.array([COMMANDS.get(kind, "") for kind in Kind])[
            events["kind"]
        ].astype("U32")
        for at in np.flatnonzero(events["kind"] <= Kind.BIND_RESP):
            first, last = bank.rows[events["prototype"][at]][[4, 7]]
            names[at] = BINDS[int(last)] + ("_resp" if first else "")
        return names

    def _add_messages(self, events: Events) -> None:
        kind, first = events["kind"], events["part"] == 1
        submitted, answered = (
            events[first & (kind == k)] for k in (Kind.SUBMIT_SM, Kind.SUBMIT_SM_RESP)
        )
        self.messages["sent"] += len(submitted)
        self.messages["long"] += int((submitted["parts"] > 1).sum())
        self.messages["never_receipted"] += int((submitted["plan"] == Plan.NEVER_RECEIPTED).sum())
        self.messages["not_requested"] += int((submitted["plan"] == Plan.NOT_REQUESTED).sum())
        self.messages["rejected"] += int((answered["command_status"] > 0).sum())
        responses = events[kind == Kind.SUBMIT_SM_RESP]["command_status"]
        for status, count in zip(*np.unique(responses, return_counts=True), strict=True):
            self.statuses[f"0x{status:08x}"] += int(count)
        receipts = events[kind == Kind.DELIVER_SM]["state"]
        self.receipts["intermediate"] += int((receipts == State.ENROUTE).sum())
        for state, outcome in FINAL.items():
            self.receipts["final"] += int((receipts == state).sum())
            self.messages[outcome] += int((receipts == state).sum())

    def as_dict(self) -> dict[str, Any]:
        """Return all counts; `open_at_end`: messages whose answer or receipt was to come later."""
        counted = ("delivered", "failed", "expired", "rejected", "not_requested", "never_receipted")
        messages = dict(self.messages)
        messages["open_at_end"] = messages["sent"] - sum(messages[key] for key in counted)
        return {
            "arguments": self.arguments,
            "pdus": {"sent": sum(self.sent.values()), "captured": sum(self.captured.values())},
            "commands_sent": dict(sorted(self.sent.items())),
            "commands_captured": dict(sorted(self.captured.items())),
            "submit_sm_resp_status": dict(sorted(self.statuses.items())),
            "messages": messages,
            "receipts": dict(self.receipts),
            "tcp": dict(self.tcp),
        }


def generate(pdus: int, out: Path, seed: int, faults: Faults, sessions: int) -> dict[str, Any]:
    """Write a capture of `pdus` PDUs sent over `sessions` connections; return the truth."""
    bank = Bank()
    accounts = open_accounts(sessions, RATE, bank, seed)
    wire = Wire(sessions, faults, [seed, 1 << 20])
    truth = Truth({"pdus": pdus, "seed": seed, "sessions": sessions, **faults._asdict()})
    packets = wire.handshakes([c.bind_time for a in accounts for c in a.connections])
    start, left = 0, pdus
    with out.open("wb") as file:
        file.write(FILE_HEADER)
        while left > 0:
            stop = start + SLICE
            events = np.concatenate([account.advance(start, stop) for account in accounts])
            if len(events) >= left:
                events = events[np.argsort(events["time"], kind="stable")][:left]
                stop = int(events["time"][-1]) + 1
            packets = packets[packets["time"] < stop]
            file.write(write_slice(events, packets, stop, wire, bank, truth).data)
            left -= len(events)
            start, packets = stop, packets[:0]
        truth.tcp["bytes"] = file.tell()
    truth.tcp["duration_s"] = start // SECOND
    return truth.as_dict()


def write_slice(
    events: Events, packets: Events, stop: int, wire: Wire, bank: Bank, truth: Truth
) -> Any:
    """Make the pcap records of one slice, with the packets already there; count into the truth."""
    events = events[np.lexsort((events["time"], events["stream"]))]
    length = bank.length[events["prototype"]]
    rows = bank.fill(events, EPOCH)
    arena = rows[np.arange(rows.shape[1]) < length[:, None]]
    end = np.cumsum(length)
    begin = end - length
    before = wire.sent
    carried = wire.carry(events["stream"], events["time"], begin, end, stop)
    packets = np.concatenate((packets, carried))
    packets = packets[np.argsort(packets["time"], kind="stable")]
    packets = wire.acknowledge(packets, before)
    lost = packets[packets["lost"]]
    truth.add_pdus(
        events, ~touched(begin, end, lost["begin"], lost["begin"] + lost["length"]), bank
    )
    kept = packets[~packets["lost"]]
    truth.tcp.update(
        packets=len(kept),
        pure_acks=int(((kept["length"] == 0) & (kept["flags"] & SYN == 0)).sum()),
        lost=len(lost),
        lost_bytes=int(lost["length"].sum()),
        retransmitted=wire.repeated,
        reordered=wire.swapped,
        header_cuts=wire.header_cuts,
    )
    return wire.records(kept, arena, EPOCH)


def touched(begin: Ints, end: Ints, from_: Ints, to: Ints) -> NDArray[np.bool_]:
    """Tell which ranges begin:end share a byte with any of the ranges from_:to."""
    change = np.zeros(len(begin) + 1, np.int64)
    np.add.at(change, np.searchsorted(end, from_, "right"), 1)
    np.add.at(change, np.searchsorted(begin, to, "left"), -1)
    return np.cumsum(change)[:-1] > 0


def main() -> None:
    """Read the command line, write the files, tell what was done."""
    parser = argparse.ArgumentParser(description="Write a realistic SMPP capture.")
    parser.add_argument("--pdus", type=int, default=2_000_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sessions", type=int, default=8)
    for name, share in Faults()._asdict().items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=share)
    parser.add_argument("--clean", action="store_true", help="no faults: all of the above 0")
    parser.add_argument("--truth", type=Path)
    chosen = parser.parse_args()
    faults = Faults(chosen.loss, chosen.disorder, chosen.header_cuts)
    if chosen.clean:
        faults = Faults(0, 0, 0)
    begun = time.perf_counter()
    truth = generate(chosen.pdus, chosen.out, chosen.seed, faults, chosen.sessions)
    if chosen.truth:
        chosen.truth.write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")
    counts = {**truth["pdus"], **truth["tcp"], "took_s": round(time.perf_counter() - begun, 1)}
    print(" ".join(f"{key}={value}" for key, value in counts.items()))


if __name__ == "__main__":
    main()
