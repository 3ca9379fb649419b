"""Nobody listens to a network that can't tell users apart."""

import pytest

from tools.errors import InputError
from ui.identity import Identity, Pages, refuse_open_door

KEY = b"0" * 32


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_beyond_loopback_a_door_without_a_lock_is_refused(host):
    with pytest.raises(InputError) as refused:
        refuse_open_door(host, None, None)

    message = str(refused.value)
    assert host in message
    assert "FINETUNE_ADVISOR_PASSWORD" in message
    assert "FINETUNE_ADVISOR_TRUSTED_USER_HEADER" in message


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])
def test_loopback_needs_no_lock(host):
    refuse_open_door(host, None, None)


@pytest.mark.parametrize("lock", [("secret", None), (None, "X-Forwarded-User")])
def test_a_locked_door_may_face_the_network(lock):
    refuse_open_door("0.0.0.0", *lock)


def test_an_owner_is_known_again_by_the_cookie_alone():
    owner, cookie = Identity(KEY).new_owner()

    headers = {"cookie": f"other=1; finetune_advisor_owner={cookie}"}
    assert Identity(KEY).owner(headers) == owner
    assert Identity(b"1" * 32).owner(headers) is None


def test_owners_cannot_be_guessed():
    owners = {Identity(KEY).new_owner()[0] for _ in range(1_000)}

    assert len(owners) == 1_000
    assert all(len(owner.removeprefix("browser:")) == 32 for owner in owners)


def test_a_new_password_ends_old_logins():
    token = Identity(KEY, password="old").log_in("old")

    headers = {"cookie": f"finetune_advisor_login={token}"}
    assert Identity(KEY, password="old").is_logged_in(headers)
    assert not Identity(KEY, password="new").is_logged_in(headers)


def test_behind_a_proxy_a_cookie_makes_nobody():
    _, cookie = Identity(KEY).new_owner()

    behind = Identity(KEY, trusted_user_header="X-User")
    assert behind.owner({"cookie": f"finetune_advisor_owner={cookie}"}) is None


def test_a_page_stays_with_its_first_owner():
    pages = Pages()

    assert pages.belongs("hash", "browser:a")
    assert not pages.belongs("hash", "browser:b")
    assert pages.belongs("hash", "browser:a")
