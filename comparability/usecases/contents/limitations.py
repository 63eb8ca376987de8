"""What the data cannot carry: said once with a number, or in the section of the one attribute it concerns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from comparability.model.readiness import passing_together
from comparability.model.vocabulary import Tier
from comparability.storage.dossiers import Dossier, ItemLine
from comparability.usecases.contents import figures
from comparability.usecases.contents.in_common import with_names
from reports.wording import Words, fixed

# "Every pre lot was measured in run R-1 and every post lot in run R-2, …": see `model.judging.confounding`.
ALIASED = re.compile(r"Every pre lot was measured (in|on) (run|plate)s? .* and every post lot \1 \2s? ")
MOST_ALIKE = 3
ELSEWHERE = {
    "run": fixed(
        "every pre lot was measured in another run than every post lot, so a difference between them cannot "
        "be told from the change. The section of each attribute names them."
    ),
    "plate": fixed(
        "every pre lot was measured on another plate than every post lot, so a difference between them "
        "cannot be told from the change. The section of each attribute names them."
    ),
}

ALONE = fixed("{names}: what holds for one attribute alone stands in its section.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limitations:
    """numbered: of the whole comparison, in the order of their numbers from 1.

    told: by sentence as an assessment keeps it, the number of the one that says it.
    """

    numbered: tuple[str, ...]
    told: Mapping[str, int]

    def own(self, line: ItemLine, words: Words) -> tuple[str, ...]:
        """What is said of this attribute alone."""
        return tuple(words.told(each) for each in line.item.limitations if each not in self.told)

    def shared(self, line: ItemLine) -> tuple[int, ...]:
        """The numbers of those that it has in common with others."""
        return tuple(sorted(self.told[each] for each in line.item.limitations if each in self.told))


def limitations(record: Dossier, words: Words) -> Limitations:
    """A sentence of several attributes is said once, with their names; what is of one stands with it."""
    numbered = []
    if record.product.is_simulated:
        numbered.append(words("SIMULATED data: no lot of this package exists."))
    if record.product.illustration:
        numbered.append(record.product.illustration)
    told = {}
    every = tuple(words.named(line.attribute.name) for line in record.items)
    sentences = _summed_up(_sentences(record, words), words)
    for names, together in _grouped(sentences, every).items():
        for sentence in together:
            numbered.append(with_names(_where(names, every, words), words.told(sentence)))
            told[sentence] = len(numbered)
    if family := passing_together(_chances(record)):
        numbered.append(words.stored(family))
    own = {name for names in sentences.values() if len(names) == 1 for name in names}
    if own:
        named = _where(tuple(name for name in every if name in own), every, words)
        numbered.append(words(ALONE, names=named))
    return Limitations(numbered=tuple(numbered), told=told)


def _sentences(record: Dossier, words: Words) -> dict[str, list[str]]:
    """The names of the attributes by each sentence as an assessment keeps it."""
    sentences: dict[str, list[str]] = {}
    for line in record.items:
        for sentence in dict.fromkeys(line.item.limitations):
            sentences.setdefault(sentence, []).append(words.named(line.attribute.name))
    return sentences


def _grouped(sentences: Mapping[str, list[str]], every: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """The sentences that several attributes have, by the names of those in the order of the document."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for sentence, names in sentences.items():
        if len(names) > 1:
            grouped.setdefault(tuple(name for name in every if name in names), []).append(sentence)
    return grouped


def _summed_up(sentences: Mapping[str, list[str]], words: Words) -> dict[str, list[str]]:
    """Sentences that differ only in what they name become one; each attribute's section names its own."""
    alike: dict[str, list[str]] = {}
    for sentence in sentences:
        if factor := ALIASED.match(sentence):
            alike.setdefault(factor[2], []).append(sentence)
    summed = dict(sentences)
    for shared, several in alike.items():
        if len(several) > MOST_ALIKE:
            one = words(ELSEWHERE[shared])
            summed[one] = [name for sentence in several for name in summed.pop(sentence)]
    return summed


def _where(names: tuple[str, ...], every: tuple[str, ...], words: Words) -> str:
    """The attributes in as few words as possible."""
    rest = [name for name in every if name not in names]
    if not rest and len(every) > 1:
        return words("All attributes")
    if 0 < len(rest) < len(names) / 2:
        return words("All attributes except {names}", names=words.listed(rest))
    return words.listed(names)


def _chances(record: Dossier) -> list[float]:
    found = [
        figures.values_of(line).get("chance_without_shift")
        for line in record.items
        if line.criterion.row.tier is Tier.A
    ]
    return [each for each in found if each is not None]
