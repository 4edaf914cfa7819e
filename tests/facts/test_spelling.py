import pytest

from rccrm_lib.facts.spelling import fold_words, sound_key


@pytest.mark.parametrize(("text", "folded"), [("  O'Neill-Smith ", "oneill smith"), ("João  da Silva", "joao da silva"),
                                              ("ＡＢＣ Ltd.", "abc ltd"), ("张 三", "张 三"), ("", None), ("--", None)])
def test_folding(text, folded):
    assert fold_words(text) == folded


@pytest.mark.parametrize(("one", "other"), [("Philips", "Fillips"), ("Catherine", "Katharine"), ("McArthy", "MacArthy"),
                                             ("Smith", "Smyth")])
def test_names_that_sound_alike(one, other):
    assert sound_key(one) == sound_key(other)


def test_names_that_do_not():
    assert sound_key("Smith") != sound_key("Jones")
