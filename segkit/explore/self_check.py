"""A quiz that explains each answer as soon as it is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import ipywidgets as widgets

from segkit.words import chooser


@dataclass(frozen=True)
class Option:
    """One answer to a question: its text, whether it is correct, and why."""

    text: str
    correct: bool
    why: str


@dataclass(frozen=True)
class Question:
    """A prompt and three or four options, one of them correct."""

    prompt: str
    options: tuple[Option, ...]


def right(text: str, why: str) -> Option:
    """Return the correct answer to a question, with the explanation shown when it is chosen."""
    return Option(text, True, why)


def wrong(text: str, why: str) -> Option:
    """Return a wrong answer to a question, with the explanation shown when it is chosen."""
    return Option(text, False, why)


def question(prompt: str, *options: Option) -> Question:
    """Return a question with its answers in the order in which they are shown.

    Raises
    ------
    ValueError
        If there are not three or four options, not exactly one is right, a text is empty or two
        options read the same.
    TypeError
        If an option was not made with ``right`` or ``wrong``.

    Examples
    --------
    >>> asked = question(
    ...     "Two customers placed one order each. Who has the better recency?",
    ...     wrong("The one who spent more", "That is the monetary value."),
    ...     right("The one who ordered later", "Recency looks at the date of the last order."),
    ...     wrong("Both the same", "Their frequency is the same, their dates may differ."),
    ... )
    >>> len(asked.options)
    3
    """
    made = Question(prompt, options)
    _check_question(made)
    return made


def _check_question(asked: Question) -> None:
    """Raise unless `asked` can be shown: its options are typed, filled in, different, one right."""
    where = f"the question {asked.prompt!r}"
    if not all(isinstance(option, Option) for option in asked.options):
        raise TypeError(f"{where} has an option that is no Option; make it with right or wrong.")
    if not 3 <= len(asked.options) <= 4:
        raise ValueError(f"{where} has {len(asked.options)} options; give it 3 or 4.")
    correct = sum(option.correct for option in asked.options)
    if correct != 1:
        raise ValueError(f"{where} has {correct} right options; mark exactly one with right(...).")
    texts = [option.text.strip() for option in asked.options]
    parts = [asked.prompt, *texts, *(option.why for option in asked.options)]
    if not all(part.strip() for part in parts):
        raise ValueError(f"{where} has an empty text; fill in its prompt, options and reasons.")
    if len(set(texts)) < len(texts):
        raise ValueError(f"{where} has two options that read the same; reword one of them.")


def quiz(questions: Sequence[Question], *, title: str | None = None, lang: str = "en") -> "Quiz":
    """Show questions for self-check; each choice is explained at once and may be changed.

    With the keyboard, Tab goes from option to option and the space bar chooses.

    Write one in a lesson with ``question``, ``right`` and ``wrong``::

        quiz(
            [
                question(
                    T("R 高代表什么？", "What does a high R score mean?"),
                    right(T("最近买过", "A recent order"), T("得分越高，购买越近。", "...")),
                    wrong(T("买得多", "Many orders"), T("那是 F。", "That is F.")),
                    wrong(T("花得多", "High spend"), T("那是 M。", "That is M.")),
                ),
            ],
            lang=LANG,
        )

    Parameters
    ----------
    questions : sequence of Question
        At least one, made with ``question``.
    title : text, optional
        Heading of the quiz; "Self-check" by default.
    lang : text
        Language of the quiz's own words, ``"zh"`` or ``"en"``.

    Returns
    -------
    Quiz
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If there is no question or `lang` is another language.
    TypeError
        If an entry was not made with ``question``.
    """
    t = chooser(lang)
    if not questions:
        raise ValueError("the quiz has no questions; pass a list of question(...).")
    for number, asked in enumerate(questions, start=1):
        if not isinstance(asked, Question):
            raise TypeError(
                f"entry {number} of the quiz is {type(asked).__name__}, a Question was expected; "
                "make it with question(prompt, right(...), wrong(...), wrong(...))."
            )
        _check_question(asked)
    return Quiz(tuple(questions), t("自测", "Self-check") if title is None else title, t)


class Quiz(widgets.VBox):
    """A quiz on the screen; see ``quiz``.

    Attributes
    ----------
    choices : list of RadioButtons
        One per question; set ``.index`` or ``.value`` to choose.
    explanations : list of HTML
        One per question, empty until a choice is made.
    score : HTML
        The line that counts the right answers.
    """

    def __init__(self, questions: tuple[Question, ...], title: str, t):
        self._questions, self._title, self._words = questions, title, t
        self.choices = [_choices(asked) for asked in questions]
        self.explanations = [widgets.HTML() for _ in questions]
        self.score = widgets.HTML()
        self._show_score()
        blocks = zip(range(len(questions)), self.choices, self.explanations, strict=True)
        super().__init__(
            [
                widgets.HTML(f"{_QUIZ_STYLE}<h3>{escape(title)}</h3>"),
                *(self._block(*block) for block in blocks),
                self.score,
            ]
        )
        self.add_class("segkit-quiz")

    def _block(
        self, number: int, choices: widgets.RadioButtons, explanation: widgets.HTML
    ) -> widgets.VBox:
        """Return the question `number` with its choices and the room for the explanation."""
        prompt = widgets.HTML(_prompt(number, self._questions[number]))
        choices.observe(lambda _change: self._on_choice(number), names="index")
        return widgets.VBox([prompt, choices, explanation])

    def _on_choice(self, number: int) -> None:
        """Explain the option chosen for question `number` and count again."""
        index = self.choices[number].index
        options = self._questions[number].options
        text = "" if index is None else _explanation(options[index], self._words)
        self.explanations[number].value = text
        self._show_score()

    def _show_score(self) -> None:
        """Write the line with the number of right answers."""
        chosen = [
            asked.options[choices.index]
            for asked, choices in zip(self._questions, self.choices, strict=True)
            if choices.index is not None
        ]
        correct, total = sum(option.correct for option in chosen), len(self._questions)
        line = self._words(
            f"答对 {correct} / {total} 题（已答 {len(chosen)} 题）",
            f"{correct} of {total} right ({len(chosen)} answered)",
        )
        self.score.value = f'<p role="status"><strong>{line}</strong></p>'

    def _repr_mimebundle_(self, **options) -> dict[str, object]:
        """Add a page that shows the questions where widgets cannot run."""
        bundle = super()._repr_mimebundle_(**options) or {}
        return {**bundle, "text/html": self._page()}

    def _page(self) -> str:
        """Return the quiz as a page: the answers are folded behind each option."""
        parts = [f"<h3>{escape(self._title)}</h3>"]
        for number, asked in enumerate(self._questions):
            parts.append(_prompt(number, asked))
            parts.extend(
                f"<details><summary>{escape(option.text)}</summary>"
                f"{_explanation(option, self._words)}</details>"
                for option in asked.options
            )
        return "".join(parts)


# Long answers wrap instead of running out of the notebook, their button stays at the first line.
_QUIZ_STYLE = """<style>
.segkit-quiz .widget-radio-box label {
  display: flex; flex-direction: row-reverse; justify-content: flex-end; align-items: flex-start;
  gap: 8px; height: auto; padding: 3px 0; line-height: 1.5; white-space: normal;
}
.segkit-quiz .widget-radio-box input { flex: none; margin: 0; }
.segkit-quiz h3, .segkit-quiz p { margin: 8px 0 4px 0; line-height: 1.5; }
.segkit-quiz h3 { font-size: 1em; }
</style>"""


def _choices(asked: Question) -> widgets.RadioButtons:
    """Return the radio buttons of a question, none chosen."""
    return widgets.RadioButtons(
        options=[(option.text, index) for index, option in enumerate(asked.options)],
        value=None,
        tooltip=asked.prompt,
        layout={"width": "auto"},
    )


def _prompt(number: int, asked: Question) -> str:
    """Return the prompt of a question (numbered from 0) as HTML."""
    return f"<p><strong>{number + 1}. {escape(asked.prompt)}</strong></p>"


def _explanation(option: Option, t) -> str:
    """Return why an option is right or wrong as HTML."""
    sign, word, colour = (
        ("✓", t("正确。", "Right."), "#0072B2")
        if option.correct
        else ("✗", t("不对。", "Not quite."), "#B04A00")
    )
    return (
        f'<p role="status" style="border-left:4px solid {colour};padding-left:8px">'
        f'<strong style="color:{colour}">{sign} {word}</strong> {escape(option.why)}</p>'
    )
