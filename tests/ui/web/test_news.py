"""What a page is sent: each thing once, and all of an event as long as it goes on."""

import pytest

from ui.web.news import MOST_PAGES, Boards, open_ended


def test_a_page_is_not_sent_again_what_it_shows():
    boards = Boards()
    with boards.news("page") as news:
        news.tell({"facts": "none", "status": "Reading"})

    with boards.news("page") as news:
        assert news.tell({"facts": "none", "status": ""})
        assert news.told == {"status": ""}


def test_each_message_holds_all_that_its_event_has_changed():
    with Boards().news("page") as news:
        news.tell({"live": "So", "status": "Reading"})
        news.tell({"live": "So far"})

        assert news.told == {"live": "So far", "status": "Reading"}
        assert not news.tell({"live": "So far"})


def test_a_page_is_sent_everything_anew_once_an_event_broke_off():
    boards = Boards()

    with pytest.raises(ConnectionError), boards.news("page") as news:
        news.tell({"facts": "none"})
        raise ConnectionError

    with boards.news("page") as news:
        assert news.tell({"facts": "none"})


def test_pages_do_not_pile_up():
    boards = Boards()
    for number in range(MOST_PAGES + 1):
        with boards.news(f"page {number}") as news:
            news.tell({"facts": "none"})

    with boards.news("page 0") as news:
        assert news.tell({"facts": "none"})
    with boards.news(f"page {MOST_PAGES}") as news:
        assert not news.tell({"facts": "none"})


def test_words_that_come_are_added_to_those_before():
    before, after = "<article><p>So far</p></article>", "<article><p>So far this</p></article>"

    assert open_ended(after).startswith(open_ended(before))
