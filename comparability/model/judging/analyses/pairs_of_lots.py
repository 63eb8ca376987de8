"""Split lots: which lot of the pre arm was made from the same source as which lot of the post arm."""

from collections import Counter
from dataclasses import dataclass

from comparability.model.findings import LotValue
from comparability.model.judging.analyses.material import Material, Unfit
from comparability.model.judging.lot_values import listed

LEAST_PAIRS = 2  # of which the spread can be estimated


class TooFewPairs(Unfit):
    def __init__(self, have: int):
        super().__init__(f"{counted(have)} of split lots: at least {LEAST_PAIRS} are needed. {HOW_PAIRED}")
        self.have = have


HOW_PAIRED = "Lots make a pair when the same split source is entered with both."


def counted(pairs: int) -> str:
    return "1 pair" if pairs == 1 else f"{pairs} pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitLots:
    """pre[i] and post[i] come from one source; the others have no partner."""

    pre: tuple[LotValue, ...]
    post: tuple[LotValue, ...]
    others_pre: tuple[LotValue, ...]
    others_post: tuple[LotValue, ...]

    @property
    def pre_values(self) -> list[float]:
        return [lot.value for lot in self.pre]

    @property
    def post_values(self) -> list[float]:
        return [lot.value for lot in self.post]


def split_lots(material: Material) -> SplitLots:
    """Raises Unfit where a source has two lots in an arm, TooFewPairs where nothing can be computed."""
    lots = material.lots
    for arm, found in (("pre", lots.pre), ("post", lots.post)):
        sources = Counter(lot.split_source for lot in found if lot.split_source is not None)
        double = sorted(source for source, count in sources.items() if count > 1)
        if double:
            raise Unfit(
                f"Source {listed(double)} has more than one {arm} lot, so it is not known which lots make a "
                "pair. Exclude the lots that do not belong to the split, with a reason."
            )
    post_of = {lot.split_source: lot for lot in lots.post if lot.split_source is not None}
    matched = [(lot, post_of[source]) for lot in lots.pre if (source := lot.split_source) in post_of]
    pre, post = tuple(lot for lot, _ in matched), tuple(lot for _, lot in matched)
    if len(pre) < LEAST_PAIRS:
        raise TooFewPairs(len(pre))
    return SplitLots(
        pre=pre,
        post=post,
        others_pre=tuple(lot for lot in lots.pre if lot not in pre),
        others_post=tuple(lot for lot in lots.post if lot not in post),
    )


def without_partner(lots: tuple[LotValue, ...], arm: str) -> tuple[str, ...]:
    """A limitation that names the lots that the pairs leave out."""
    if not lots:
        return ()
    names = listed([lot.lot_number for lot in lots])
    if len(lots) == 1:
        return (f"The {arm} lot {names} has no split lot as its partner and is not in this comparison.",)
    return (f"The {arm} lots {names} have no split lots as partners and are not in this comparison.",)
