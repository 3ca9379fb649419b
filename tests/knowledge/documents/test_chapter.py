"""The chapter among a user's documents: recognised by its headings, linked to our notes."""

import pytest

from knowledge.documents.chapter import linked, places
from knowledge.documents.reading import read
from knowledge.documents.splitting import passages_of
from knowledge.passages import built_in

COPY = """Part 4: Adapting

When and Why to Fine-Tune

A few words about what this is for.

1. The Adaptation Spectrum

From light to heavy.

1.2 The Decision Framework

Begin with whatever is lightest and see whether it will do.

Fun Fact

A seven-billion model was tuned over a weekend on one card.

# Compare memory
def memory_gb(params_b, method):
 if method == "qlora":
  return params_b * 0.5 + 2
Code Fragment 14.1.2: Comparing memory

4. Catastrophic Forgetting

Old skills fade.

4.2 Mitigation Strategies

Mix in general data, and keep the learning rate low.

Warning

Test general ability at each checkpoint; stop at five percent.

4.3 Machine Unlearning

Taking someone's data out again, as GDPR asks.

Continual Pre-Training vs. Instruction Fine-Tuning

Two flavours.

5.2 Instruction Fine-Tuning (SFT) Comparison
AspectContinualInstruction
PurposeDomain knowledgeFormat and behaviour
DurationDays to weeksHours

Figure 14.1.4: Where to stop

Self-Check
Q2: What goes wrong after many epochs?
Show Answer
It forgets.

Exercises

Exercise 14.1.3: Cost-benefit Coding

Work out the break-even.

Answer Sketch

Compare both monthly bills.

References and Further Reading

Hu, E. J. (2022). LoRA: low-rank adaptation.
"""


@pytest.fixture(scope="module")
def copied():
    is_chapter, passages = linked(passages_of(read("c.txt", COPY.encode()), "c.txt", "c"))
    assert is_chapter
    return passages


@pytest.mark.parametrize(
    ("words", "part", "note"),
    [
        ("lightest", "text", "14.1/1.2/lightest-first"),
        ("weekend", "callout", "14.1/1.2/7b-weekend"),
        ("def memory_gb", "code", "14.1/1.2/qlora-memory"),
        ("Code Fragment", "caption", "14.1/1.2/7b-comparison"),
        ("five percent", "callout", "14.1/4.2/five-percent"),
        ("GDPR", "text", "14.1/4.3/regulation"),
        ("Days to weeks", "table", "14.1/5.2/table-use"),
        ("Where to stop", "caption", "14.1/0/figures"),
        ("It forgets", "self-check", "14.1/check/q2"),
        ("break-even", "exercise", "14.1/ex/3-breakeven"),
        ("Hu, E. J.", "text", "14.1/refs/hu-2022"),
    ],
)
def test_each_part_is_told_apart_and_links_to_its_note(copied, words, part, note):
    passage = next(each for each in copied if words in each.text)

    assert passage.part == part
    assert note in passage.notes


def test_an_answer_stays_with_its_question(copied):
    passage = next(each for each in copied if "Compare both monthly bills" in each.text)

    assert passage.title.startswith("Exercise 14.1.3")


def test_every_link_opens(copied):
    anchors = {each.anchor for each in built_in()}

    assert all(set(each.notes) <= anchors for each in copied)


def test_another_text_on_the_subject_is_not_the_chapter():
    text = (
        "# Fine-tuning\n\nWords.\n\n# Catastrophic Forgetting\n\nWords.\n\n# Exercises\n\nWords.\n"
    )

    is_chapter, passages = linked(passages_of(read("a.md", text.encode()), "a.md", "a"))

    assert not is_chapter
    assert not any(each.notes for each in passages)


def test_every_heading_of_the_chapter_leads_to_notes():
    assert len(places()) >= 15


def test_a_note_knows_its_places_in_the_owners_copy(documents):
    documents.add([("c.txt", COPY.encode())])

    (place,) = documents.places_of("14.1/check/q2")
    assert place.section == "c.txt · Self-Check · Q2: What goes wrong after many epochs?"
