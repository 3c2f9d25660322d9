"""A PDU's tree as HTML for a notebook: a tree that unfolds, beside the octets.

Pointing at a field marks its octets, and at an octet its field; choosing an octet unfolds the tree
down to it. What a reader needs is there without that: lists, `details` and preformatted text, which
survive where a notebook is shown without its scripts and styles. Nothing has an id, so many trees
can stand in one notebook: a script brings to life whatever trees it finds that are not yet.

Texts of the PDU come in as text and as nothing else: escaped for HTML, their control characters
written out, and shut off from the notebook's mathematics. Colours are laid over those of the
notebook, so they go with a light theme and a dark one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from smpp_dissect.views.escape import visible
from smpp_dissect.views.hexdump import WIDTH, padding, runs
from smpp_dissect.views.tree import FAULTY, field_text, walk

Node = Mapping[str, Any]

# What is larger is told in part, so that a notebook stays small.
MOST_OCTETS, MOST_NODES, MOST_CHARACTERS = 4096, 2000, 2000
HUES = 6
FAULT = "x"

STYLE = """
.smpp-pdu { font: 13px/1.5 var(--jp-code-font-family, ui-monospace, Menlo, Consolas, monospace);
  text-align: left }
.smpp-pdu .smpp-panes { display: flex; flex-wrap: wrap; gap: .5em 2.5em; align-items: flex-start }
.smpp-pdu .smpp-panes .smpp-tree { flex: 1 1 30em; min-width: 0; overflow-wrap: anywhere }
.smpp-pdu .smpp-panes .smpp-tree ul { list-style: none; margin: 0; padding: 0 0 0 1.2em }
.smpp-pdu .smpp-panes .smpp-tree > ul { padding: 0 }
.smpp-pdu .smpp-panes .smpp-tree li { margin: 0 }
.smpp-pdu .smpp-panes .smpp-tree li > span { display: inline-block; margin-left: 1em;
  padding-left: .8em; text-indent: -.8em }
.smpp-pdu .smpp-panes .smpp-tree summary { padding-left: 1.8em; text-indent: -1.8em;
  cursor: pointer }
.smpp-pdu .smpp-panes .smpp-tree b { font-weight: 600; padding-left: .35em;
  border-left: .35em solid var(--smpp-hue, transparent) }
.smpp-pdu .smpp-panes pre { flex: none; position: sticky; top: 0; max-width: 100%; margin: 0;
  padding: 0; border: 0; overflow-x: auto; font: inherit; color: inherit; background: none }
.smpp-pdu .smpp-panes pre span { cursor: pointer; background: var(--smpp-hue) }
.smpp-pdu .smpp-panes pre i { font-style: normal; opacity: .6 }
.smpp-pdu .smpp-panes .smpp-on { background: hsl(220 95% 58% / .4); border-radius: 2px;
  outline: 2px solid hsl(220 95% 58%); outline-offset: -1px }
