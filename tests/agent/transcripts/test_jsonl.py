"""A transcript survives its file: what is whole is read, what isn't is told by its line."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.events import UserSaid
from agent.transcripts.jsonl import import_jsonl, read_jsonl, to_jsonl
from agent.transcripts.lines import as_object
from tools.errors import InputError

AWKWARD = ["7\x00B", "half \ud800 a pair", "x" * 100_000, "\u202egnp.exe", "a\u2028b\x85c\rd\ne"]


def lines_of(events) -> list[str]:
    return to_jsonl(events).splitlines()


def test_a_whole_consultation_is_read_back_as_it_was(consultation):
    recording = read_jsonl(to_jsonl(consultation))

    assert recording.damage == ()
    assert [as_object(each) for each in recording.events] == [as_object(e) for e in consultation]


def test_a_transcript_is_readable_json_lines(consultation):
    first = json.loads(lines_of(consultation)[0])

    assert list(first)[:6] == ["schema", "session", "number", "turn", "at", "kind"]
    assert "≥ 97 %" in to_jsonl([UserSaid(text="≥ 97 %")])


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_awkward_text_survives_to_the_letter(text):
    written = to_jsonl([UserSaid(text=text, session="s", number=1)]).encode()

    assert len(written.splitlines()) == 1
    assert read_jsonl(written).events[0].text == text


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_survives_to_the_letter(text):
    written = to_jsonl([UserSaid(text=text, session="s", number=1)]).encode()

    assert read_jsonl(written).events[0].text == text


def test_a_kind_from_a_later_version_is_kept_with_all_it_says(consultation):
    rated = next(each for each in consultation if each.kind == "rated")

    again = read_jsonl(to_jsonl(consultation)).events[rated.number - 1]

    assert as_object(again) == as_object(rated)
    assert as_object(again)["note"] is None


def test_every_whole_line_of_a_truncated_file_is_read_and_the_cut_is_told(consultation):
    written = to_jsonl(consultation).encode()
    for cut in range(max(1, len(written) - 4096), len(written)):
        whole = written[:cut].count(b"\n")

        recording = read_jsonl(written[:cut])

        ends_whole = written[cut : cut + 1] == b"\n" or written[cut - 1 : cut] == b"\n"
        assert len(recording.events) == whole + (written[cut : cut + 1] == b"\n")
        assert [each.line for each in recording.damage] == ([] if ends_whole else [whole + 1])


def test_damage_is_told_by_line_and_the_other_lines_are_read(consultation):
    lines = lines_of(consultation)
    lines[2] = "{"
    lines[5] = '{"kind": "user_said"}'
    lines[7] = "[]"

    recording = read_jsonl("\n".join(lines))

    assert [each.line for each in recording.damage] == [3, 6, 8]
    assert "no JSON" in recording.damage[0].why
    assert "text: a value is needed" in recording.damage[1].why
    assert len(recording.events) == len(lines) - 3


def line(number: object, **changes: object) -> str:
    said = {"schema": 1, "session": "s", "number": number, "kind": "user_said", "text": "a"}
    return json.dumps(said | changes)


@pytest.mark.parametrize(
    "second, why",
    [
        (line(1), "its number is 1; 2 comes here"),
        (line(3), "its number is 3; 2 comes here"),
        (line(2, session="t"), "it belongs to another session, 't'"),
        (line(2, schema=2), "its schema is 2; this version reads 1"),
        (line(2, kind=None), "it has no `kind`"),
        (line("two"), "number: 'two' should be a valid integer"),
        ("[" * 100_000, "it is nested too deeply"),
        ('{"kind": 1' + "0" * 5000 + "}", "a number in it has too many digits"),
        ('{"kind": "user_said", "text": "a", "text": "b"}', "a name stands in it more than once"),
        ('{"kind": "tool_returned", "result": NaN}', "NaN is no number"),
        ('{"kind": "x", "a": ' + "[" * 300 + "]" * 300 + "}", "it is nested too deeply"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_line(store, second, why):
    with pytest.raises(InputError, match=r"This transcript is damaged\. line 2: ") as refusal:
        import_jsonl(store, f"{line(1)}\n{second}\n")

    assert why in str(refusal.value)
    assert store.sessions() == ()


def test_bytes_that_are_no_text_are_told_by_their_line():
    damage = read_jsonl(f"{line(1)}\n".encode() + b'{"kind": "\xff"}\n').damage

    assert [(each.line, each.why) for each in damage] == [(2, "byte 11 is not UTF-8")]


def test_an_import_is_a_session_of_its_own_that_says_so(store, consultation):
    session = import_jsonl(store, to_jsonl(consultation), owner="ann")

    row = store.session(session)
    assert (row.imported, row.owner, row.channel, row.turns) == (True, "ann", "terminal", 1)
    assert session != consultation[0].session
    assert {each.session for each in store.events(session)} == {session}
    renamed = [as_object(each) | {"session": session} for each in consultation]
    assert [as_object(each) for each in store.events(session)] == renamed


def test_an_import_never_overwrites_what_is_there(store, consultation):
    once = import_jsonl(store, to_jsonl(consultation))
    twice = import_jsonl(store, to_jsonl(store.events(once)))

    assert once != twice
    assert len(store.sessions()) == 2


def test_what_stands_before_the_damage_can_be_imported_on_request(store, consultation):
    lines = lines_of(consultation)
    lines[4] = "{"

    session = import_jsonl(store, "\n".join(lines), whole_lines_only=True)

    assert len(store.events(session)) == 4


def test_an_empty_file_is_refused(store):
    with pytest.raises(InputError, match="no event"):
        import_jsonl(store, "\n")


def test_facts_that_fit_no_profile_are_refused_before_they_break_a_fold(store):
    forged = line(1, kind="fact_noted", field="labelled_examples", value="many")

    with pytest.raises(InputError, match="facts don't fit: labelled_examples"):
        import_jsonl(store, forged)


def test_a_moment_at_the_end_of_time_does_no_harm(store):
    import_jsonl(store, line(1, at="9999-12-31T23:59:59-12:00"))

    assert store.sessions()[0].last.year < 9999


def test_a_byte_order_mark_and_windows_line_ends_are_read():
    recording = read_jsonl(b"\xef\xbb\xbf" + f"{line(1)}\r\n{line(2)}\r\n".encode())

    assert (len(recording.events), recording.damage) == (2, ())
