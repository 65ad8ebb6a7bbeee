"""The quiz, answered from Python as a trainee answers it."""

import pytest

from segkit.explore import Option, Question, question, quiz, right, wrong


def two_questions() -> list[Question]:
    """Return two questions with the right answers at places 1 and 0."""
    return [
        question(
            "Who has the better <recency>?",
            wrong("The big spender", "That is the monetary value."),
            right("The one who ordered last", "Recency looks at the last order."),
            wrong("The regular", "That is frequency & habit."),
        ),
        question(
            "Which score is best?",
            right("5", "Scores run from 1 to 5."),
            wrong("1", "That is the worst."),
            wrong("3", "That is the middle."),
            wrong("0", "There is no 0."),
        ),
    ]


def test_each_choice_is_explained_and_counted():
    """Choosing shows the reason of that option; changing one's mind replaces it."""
    shown = quiz(two_questions())
    assert "0 of 2 right (0 answered)" in shown.score.value
    shown.choices[0].index = 0
    assert "Not quite." in shown.explanations[0].value
    assert "That is the monetary value." in shown.explanations[0].value
    assert "0 of 2 right (1 answered)" in shown.score.value
    shown.choices[0].index = 1
    assert "Right." in shown.explanations[0].value
    shown.choices[1].index = 0
    assert "2 of 2 right (2 answered)" in shown.score.value


def test_nothing_is_chosen_at_first_and_a_choice_can_be_taken_back():
    """An untouched quiz gives nothing away."""
    shown = quiz(two_questions())
    assert [choices.index for choices in shown.choices] == [None, None]
    assert [explanation.value for explanation in shown.explanations] == ["", ""]
    shown.choices[1].index = 2
    shown.choices[1].index = None
    assert shown.explanations[1].value == ""
    assert "(0 answered)" in shown.score.value


def test_the_options_are_radio_buttons_in_the_order_given():
    """Radio buttons answer to the keyboard, and their group is named by the prompt."""
    first = quiz(two_questions()).choices[0]
    assert [text for text, _ in first.options] == [
        "The big spender",
        "The one who ordered last",
        "The regular",
    ]
    assert first.tooltip == "Who has the better <recency>?"


def test_markup_in_a_text_is_shown_and_not_run():
    """Prompts, reasons and titles are escaped wherever they become HTML."""
    shown = quiz(two_questions(), title="<b>Quiz</b>")
    shown.choices[0].index = 2
    pages = [shown.children[0].value, shown._page(), shown.explanations[0].value]
    assert "&lt;b&gt;Quiz&lt;/b&gt;" in pages[0]
    assert "&lt;recency&gt;" in pages[1]
    assert "frequency &amp; habit" in pages[2]
    assert not any("<b>" in page or "<recency>" in page for page in pages)


def test_the_words_of_the_quiz_are_those_of_the_language():
    """Score, verdict and default title come in Chinese or English."""
    shown = quiz(two_questions(), lang="zh")
    shown.choices[1].index = 1
    assert "自测" in shown.children[0].value
    assert "不对。" in shown.explanations[1].value
    assert "答对 0 / 2 题（已答 1 题）" in shown.score.value


def test_a_page_without_widgets_still_shows_the_questions():
    """Beside the widget there is a page with each explanation folded behind its option."""
    bundle = quiz(two_questions())._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].count("<details>") == 7
    assert "<summary>The regular</summary>" in bundle["text/html"]


OPTIONS = (right("a", "why a"), wrong("b", "why b"), wrong("c", "why c"))


@pytest.mark.parametrize(
    ("prompt", "options", "text"),
    [
        ("Why?", OPTIONS[:2], "the question 'Why\\?' has 2 options; give it 3 or 4"),
        ("Why?", (*OPTIONS, wrong("d", "d"), wrong("e", "e")), "has 5 options; give it 3 or 4"),
        ("Why?", (*OPTIONS, right("d", "why d")), "has 2 right options; mark exactly one with"),
        ("Why?", (*OPTIONS[1:], wrong("d", "why d")), "has 0 right options; mark exactly one with"),
        (" ", OPTIONS, "has an empty text; fill in its prompt, options and reasons"),
        ("Why?", (*OPTIONS, wrong("d", "")), "has an empty text; fill in its prompt, options and"),
        ("Why?", (*OPTIONS, wrong("b ", "why")), "has two options that read the same; reword one"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(prompt, options, text):
    """The message names the question, what is wrong and what to do."""
    with pytest.raises(ValueError, match=text):
        question(prompt, *options)
    with pytest.raises(ValueError, match=text):
        quiz([Question(prompt, options)])


def test_what_is_no_question_or_option_is_refused():
    """Tuples and texts are told what to be made with."""
    with pytest.raises(TypeError, match="has an option that is no Option; make it with right or"):
        question("Why?", "a", "b", "c")
    with pytest.raises(TypeError, match="entry 2 of the quiz is tuple, a Question was expected"):
        quiz([two_questions()[0], ("Why?", OPTIONS)])
    with pytest.raises(ValueError, match=r"the quiz has no questions; pass a list of question\(.*"):
        quiz([])


def test_right_and_wrong_only_differ_in_the_flag():
    """They spare the lesson's author a True and a False."""
    assert right("a", "b") == Option("a", True, "b")
    assert wrong("a", "b") == Option("a", False, "b")