.smpp-h0 { --smpp-hue: hsl(205 90% 55% / .32) } .smpp-h1 { --smpp-hue: hsl(35 95% 55% / .34) }
.smpp-h2 { --smpp-hue: hsl(150 65% 45% / .34) } .smpp-h3 { --smpp-hue: hsl(285 65% 62% / .32) }
.smpp-h4 { --smpp-hue: hsl(60 85% 45% / .34) } .smpp-h5 { --smpp-hue: hsl(180 75% 42% / .34) }
.smpp-hx { --smpp-hue: hsl(0 85% 55% / .5) }
"""

SCRIPT = """
for (const pdu of document.querySelectorAll(".smpp-pdu:not([data-live])")) {
  pdu.dataset.live = "";
  const fields = [...pdu.querySelectorAll(".smpp-tree [data-range]")];
  const runs = [...pdu.querySelectorAll("pre [data-range]")];
  const range = (part) => part.dataset.range.split("-").map(Number);
  const holds = ([begin, end], [from, to]) => begin <= from && to <= end;
  const fieldOf = (run) => fields.findLast((field) =>
    !("bits" in field.dataset) && holds(range(field), range(run)));
  const folded = (field) => {
    let shown = field;
    for (let at = field.closest("details"); at; at = at.parentElement.closest("details"))
      if (!at.open && at.firstElementChild !== field) shown = at.firstElementChild;
    return shown;
  };
  const mark = (parts) => {
    const marked = new Set(parts);
    for (const part of [...fields, ...runs]) part.classList.toggle("smpp-on", marked.has(part));
  };
  const point = ({target}) => {
    const part = target.closest("[data-range]");
    if (!part) return mark([]);
    const field = runs.includes(part) ? fieldOf(part) : part;
    if (!field) return mark([part]);
    mark([folded(field), ...runs.filter((run) => holds(range(field), range(run)))]);
  };
  pdu.addEventListener("mouseover", point);
  pdu.addEventListener("focusin", point);
  pdu.addEventListener("mouseleave", () => mark([]));
  pdu.addEventListener("click", ({target}) => {
    const run = target.closest("pre [data-range]");
    const field = run && fieldOf(run);
    if (!field) return;
    for (let at = field.closest("details"); at; at = at.parentElement.closest("details"))
      at.open = true;
    field.scrollIntoView({block: "nearest"});
    point({target});
  });
}
"""


def tree_html(root: Node, heading: str = "") -> str:
    """Write a tree as HTML that stands alone; `heading`: lines that tell where the PDU is from."""
    head = "".join(f"<div>{escape(visible(line))}</div>" for line in heading.splitlines())
    return (
        '<div class="smpp-pdu tex2jax_ignore mathjax_ignore">'
        f"<style>{STYLE}</style>{head}"
        f'<div class="smpp-panes"><div class="smpp-tree">{_tree(root)}</div>'
        f"<pre>{_dump(root)}</pre></div><script>{SCRIPT}</script></div>"
    )


def _hue(place: int, part: Node) -> str:
    return f"smpp-h{FAULT if part['name'] in FAULTY else place % HUES}"


def _tree(root: Node) -> str:
    """Write the root, unfolded, and its parts, folded."""
    parts: list[str] = []
    room = MOST_NODES
    for place, part in enumerate(root["nodes"]):
        room -= sum(1 for _ in walk(part))
        if room < 0:
            parts.append(
                f"<li>… {len(root['nodes']) - place} more parts: print this to see them</li>"
            )
            break
        parts.append(_branch(part, f' class="{_hue(place, part)}"'))
    return (
        f"<ul><li><details open><summary{_range(root)}>{_field(root)}</summary>"
        f"<ul>{''.join(parts)}</ul></details></li></ul>"
    )


def _branch(node: Node, attributes: str = "") -> str:
    if not node["nodes"]:
        return f"<li{attributes}><span{_range(node)}>{_field(node)}</span></li>"
    parts = "".join(map(_branch, node["nodes"]))
    return (
        f"<li{attributes}><details><summary{_range(node)}>{_field(node)}</summary>"
        f"<ul>{parts}</ul></details></li>"
    )


def _range(node: Node) -> str:
    """The octets of a node; bits are told apart, for no octet is theirs alone."""
    begin = int(node["offset"])
    bits = " data-bits" if "bits" in node else ""
    return f' data-range="{begin}-{begin + int(node["length"])}"{bits}'


def _field(node: Node) -> str:
    name, said = field_text(node)
    return f"<b>{escape(name)}</b>{escape(_start(said))}"


def _start(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def _dump(root: Node) -> str:
    """Write the octets as rows of runs, each of one leaf, in hexadecimal and as ASCII."""
    octets = bytes.fromhex(root["hex"])
    shown = octets[:MOST_OCTETS]
    owner = [""] * len(octets)
    for place, part in enumerate(root["nodes"]):
        for leaf in _leaves(part):
            title = escape(_start("".join(field_text(leaf))))
            run = f'{_range(leaf)} class="{_hue(place, part)}" title="{title}"'
            begin = leaf["offset"]
            owner[begin : begin + leaf["length"]] = [run] * leaf["length"]
    rows = []
    for at in range(0, len(shown), WIDTH):
        row = shown[at : at + WIDTH]
        made = list(runs(row, owner[at : at + WIDTH]))
        digits = "".join(f"{run.blanks}<span{run.common}>{run.digits}</span>" for run in made)
        text = "".join(f"<span{run.common}>{escape(run.text)}</span>" for run in made)
        rows.append(f"<i>{at:04x}</i> {digits}{padding(len(row))}  {text}")
    if len(octets) > len(shown):
        rows.append(f"… {len(octets) - len(shown)} more octets")
    return "\n".join(rows)


def _leaves(node: Node) -> Iterator[Node]:
    """Give the nodes that hold the octets."""
    if all("bits" in part for part in node["nodes"]):
        yield node
    else:
        for part in node["nodes"]:
            yield from _leaves(part)
