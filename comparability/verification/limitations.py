"""The limitations that a package prints of each attribute: its own, and those that it names by number.

What attributes have in common stands once in a package, behind the names of those attributes. Which sentence
a number stands for is known in any wording: the sections that name the number are those of the attributes
that have the sentence, and numbers of the same attributes follow the order of the sentences.
"""

from collections.abc import Iterator, Sequence

from comparability.usecases.contents.in_common import without_names
from reports import content

Told = Sequence[tuple[str, str]]  # a sentence as an assessment keeps it, and in the package's language


def printed_limitations(package: content.Package, told: Sequence[Told]) -> Iterator[tuple[str, ...]]:
    """By attribute what is printed of it, in the order of its sentences; what stands for none comes last."""
    names = [section.title for section in package.attributes]
    shared = [without_names(each, names) for each in package.limitations]
    numbers = _numbers(package, shared, told)
    for section, sentences in zip(package.attributes, told, strict=False):
        own, found = list(section.limitations), []
        for sentence, _ in sentences:
            if sentence in numbers:
                found.append(shared[numbers[sentence] - 1])
            elif own:
                found.append(own.pop(0))
        unknown = (each for each in section.shared_limitations if each not in numbers.values())
        yield *found, *own, *(package.limitations[number - 1] for number in unknown)


def _numbers(package: content.Package, shared: Sequence[str], told: Sequence[Told]) -> dict[str, int]:
    """The number of each sentence that has one."""
    naming: dict[int, list[int]] = {}
    for place, section in enumerate(package.attributes):
        for number in dict.fromkeys(section.shared_limitations):
            naming.setdefault(number, []).append(place)
    having: dict[str, list[int]] = {}
    for place, sentences in enumerate(told):
        for sentence in dict(sentences):
            having.setdefault(sentence, []).append(place)
    found: dict[str, int] = {}
    for number, places in sorted(naming.items()):
        alike = [each for each, others in having.items() if others == places and each not in found]
        # A sentence of several attributes that was summed up with others has no number of its own.
        exact = [each for each in alike if dict(told[places[0]])[each] == shared[number - 1]]
        for sentence in (exact or alike)[:1]:
            found[sentence] = number
    return found
