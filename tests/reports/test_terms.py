"""The words of a verdict in every language, as packages that exist print them.

`comparability verify` takes no other word for an outcome than those of the catalogue. Whoever corrects one
puts the old one under `[former]` of the catalogue, or every package with it is called tampered with.
"""

from itertools import chain, combinations

import pytest

from comparability.model.vocabulary import Conclusion, Mark, Outcome
from reports.wording import Words

PRINTED = {
    "ja": {
        "equivalent": ["同等"],
        "different": ["差異あり"],
        "inconclusive": ["結論に至らず"],
        "met": ["適合"],
        "not met": ["不適合"],
        "cannot be judged": ["判定不能"],
        "described": ["記述のみ"],
        "highly similar": ["類似性が高い"],
        "similar, more data needed": ["類似しているが、追加データが必要"],
        "differences without impact, justified": ["差異はあるが影響はなく、妥当性が示されている"],
        "not comparable": ["同等／同質とはいえない"],
        "exploratory": ["探索的"],
        "retrospective": ["後ろ向き"],
        "from summary statistics": ["要約統計量に基づく"],
    },
    "ko": {
        "equivalent": ["동등"],
        "different": ["차이 있음"],
        "inconclusive": ["결론 미확정"],
        "met": ["적합"],
        "not met": ["부적합"],
        "cannot be judged": ["판정 불가"],
        "described": ["기술만 함"],
        "highly similar": ["매우 유사함"],
        "similar, more data needed": ["유사하나 추가 자료 필요"],
        "differences without impact, justified": ["차이가 있으나 영향 없음, 타당성 입증됨"],
        "not comparable": ["비교동등하지 않음"],
        "exploratory": ["탐색적"],
        "retrospective": ["후향적"],
        "from summary statistics": ["요약 통계량에 근거"],
    },
    "zh-Hans": {
        "equivalent": ["等效"],
        "different": ["有差异"],
        "inconclusive": ["尚无定论"],
        "met": ["符合"],
        "not met": ["不符合"],
        "cannot be judged": ["无法判定"],
        "described": ["仅作描述"],
        "highly similar": ["高度相似"],
        "similar, more data needed": ["相似，需补充数据"],
        "differences without impact, justified": ["存在差异但无影响，已论证"],
        "not comparable": ["不可比"],
        "exploratory": ["探索性"],
        "retrospective": ["回顾性"],
        "from summary statistics": ["基于汇总统计量"],
    },
}


@pytest.mark.parametrize("language", PRINTED)
def test_every_word_of_a_verdict_that_was_ever_printed_is_known_to_the_catalogue(language):
    words = Words(language)
    for term in chain(Outcome, Conclusion, Mark):
        assert words.term(term) in PRINTED[language][term.value], "printed from now on: add it here"
        assert set(PRINTED[language][term.value]) <= set(words.terms(term)), "put it under [former]"


@pytest.mark.parametrize("language", PRINTED)
@pytest.mark.parametrize("vocabulary", [Outcome, Conclusion, Mark])
def test_no_word_has_stood_for_two_verdicts(language, vocabulary):
    words = Words(language)
    for one, other in combinations(vocabulary, 2):
        assert not set(words.terms(one)) & set(words.terms(other))
