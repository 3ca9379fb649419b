"""What is answered to words beside the task."""

GREETING = (
    "Hello. Tell me what the language model should do, what you have tried, and what data you "
    "have; I ask only what can still change the answer."
)
HELP = (
    "I help to decide between a better prompt, retrieval, fine-tuning, or more than one of them, "
    "and I show the source of every figure. I also work out the memory, time and price of "
    "training, what fits a card, how much general data to mix in, when tuning pays, how many test "
    "items you need, and how data can be removed. Describe your task in a sentence or two, or ask "
    "me something."
)
THANKS = "You're welcome."
BYE = "Good luck. The conversation is kept, so that you can come back to it."
SURE = (
    "Every figure comes from a calculation, a passage or words of yours, and the transcript keeps "
    "which. An estimate of memory carries a range, as wide as published measurements lie apart. "
    "Tell me what a short run of yours took, and I correct by it."
)
SOURCES = "Every reason and every figure names its source in brackets; the answer rests on these."
WRONG = "Tell me which fact is wrong, and I decide again. This is what the answer rests on."
PLAY = "The material does not cover that; I only know how to adapt language models."

SAID = {
    "greeting": GREETING,
    "help": HELP,
    "thanks": THANKS,
    "bye": BYE,
    "sure": SURE,
    "sources": SOURCES,
    "wrong": WRONG,
    "play": PLAY,
}
