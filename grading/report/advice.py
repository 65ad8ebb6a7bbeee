"""What to improve first: the findings that cost most, each with a next step."""

import math
from dataclasses import dataclass

from grading.report.disclosure import Both
from grading.report.findings import LOW_GAIN, RELIABLE, Findings, Part, guide_page

COSTLY, UNMASTERED, LOW_ITEMS = 3, 3, 2
"""How many exercises, objectives and objectives of the tests are named."""

AGAINST = -0.2
"""Below this, a check's discrimination is more than chance in a class of some dozens."""

CONTENT = 4.0
"""A statement of the survey with a lower mean is named, if it is the lowest."""


@dataclass(frozen=True)
class Advice:
    """One thing to improve: what was found, and what to do."""

    found: Both
    step: Both


def advise(findings: Findings) -> list[Advice]:
    """Return what to improve first: exercises, objectives, gain, checks, survey, in this order."""
    lessons = [part for part in findings.parts if not part.test]
    return [
        *_exercises(lessons),
        *_objectives(findings),
        *_gain(findings),
        *_checks(lessons),
        *_time(lessons),
        *_survey(findings),
    ]


def _exercises(lessons: list[Part]) -> list[Advice]:
    """Name the checks that the class lost the largest share of."""
    rows = [(check.difficulty.value, part, check) for part in lessons for check in part.checks]
    rows = [row for row in rows if row[0] < 1 and not row[2].is_essay]
    found = []
    for _, part, check in sorted(rows, key=lambda row: (row[0], row[1].stem, row[2].name))[:COSTLY]:
        share, number = str(check.difficulty), part.stem[:2]
        said = dict.fromkeys(("zh", "en"), "")
        if check.messages:
            words, count = check.messages[0]
            said = {
                "zh": f"最常见的错误（{count['zh']}）：“{words['zh']}”。",
                "en": f"Commonest mistake (trainees: {count['en']}): “{words['en']}”.",
            }
        found.append(
            Advice(
                {
                    "zh": f"第 {number} 课，{check.heading['zh']}（{check.name}）：得分率 {share}。"
                    + said["zh"],
                    "en": f"Lesson {number}, {check.heading['en']} ({check.name}): {share} of the "
                    f"points. {said['en']}",
                },
                {
                    "zh": f"再讲一遍这道练习所在的一节；回应见 {guide_page(part.stem, 'zh')}。",
                    "en": "Go over the section of this exercise again; how to answer is in "
                    f"{guide_page(part.stem, 'en')}.",
                },
            )
        )
    return found


def _objectives(findings: Findings) -> list[Advice]:
    """Name the objectives that fewer than half have mastered."""
    low = [row for row in findings.objectives if row.mastered / row.trainees < 0.5]
    low.sort(key=lambda row: (row.mastered / row.trainees, row.id))
    return [
        Advice(
            {
                "zh": f"目标 {row.id}（{row.text['zh']}）："
                f"{row.trainees} 人中{row.said['zh']}掌握。",
                "en": f"Objective {row.id} ({row.text['en']}): mastered by {row.said['en']} of "
                f"{row.trainees}.",
            },
            {
                "zh": f"让学员重做第 {row.id[:2]} 课中属于这个目标的练习，先看提示 1。",
                "en": f"Have the exercises of lesson {row.id[:2]} that serve it done again, from "
                "hint 1 on.",
            },
        )
        for row in low[:UNMASTERED]
    ]


def _gain(findings: Findings) -> list[Advice]:
    """Name what was gained least between the tests."""
    rows = [
        ((after.value - before.value) / (1 - before.value), goal, text, before, after)
        for goal, text, before, after in findings.by_objective
        if before.value < 1
    ]
    rows = sorted((row for row in rows if row[0] < LOW_GAIN), key=lambda row: (row[0], row[1]))
    return [
        Advice(
            {
                "zh": f"前测到后测进步最小：目标 {goal}（{text['zh']}），"
                f"答对率从 {before} 到 {after}。",
                "en": f"Least gain between the tests: objective {goal} ({text['en']}), from "
                f"{before} to {after} right.",
            },
            {
                "zh": f"下一班给第 {goal[:2]} 课多留时间，并用讨论卡检查理解。",
                "en": f"Give lesson {goal[:2]} more time next time, and use its discussion card.",
            },
        )
        for _, goal, text, before, after in rows[:LOW_ITEMS]
    ]


def _checks(lessons: list[Part]) -> list[Advice]:
    """Name lessons whose points are not reliable, and checks that the better trainees lose."""
    odd = [
        (part, check) for part in lessons for check in part.checks if check.discrimination < AGAINST
    ]
    against = [
        Advice(
            {
                "zh": f"第 {part.stem[:2]} 课的检查 {check.name}：总分高的人反而更常失分"
                f"（区分度 {check.discrimination:.2f}）。",
                "en": f"Check {check.name} of lesson {part.stem[:2]}: those who do well elsewhere "
                f"lose it more often (discrimination {check.discrimination:.2f}).",
            },
            {
                "zh": "读几份这道题的答案：题目或检查可能有歧义。",
                "en": "Read some answers to it: prompt or check may be ambiguous.",
            },
        )
        for part, check in odd
    ]
    unsure = [f"{part.stem[:2]} ({part.alpha:.2f})" for part in lessons if part.alpha < RELIABLE]
    if not unsure:
        return against
    return [
        *against,
        Advice(
            {
                "zh": f"总分不够可靠的课（括号里是 α）：{'、'.join(unsure)}。",
                "en": f"Lessons whose points are not reliable (alpha): {', '.join(unsure)}.",
            },
            {
                "zh": "不要只凭其中一课的分数给个人下结论。",
                "en": "Do not judge a person by the points of one of them alone.",
            },
        ),
    ]


def _time(lessons: list[Part]) -> list[Advice]:
    """Name lessons in which cells ran out of time."""
    return [
        Advice(
            {
                "zh": f"第 {part.stem[:2]} 课：有单元格超时（{part.incidents['timeout']['zh']}）。",
                "en": f"Lesson {part.stem[:2]}: cells ran out of time (trainees: "
                f"{part.incidents['timeout']['en']}).",
            },
            {
                "zh": "看反馈页里是哪些单元格；确有需要时用更大的 --timeout 重新评分。",
                "en": "See on the feedback pages which; grade again with a larger --timeout if the "
                "work deserves it.",
            },
        )
        for part in lessons
        if part.incidents.get("timeout")
    ]


def _survey(findings: Findings) -> list[Advice]:
    """Name the statement that found least agreement, if that is little."""
    rows = [row for row in findings.survey if not math.isnan(row[2])]
    if not rows:
        return []
    words, _, mean = min(rows, key=lambda row: row[2])
    if mean >= CONTENT:
        return []
    return [
        Advice(
            {
                "zh": f"问卷中最低的一项：“{words['zh']}”，平均 {mean:.1f}（满分 5）。",
                "en": f"Lowest in the survey: “{words['en']}”, {mean:.1f} of 5 on average.",
            },
            {
                "zh": "问问学员具体指什么，再决定下一班怎么改。",
                "en": "Ask the trainees what they mean before you change the next course.",
            },
        )
    ]
