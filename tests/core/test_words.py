import pytest

from rccrm_lib.core.words import LANGUAGES, Words, load_catalogue


def test_every_word_speaks_both_languages_and_names_the_same_values():
    import string

    for key, texts in load_catalogue().items():
        fields = [{name for _, name, _, _ in string.Formatter().parse(texts[lang]) if name} for lang in LANGUAGES]
        assert fields[0] == fields[1], f"{key}: {fields}"
        assert any(texts[lang].strip() for lang in LANGUAGES), key


def test_a_missing_word_is_an_error():
    with pytest.raises(KeyError, match="no word"):
        Words("zh")("report.nothing.here")


def test_an_unknown_language_is_an_error():
    with pytest.raises(KeyError):
        Words("fr")
