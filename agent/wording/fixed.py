"""Sentences of our own that rest on nothing but this program."""

NOT_ENGLISH = (
    "I can only read English by rules alone; numbers and answers by button work in any language.",
    "With a chat model set up, I answer in yours.",
)
UNREAD = "I can't read an answer in that and go on without it; you can still tell me."
NOT_COVERED = "The material does not cover that question."
NOTHING_SAID = "I got an empty message. What should the language model do for you?"
STILL_OPEN = "The practice question is still open: answer it, or say “next” or “stop”."

FIXED = (*NOT_ENGLISH, UNREAD, NOT_COVERED, STILL_OPEN)
"""What the check takes as it stands."""
