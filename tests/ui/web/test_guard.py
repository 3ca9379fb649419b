"""Who may come in, and what is closed."""

import json

import pytest
from starlette.testclient import TestClient

from agent.transcripts.store import new_session_id
from ui.guard import MOST_BYTES
from ui.identity import MOST_TRIES, OWNER_COOKIE

PASSWORD = "correct horse"
CLOSED = (
    "/openapi.json",
    "/docs",
    "/redoc",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file/etc/passwd",
    "/gradio_api/proxy=http://example.org/",
    "/gradio_api/upload",
    "/gradio_api/call/say",
    "/gradio_api/run/say",
    "/gradio_api/component_server",
    "/gradio_api/runs",
    "/gradio_api/deep_link",
    "/gradio_api/queue/status",
    "/gradio_api/vibe-code",
    "/gradio_api/process_recording",
    "/gradio_api/dev/reload",
    "/monitoring",
    "/monitoring/summary",
    "/flag",
)


def client(served, **headers) -> TestClient:
    return TestClient(
        served.app, base_url="http://127.0.0.1", headers=headers, follow_redirects=False
    )


def begun(served, browser: TestClient) -> str:
    """Start a consultation that belongs to a browser."""
    browser.get("/")
    owner = served.owner(browser)
    session = new_session_id()
    served.store.start(session, owner, "browser")
    return session


@pytest.fixture(scope="module")
def served(served_from, tmp_path_factory):
    made = served_from(tmp_path_factory.mktemp("guard"))
    identity = next(each.kwargs["identity"] for each in made.app.user_middleware)
    made.owner = lambda browser: identity.owner(
        {"cookie": f"{OWNER_COOKIE}={browser.cookies[OWNER_COOKIE]}"}
    )
    return made


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_routes_that_the_page_does_not_need_are_closed(served, path, method):
    assert client(served).request(method, path, content="{}").status_code == 404


def test_the_page_answers_with_headers_that_keep_it_to_itself(served):
    page = client(served).get("/")

    policy = page.headers["content-security-policy"]
    assert page.status_code == 200
    assert "img-src 'self' data:" in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self' 'nonce-" in policy and "'unsafe-inline' " not in policy.split(";")[1]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"


def test_every_script_of_the_page_carries_the_nonce(served):
    page = client(served).get("/")

    nonce = page.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
    assert page.text.count("<script") == page.text.count(f'<script nonce="{nonce}"') > 0


def test_the_cookie_is_kept_from_scripts_and_other_sites(served):
    cookie = client(served).get("/").headers["set-cookie"]

    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_over_https_the_cookie_stays_on_https(served):
    secure = TestClient(served.app, base_url="https://127.0.0.1")

    assert "Secure" in secure.get("/").headers["set-cookie"]


def test_a_forged_cookie_makes_nobody(served):
    known = client(served)
    session = begun(served, known)
    forged = client(served)
    forged.cookies.set(OWNER_COOKIE, known.cookies[OWNER_COOKIE][:-2] + "xx")

    assert forged.get(f"/transcripts/{session}.jsonl").status_code == 404


def test_ones_own_transcript_can_be_downloaded(served):
    mine = client(served)
    session = begun(served, mine)

    answer = mine.get(f"/transcripts/{session}.jsonl")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]


@pytest.mark.parametrize("given", ["another's", "guessed"])
def test_what_is_not_ones_own_is_not_there(served, given):
    session = begun(served, client(served)) if given == "another's" else new_session_id()
    other = client(served)
    other.get("/")

    assert other.get(f"/transcripts/{session}.jsonl").status_code == 404
    assert other.get(f"/records/{session}.md").status_code == 404


def test_anothers_consultation_is_not_there_on_any_route(served):
    session = begun(served, client(served))
    other = client(served)
    joining = {"data": [session, "hello"], "fn_index": 0, "session_hash": "mine"}

    assert other.get("/", params={"session": session}).status_code == 404
    assert other.get(f"/?x=1&session={session}").status_code == 404
    assert other.post("/gradio_api/queue/join", json=joining).status_code == 404


@pytest.mark.parametrize("name", ["../../etc/passwd", "%2e%2e%2f", "x", "' or 1=1 --", "0" * 33])
def test_a_malformed_id_is_not_there(served, name):
    assert client(served).get(f"/transcripts/{name}.jsonl").status_code == 404


