"""Build the sample captures: every octet follows from the descriptions in this folder.

python sample_pcaps/build.py            write them beside this script
python sample_pcaps/build.py FOLDER     write them there
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sample_pcaps.day import smscentre_day  # noqa: E402
from sample_pcaps.error_bodies import error_bodies  # noqa: E402
from sample_pcaps.files import compressed  # noqa: E402
from sample_pcaps.layers import interfaces, ipv6_vlan  # noqa: E402
from sample_pcaps.long_messages import long_messages, long_messages_single  # noqa: E402
from sample_pcaps.rough import lossy_reordered, rotated  # noqa: E402
from sample_pcaps.split_ids import tx_rx_split_hex_ids  # noqa: E402
from sample_pcaps.truth import Sample  # noqa: E402

STORIES: Sequence[Callable[[], Sample]] = (
    smscentre_day,
    tx_rx_split_hex_ids,
    long_messages,
    long_messages_single,
    lossy_reordered,
    interfaces,
    ipv6_vlan,
    error_bodies,
    rotated,
)
TRUTH = "truth.json.gz"


def build(folder: Path) -> list[Path]:
    """Write all captures, and `truth.json.gz`: what happened in each, by the stem of its name."""
    truth, written = {}, []
    for story in STORIES:
        sample = story()
        truth[story.__name__] = {"files": sorted(sample.files), **sample.truth}
        for name, data in sample.files.items():
            written.append(folder / name)
            written[-1].write_bytes(data)
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    written.append(folder / TRUTH)
    written[-1].write_bytes(compressed(text.encode()))
    return written


if __name__ == "__main__":
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(f"{path.stat().st_size:8} {path.name}")
