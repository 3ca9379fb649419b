"""Sentences of our own that rest on nothing but this program."""

import re

from agent.wording.asides import SAID
from agent.wording.unknowns import NOTHING_ASSUMED, NOTHING_LEADS_THERE, NOTHING_MISSING

NOT_ENGLISH = {
    "en": (
        "I can only read English by rules alone; numbers and answers by button work in any "
        "language. With a chat model set up, I answer in yours."
    ),
    "de": (
        "Ohne Chatmodell lese ich nur Englisch; Zahlen und Antworten per Knopf gehen in jeder "
        "Sprache. Mit einem Chatmodell antworte ich auf Deutsch."
    ),
    "fr": (
        "Sans modèle de chat, je ne lis que l'anglais ; les nombres et les boutons marchent dans "
        "toutes les langues. Avec un modèle de chat, je réponds en français."
    ),
    "es": (
        "Sin modelo de chat solo leo inglés; los números y los botones valen en cualquier idioma. "
        "Con un modelo de chat respondo en español."
    ),
    "it": (
        "Senza un modello di chat leggo solo l'inglese; numeri e pulsanti valgono in ogni lingua. "
        "Con un modello di chat rispondo in italiano."
    ),
    "pt": (
        "Sem um modelo de chat só leio inglês; números e botões valem em qualquer língua. Com um "
        "modelo de chat respondo em português."
    ),
    "nl": (
        "Zonder chatmodel lees ik alleen Engels; getallen en knoppen werken in elke taal. Met een "
        "chatmodel antwoord ik in het Nederlands."
    ),
}
"""What the rules can read, in the languages that are met most."""


def not_english(language: str) -> str:
    """Say what the rules can read, in the language that was met where we have it, and in ours."""
    ours = NOT_ENGLISH["en"]
    theirs = NOT_ENGLISH.get(language)
    return f"{theirs}\n\n{ours}" if theirs else ours


UNREAD = "I can't read an answer in that: say it in other words, or that you don't know."
GIVEN_UP = "I can't read an answer in that and go on without it; you can still tell me."
NOT_COVERED = "The material does not cover that question."
NOTHING_SAID = "I got an empty message. What should the language model do for you?"
NO_WORDS = "There are no words in that message. What should the language model do for you?"
BROKE = "Something went wrong here; what you said is kept."
NO_TIME = (
    "A turn may take {:g} s, and this one came to no answer in that time. What you said is kept: "
    "write again to go on."
)
YOUR_TASK = "Now to your own task: describe it in a sentence or two, and I say what it asks for."
STILL_OPEN = "The practice question is still open: answer it, or say “next” or “stop”."

BROKEN_CONFIGURATION = (
    "That looks like a config.json, but it can't be read: it breaks off or isn't valid JSON. "
    "Paste the whole file, from the first brace to the last, or name the language model."
)
OFFLOADING = (
    "Offloading to the memory of the CPU is not computed here: figures are for everything on the "
    "GPU, offloading needs less of it and takes longer."
)

DATA_CHECK = (
    "A file of training data is checked by a command, so that it never leaves your machine: "
    "`finetune-advisor dataset FILE` tells its format, broken lines, copies, lengths, personal "
    "data and secrets, and with `--test FILE` what leaked from the test set."
)
OFFER_EXAMPLES = (
    "That is GPU time alone, without labelling and tests. You have not said how many examples you "
    "train on: say it, and I work out hours and price for them."
)
OFFER_COST = (
    "Say how many requests you send and how many tokens the prompt has, and I work out when "
    "tuning pays."
)
OFFER_COST_LACKING = {
    "prompt_tokens": "Say how many tokens the prompt has, and I work out when tuning pays.",
    "monthly_requests": "Say how many requests you send, and I work out when tuning pays.",
}
"""The same where the other one is known."""
OFFER_POWER = (
    "Say today's score and the one you need, and I work out how many test items can show the gain."
)
LACKING = {
    "mix": "Say how many samples of your own you train on, and I count the general ones.",
    "cost": OFFER_COST,
    "power": OFFER_POWER,
    "forgetting": (
        "Paste the scores of the base and of each checkpoint, on your task and on general "
        "benchmarks, and I say which one to keep."
    ),
    "unlearn": (
        "Say how the data came in: into an index, by your own tuning, by your own pre-training, "
        "or with a vendor's language model."
    ),
}
OFFER_DATA_CHECK = (
    "Before you train, `finetune-advisor dataset FILE` checks the training data on your machine."
)

_TEXTS = (
    *NOT_ENGLISH.values(),
    OFFER_EXAMPLES,
    UNREAD,
    GIVEN_UP,
    NOT_COVERED,
    STILL_OPEN,
    YOUR_TASK,
    BROKEN_CONFIGURATION,
    OFFLOADING,
    DATA_CHECK,
    *LACKING.values(),
    *OFFER_COST_LACKING.values(),
    OFFER_DATA_CHECK,
    *SAID.values(),
    NOTHING_ASSUMED,
    NOTHING_MISSING,
    NOTHING_LEADS_THERE,
)
FIXED = tuple(each for text in _TEXTS for each in re.split(r"(?<=[.?!])\s+", text))
"""What the check takes as it stands, a sentence each."""