def test_a_page_belongs_to_the_first_who_used_it(served):
    first, other = client(served), client(served)
    first.get("/")
    other.get("/")
    joining = {"data": [], "fn_index": 10_000, "session_hash": "abc"}
    first.post("/gradio_api/queue/join", json=joining)

    assert other.get("/gradio_api/queue/data", params={"session_hash": "abc"}).status_code == 404
    assert other.get("/gradio_api/heartbeat/abc").status_code == 404
    for route in ("queue/join", "cancel", "reset"):
        assert other.post(f"/gradio_api/{route}", json=joining).status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[]", "{}", '{"data": 1}', '{"data": [], "fn_index": 99, "session_hash": "z"}'],
)
def test_what_makes_no_sense_is_refused_without_breaking(served, body):
    answer = client(served).post(
        "/gradio_api/queue/join", content=body, headers={"Content-Type": "application/json"}
    )

    assert 400 <= answer.status_code < 500


def test_another_site_cannot_post(served):
    answer = client(served, **{"Sec-Fetch-Site": "cross-site"}).post("/gradio_api/queue/join")

    assert answer.status_code == 403


def test_a_huge_request_is_refused(served):
    body = json.dumps({"data": ["x" * MOST_BYTES]})

    assert client(served).post("/gradio_api/queue/join", content=body).status_code == 413


@pytest.fixture
def locked(served_from, tmp_path):
    return client(served_from(tmp_path, password=PASSWORD))


def test_with_a_password_nothing_is_open_but_the_login_and_health(locked):
    assert locked.get("/").headers["location"] == "login"
    assert locked.get("/config").status_code == 401
    assert locked.get("/gradio_api/queue/data").status_code == 401
    assert locked.get("/login").status_code == 200
    assert locked.get("/healthz").status_code == 200


def test_the_right_password_opens_the_page(locked):
    assert locked.post("/login", data={"password": "wrong"}).status_code == 401
    assert locked.get("/").status_code == 303
    assert locked.post("/login", data={"password": PASSWORD}).status_code == 303
    assert locked.get("/").status_code == 200
    locked.get("/logout")
    assert locked.get("/").status_code == 303


def test_passwords_can_be_tried_ten_times_a_minute(locked):
    tries = [locked.post("/login", data={"password": "no"}).status_code for _ in range(12)]

    assert tries == [401] * MOST_TRIES + [429, 429]


def test_a_trusted_proxy_names_the_user(served_from, tmp_path):
    served = served_from(tmp_path, trusted_user_header="X-Forwarded-User")
    session = new_session_id()
    served.store.start(session, "user:ada", "browser")

    assert client(served).get("/").status_code == 401
    ada = client(served, **{"X-Forwarded-User": "ada"})
    bob = client(served, **{"X-Forwarded-User": "bob"})
    assert ada.get(f"/transcripts/{session}.jsonl").status_code == 200
    assert bob.get(f"/transcripts/{session}.jsonl").status_code == 404


def test_health_tells_who_speaks_and_no_secret(locked):
    answer = locked.get("/healthz")

    state = answer.json()
    assert (answer.status_code, state["status"], state["chat_model"]) == (200, "ok", "guided")
    assert {"version", "storage", "index"} <= state.keys()
    assert PASSWORD not in answer.text


def test_health_fails_when_nothing_can_be_stored(served_from, tmp_path):
    served = served_from(tmp_path)
    served.store.path.unlink()
    served.store.path.mkdir()
    served.store.close()

    assert client(served).get("/healthz").status_code == 503


def test_a_passage_is_shown_with_what_to_know_about_it(served):
    shown = client(served).get("/passages/14.1/1.2/step2-knowledge")

    assert shown.status_code == 200
    assert "step 2" in shown.text and "14.1/1.2/step2-knowledge" in shown.text
    assert client(served).get("/passages/14.1/none").status_code == 404


def test_a_malformed_consultation_in_the_address_is_not_there(served):
    for named in ("../secrets", "..%2f..%2fsecrets%00.txt", "%00", "z" * 5_000):
        assert client(served).get(f"/?session={named}").status_code == 404


def test_a_browser_that_tells_only_the_origin_cannot_post_from_another_site(served):
    body = json.dumps({"data": [], "fn_index": 0, "session_hash": "abc"})
    answer = client(served, origin="https://evil.example").post(
        "/gradio_api/queue/join", content=body
    )

    assert answer.status_code == 403


def test_a_foreign_name_that_leads_here_opens_nothing(served):
    assert client(served, host="evil.example").get("/").status_code == 421
    assert client(served, host="localhost:7860").get("/").status_code == 200


def test_what_is_too_long_is_refused_with_the_limit_before_it_is_read(served):
    asking = client(served)
    long = asking.post("/gradio_api/queue/join", headers={"content-length": str(10**11)})

    assert (long.status_code, "2,000,000 bytes" in long.text) == (413, True)
    assert asking.get("/healthz", headers={"x-long": "h" * 40_000}).status_code == 431
