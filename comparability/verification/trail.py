"""The audit trail in an evidence copy: hashes computed again, and what its entries say of the other files."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comparability.model.trail import BEFORE_THE_FIRST, HASHED, entry_hash


def broken_links(trail: Mapping[str, Any]) -> Iterator[str]:
    """The first entry that is missing or changed. Of an extract, each entry and each pair of neighbours."""
    seq, last = 0, BEFORE_THE_FIRST
    for entry in trail["entries"]:
        number = entry["seq"]
        if trail["is_whole"] and number != seq + 1:
            yield f"audit.json: audit entry {seq + 1} is missing"
            return
        if number == seq + 1 and entry["previous"] != last:
            yield f"audit.json: audit entry {number} does not follow entry {seq}: one of them was replaced"
            return
        if entry["hash"] != entry_hash(entry["previous"], *(entry[name] for name in HASHED)):
            yield f"audit.json: audit entry {number} was changed after it was written"
            return
        seq, last = number, entry["hash"]
    if (seq, last) != (trail["head"]["seq"], trail["head"]["hash"]):
        yield f"audit.json: the trail ends at audit entry {seq}, which is not the entry its head names"


def wrong_head(trail: Mapping[str, Any], *, seq: str, digest: str) -> Iterator[str]:
    """Whether the head that the pages print is an entry of the trail. An extract may not hold it."""
    found = {str(entry["seq"]): entry["hash"] for entry in trail["entries"]}
    if seq in found and found[seq] != digest:
        yield f"content.json: audit entry {seq} has another hash in the attached trail than the pages print"
    elif seq not in found and trail["is_whole"]:
        yield f"content.json: audit entry {seq}, which the pages print, is not in the attached trail"


def wrong_anchors(trail: Mapping[str, Any], lines: Sequence[str]) -> Iterator[str]:
    """Whether every anchor that falls into the trail agrees. lines: of an anchor file, without their MAC.

    The MAC needs the key of the installation, so who hands over the file is trusted for it.
    """
    found = {entry["seq"]: entry["hash"] for entry in trail["entries"]}
    agreed = 0
    for number, line in enumerate(lines, start=1):
        parts = line.split(" ")
        if len(parts) != 4 or not parts[0].isdecimal():
            yield f"anchor file: line {number} is no anchor"
            return
        if int(parts[0]) in found:
            if found[int(parts[0])] != parts[1]:
                yield f"anchor file: audit entry {parts[0]}, anchored at {parts[2]}, is another in audit.json"
                return
            agreed += 1
    if not agreed:
        yield "anchor file: none of its anchors is an entry of the attached trail"


def contradicted(
    trail: Mapping[str, Any], entered: Sequence[Mapping[str, Any]], signatures: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Results and signatures that the trail does not have as the other files do."""
    said = {
        (entry["entity"], entry["entity_id"], entry["field"]): entry["new"]
        for entry in trail["entries"]
        if entry["action"] == "insert"
    }
    for result in entered:
        text = said.get(("result", str(result["result_id"]), "entered"))
        if text != result["entered"]:
            yield f"results.json: result {result['result_id']} is {result['entered']!r}, entered was {text!r}"
    for signature in signatures:
        for name in ("content_hash", "printed_name", "meaning", "entity"):
            text = said.get(("signature", str(signature["id"]), name))
            if text != signature[name]:
                yield (
                    f"signatures.json: {name.replace('_', ' ')} of signature {signature['id']} is "
                    f"{signature[name]!r}, signed was {text!r}"
                )
