"""Whether a text is English enough for a voice that knows nothing else."""

import pytest

from apps.media.english import has_other_letters, is_in_other_letters, looks_dutch


@pytest.mark.parametrize("text", ["Welcome.", "Café naïve, 50% off!", "", "123 🎉", "“Ångström”", "½ price"])
def test_latin_letters_marks_and_numbers_are_fine(text):
    assert not has_other_letters(text)
    assert not is_in_other_letters(text)


@pytest.mark.parametrize("text", ["欢迎来到我们的品茶会", "Привет, мир", "Hi 欢迎来到我们的品茶会", "مرحبا"])
def test_a_text_in_other_letters_is_known(text):
    assert is_in_other_letters(text)


def test_a_name_in_other_letters_is_one_word_of_an_english_text():
    text = "Our shop in Beijing (北京) opens at nine."
    assert has_other_letters(text)
    assert not is_in_other_letters(text)


@pytest.mark.parametrize(
    "text",
    [
        "Welkom bij onze proeverij. Kom binnen en drink een kopje thee.",
        "Dit is niet voor iedereen, maar wij zijn er blij mee.",
    ],
)
def test_dutch_is_known(text):
    assert looks_dutch(text)


@pytest.mark.parametrize(
    "text",
    ["Welcome to our spring tasting. Come in and have a cup of tea.", "Van Dijk and De Boer will be at the op-ed.", ""],
)
def test_english_is_not_taken_for_dutch(text):
    assert not looks_dutch(text)
