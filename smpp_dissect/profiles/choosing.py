"""Which profile holds for which peer, by what its sessions show.

A *peer* is an account at one server and port. It shows the server's address and port, and vendor
TLVs. A TLV speaks for a profile that has its tag, in that PDU, with values of that form; a form
that the profile does not allow speaks against it, for the same tags mean other things elsewhere.
What a peer does not show by itself, others of its account or of its server may: a transmitter sees
no receipts. Of two profiles that fit alike neither is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from smpp_dissect.profiles.loader import shipped_with
from smpp_dissect.profiles.model import Profile
from smpp_dissect.profiles.tlv import VendorTlv

# The standard's own TLVs end below the vendor range (SMPP 3.4, 5.3.1); meeting one tells no vendor.
FIRST_VENDOR_TAG = 0x1400
# The port registered for SMPP is anybody's.
SMPP_PORT = 2775
# TLVs that must speak for a shipped profile, and for one of several that were asked for.
UNASKED, ASKED = 2, 1

# A tag and the command it came in (None: not told), with some of its values.
Met = dict[tuple[int, str | None], Sequence[bytes]]

# Why there is no profile.
NONE_FITS = "no profile has its server port or two of its vendor TLVs"
NONE_ASKED_FITS = "none of those asked for has its server or one of its vendor TLVs"


class Shown(NamedTuple):
    """What a peer shows. `account`: its system_id, empty where no bind was seen."""

    server: str
    port: int
    account: str
    tlvs: Met


class Choice(NamedTuple):
    """The profile that holds for a peer, or None, and why."""

    profile: Profile | None
    reason: str


def choose(ports: Iterable[int], tags: Iterable[int]) -> tuple[Profile | None, str]:
    """Choose the shipped profile that fits server ports and TLV tags, and say why.

    A profile fits by a port of its own or by at least two of its vendor TLVs; both is better, then
    the one with more of the TLVs. (None, reason) where none fits, or several do alike.
    """
    met: Met = {(tag, None): () for tag in tags}
    own = set(ports)
    return _best([_weigh(each, "", own, met, False) for each in _shipped_for(own, met)], NONE_FITS)


def choose_each(peers: Sequence[Shown], asked: Sequence[Profile] = ()) -> list[Choice]:
    """Choose a profile for each peer, out of those asked for, or else of the shipped ones.

    One that was asked for alone holds for every peer, if not for one place only.
    """
    if len(asked) == 1 and not asked[0].only_there:
        return [Choice(asked[0], "as asked")] * len(peers)
    met = {each for peer in peers for each in peer.tlvs}
    profiles = asked or _shipped_for({peer.port for peer in peers}, met)
    pools = _pools(peers)
    return [_choose_one(peer, profiles, bool(asked), pools) for peer in peers]


def _shipped_for(ports: set[int], met: Iterable[tuple[int, str | None]]) -> tuple[Profile, ...]:
    """The shipped profiles that may fit somebody who shows this, unasked: no other will."""
    return shipped_with(ports - {SMPP_PORT}, {tag for tag, _ in met}, UNASKED)


Pools = dict[tuple[object, ...], dict[tuple[int, str | None], Sequence[bytes]]]


def _choose_one(peer: Shown, profiles: Sequence[Profile], asked: bool, pools: Pools) -> Choice:
    first = None
    for met, whose in _views(peer, pools):
        fits = [_weigh(profile, peer.server, {peer.port}, met, asked) for profile in profiles]
        choice = _best(fits, NONE_ASKED_FITS if asked else NONE_FITS)
        if choice.profile is not None:
            return choice._replace(reason=f"{choice.reason}{whose}")
        first = first or choice
    assert first is not None
    return first


def _views(peer: Shown, pools: Pools) -> Iterator[tuple[Met, str]]:
    """What is known of a peer by itself, then by its account, then by its server and port."""
    yield peer.tlvs, ""
    if peer.account:
        yield pools[peer.server, peer.account], ", by its account"
    yield pools[peer.server, peer.port], ", by its server"


def _pools(peers: Sequence[Shown]) -> Pools:
    pools: Pools = {}
    for peer in peers:
        for key in ((peer.server, peer.account), (peer.server, peer.port)):
            pools.setdefault(key, {}).update(peer.tlvs)
    return pools


class _Fit(NamedTuple):
    """How well a profile fits, the better the greater, and by which signs; `rank` None: not."""

    profile: Profile
    rank: tuple[bool, bool, int, bool, int] | None
    signs: str


def _weigh(profile: Profile, server: str, ports: set[int], met: Met, asked: bool) -> _Fit:
    network = next((each for each in profile.servers if _is_in(server, each)), "")
    own_ports = sorted(ports & {*profile.ports, *profile.tls_ports})
    if not asked:
        may = "port" in profile.recognised_by
        own_ports = [port for port in own_ports if may and port != SMPP_PORT]
    if profile.only_there and not (network or own_ports):
        return _Fit(profile, None, "")
    like, unlike, telling = _compare(profile, met)
    net = len(like) - len(unlike)
    by_tlvs = net >= ASKED if asked else net >= UNASKED and "tlvs" in profile.recognised_by
    if not (network or own_ports or by_tlvs):
        return _Fit(profile, None, "")
    is_telling_port = any(port != SMPP_PORT for port in own_ports)
    rank = (bool(network), is_telling_port and by_tlvs, net, bool(own_ports), len(telling))
    return _Fit(profile, rank, _signs(network, own_ports, like))


def _compare(profile: Profile, met: Met) -> tuple[set[int], set[int], set[int]]:
    """Tags that speak for a profile, tags that speak against it, tags that few others have so."""
    like, unlike, telling = set(), set(), set()
    for (tag, command), values in met.items():
        tlv = profile.tlv(tag, command) if tag >= FIRST_VENDOR_TAG else None
        if tlv is None or not (command is None or tlv.comes_in(command)):
            continue
        if all(map(tlv.is_like, values)):
            like.add(tag)
            if _is_telling(tlv, values):
                telling.add(tag)
        else:
            unlike.add(tag)
    return like - unlike, unlike, telling - unlike


def _is_telling(tlv: VendorTlv, values: Sequence[bytes]) -> bool:
    """Whether a TLV's form is so narrow that values are hardly of it by chance."""
    if tlv.kind == "digits" or tlv.min_octets == tlv.max_octets:
        return True
    return bool(values) and all(tlv.text(value) != tlv.characters(value) for value in values)


def _best(fits: Iterable[_Fit], nothing: str) -> Choice:
    ranked = sorted(
        ((fit.rank, fit) for fit in fits if fit.rank is not None),
        key=lambda each: each[0],
        reverse=True,
    )
    if not ranked:
        return Choice(None, nothing)
    rank, best = ranked[0]
    alike = [fit.profile.name for other, fit in ranked if other == rank]
    if len(alike) > 1:
        return Choice(None, f"{' and '.join(alike)} fit alike, by {best.signs}")
    return Choice(best.profile, best.signs)


def _signs(network: str, ports: list[int], tags: set[int]) -> str:
    signs = []
    if network:
        signs.append(f"server in {network}")
    if ports:
        signs.append(f"server port {', '.join(map(str, ports))}")
    if tags:
        names = ", ".join(f"0x{tag:04X}" for tag in sorted(tags))
        signs.append(f"vendor TLV{'s' * (len(tags) > 1)} {names}")
    return " and ".join(signs)


def _is_in(server: str, network: str) -> bool:
    if not server:
        return False
    address, within = ip_address(server), ip_network(network)
    return address.version == within.version and address in within
