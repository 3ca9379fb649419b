"""The words that every part shares: values that cross a boundary, and the facts of a task."""

from tools.vocabulary.profile import Count, Positive, Share, TaskProfile
from tools.vocabulary.records import Assumption, Record, as_word
from tools.vocabulary.words import (
    DAYS_PER_MONTH,
    PLAN_KINDS,
    STRATEGIES,
    STRATEGY_WORDS,
    Aim,
    Change,
    DataKind,
    Entered,
    FewShot,
    Method,
    PlanKind,
    RagGap,
    Strategy,
    in_words,
)

__all__ = [
    "DAYS_PER_MONTH",
    "PLAN_KINDS",
    "STRATEGIES",
    "STRATEGY_WORDS",
    "Aim",
    "Assumption",
    "Change",
    "Count",
    "DataKind",
    "Entered",
    "FewShot",
    "Method",
    "PlanKind",
    "Positive",
    "RagGap",
    "Record",
    "Share",
    "Strategy",
    "TaskProfile",
    "as_word",
    "in_words",
]
