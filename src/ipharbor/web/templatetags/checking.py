"""Template filters for the self-check."""

from __future__ import annotations

from django import template

from ipharbor.queries.selfcheck import StepTold
from ipharbor.selfcheck.questions import Question, Text
from ipharbor.web.language import lang

register = template.Library()


@register.filter
def worded(text: Text) -> str:
    """A text of the questions in the page's language."""
    return text.said(lang())


@register.filter
def meaning(question: Question, answer: str) -> str:
    """What an answer to the question means; empty for none."""
    told = question.meaning.get(answer)
    return told.said(lang()) if told else ""


@register.filter
def step_words(told: StepTold) -> str:
    """What a step of a plan asks for; its code where the questions no longer have it."""
    return told.rule.text.said(lang()) if told.rule else told.step.code
