"""The page in a real browser: what people see, click and type."""

import pytest
from playwright.async_api import Browser, Page, expect

from agent.events import (
    AdvisorSaid,
    Asked,
    Decided,
    FactNoted,
    Pointer,
    Progress,
    ToolCalled,
    ToolReturned,
)

pytestmark = pytest.mark.browser

CITED = "14.1/1.2/step2-knowledge"
QUESTION = "Must answers show where they come from?"


def decided(strategy: str, status: str) -> Decided:
    step = {"do": "Index the policies.", "because": "They change.", "source": CITED}
    return Decided(
        decision={
            "strategy": strategy,
            "status": status,
            "possible": ["rag", "prompting"],
            "plan": {"kind": "standard", "steps": [step]},
            "chapter": {"strategy": "fine_tuning", "rule": "CH-2"},
            "rules": [{"id": "OUR-4", "because": "It changes.", "source": CITED}],
            "would_change": [
                {"field": "knowledge_changes", "to": "never", "strategy": "prompting"}
            ],
            "advisories": [],
            "method": "none",
        }
    )


FIRST = (
    Progress(status="Reading what you said …"),
    FactNoted(field="knowledge_changes", value="quarterly", quote="every quarter"),
    ToolCalled(call="c1", tool="estimate", args={"params_b": 7}),
    ToolReturned(call="c1", result={"peak_gb": 16.9, "formula": "weights + gradients"}),
    Progress(released="Retrieval comes first "),
    Progress(released="for now."),
    AdvisorSaid(text=f"Retrieval comes first for now [{CITED}]."),
    decided("rag", "provisional"),
    Asked(field="needs_citations", text=QUESTION, options=("Yes", "No"), why="It may add a step."),
)
LAST = (AdvisorSaid(text="Then it is settled."), decided("rag", "final"))


async def opened(browser: Browser, base: str, width: int = 1280) -> Page:
    page = await browser.new_page(viewport={"width": width, "height": 844})
    await page.goto(base)
    await expect(box(page)).to_be_enabled(timeout=15_000)
    return page


def box(page: Page):
    return page.get_by_role("textbox", name="Your message")


def log(page: Page):
    return page.get_by_role("log")


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


async def say(page: Page, text: str) -> None:
    await box(page).fill(text)
    await button(page, "Send").click()


async def test_a_consultation_by_clicks(serve, browser):
    served = serve([FIRST, LAST])
    page = await opened(browser, served.base)

    await page.get_by_role("button", name="Staff ask about our HR policies").click()
    await expect(log(page)).to_contain_text(QUESTION)
    await expect(log(page)).to_contain_text("Why I ask: It may add a step.")
    await expect(button(page, "Don't know")).to_be_enabled()
    await expect(button(page, "Answer now")).to_be_enabled()
    await button(page, "Yes").click()

    decision = page.get_by_role("region", name="Decision")
    await expect(log(page)).to_contain_text("Then it is settled.")
    await expect(decision).to_contain_text("Retrieval (RAG) final")
    await expect(decision).to_contain_text("Its own procedure answers Fine-tuning")
    await expect(page.get_by_role("region", name="What we know")).to_contain_text("You chose")
    await expect(button(page, "Yes")).to_have_count(0)
    assert served.advisor.heard[1].action.chose == "needs_citations"


async def test_a_consultation_by_typing_with_the_keyboard_alone(serve, browser):
    served = serve([FIRST, LAST], pause_s=0.15)
    page = await opened(browser, served.base)
    status = page.get_by_role("status")
    await expect(status).to_be_empty()

    await box(page).press_sequentially("HR rewrites our policies every quarter")
    await page.keyboard.press("Enter")
    await expect(status).to_contain_text("Reading what you said")
    await expect(log(page)).to_contain_text("Retrieval comes first")
    await expect(button(page, "Yes")).to_be_visible()
    await expect(status).to_be_empty()
    await expect(box(page)).to_be_focused()
    await page.keyboard.type("yes, lawyers read them")
    await page.keyboard.press("Enter")

    await expect(log(page)).to_contain_text("Then it is settled.")
    await expect(log(page)).to_contain_text("HR rewrites our policies every quarter")
    await expect(box(page)).to_be_empty()
    assert [each.text for each in served.advisor.heard][1] == "yes, lawyers read them"


async def test_typing_goes_on_while_a_reply_is_made_and_is_answered_after_it(serve, browser):
    served = serve([FIRST, LAST], pause_s=0.2)
    page = await opened(browser, served.base)

    await box(page).press_sequentially("first words")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Reading")
    await page.keyboard.type("second words")
    await expect(box(page)).to_have_value("second words")
    await page.keyboard.press("Enter")
    await page.keyboard.type("third words")
    await expect(log(page).get_by_text("Goes out when this reply is done.")).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.type("not sent yet")
    await expect(log(page).get_by_text("Goes out when this reply is done.")).to_have_count(2)

    await expect(page.locator("#past > article")).to_have_count(3, timeout=15_000)
    await expect(page.get_by_role("status")).to_be_empty()
    await expect(box(page)).to_have_value("not sent yet")
    await expect(box(page)).to_be_focused()
    said = page.locator("#log article:not([hidden]) .said.user")
    assert [words.split("\n")[-1] for words in await said.all_inner_texts()] == [
        "first words",
        "second words",
        "third words",
    ]
    assert [each.text for each in served.advisor.heard] == [
        "first words",
        "second words",
        "third words",
    ]


async def test_another_conversation_is_not_overwritten_by_a_reply_that_still_comes(serve, browser):
    page = await opened(browser, serve([FIRST], pause_s=0.3).base)
    await say(page, "Our policies change")
    await expect(log(page)).to_contain_text("Our policies change")

    await button(page, "New conversation").click()
    await expect(log(page)).to_contain_text("Should we fine-tune?")
    await page.wait_for_timeout(3_000)

    await expect(log(page)).not_to_contain_text("Our policies change")
    await expect(log(page)).not_to_contain_text("Retrieval comes first")


async def test_the_rest_of_the_interview_can_be_filled_in_as_a_form(serve, browser):
    served = serve([FIRST, LAST])
    page = await opened(browser, served.base, width=390)
    await say(page, "Our policies change")
    await button(page, "Show the rest as a form").click()
    form = page.get_by_role("form", name="The rest as a form")
    await expect(form).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390

    await form.get_by_role("group", name=QUESTION).get_by_label("Yes").check()
    figure = form.get_by_role("textbox", name="or a figure (Requests a month)")
    await figure.fill("many")
    await form.get_by_role("group", name="Must answers keep").get_by_label("Don’t know").check()
    await button(page, "Send answers").click()
    await expect(page.get_by_role("alert")).to_contain_text("'many' is not a number")
    await figure.fill("3,000,000")
    await page.keyboard.press("Enter")

    await expect(log(page)).to_contain_text("Then it is settled.")
    await expect(form).to_have_count(0)
    assert served.advisor.heard[1].action.answers == {"needs_citations": "Yes"}
    assert served.advisor.heard[1].action.set == {"monthly_requests": 3_000_000}
    assert served.advisor.heard[1].action.skips == ("needs_style",)


async def test_a_closed_form_opens_anew(serve, browser):
    page = await opened(browser, serve([FIRST]).base)
    await say(page, "Our policies change")
    form = page.get_by_role("form", name="The rest as a form")

    await button(page, "Show the rest as a form").click()
    await expect(form.get_by_role("heading")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await button(page, "Show the rest as a form").click()

    await expect(form).to_be_visible()


async def test_a_reload_in_the_middle_of_a_reply_loses_nothing(serve, browser):
    served = serve([FIRST, LAST], pause_s=0.3)
    page = await opened(browser, served.base)

    await say(page, "Our policies change")
    await expect(log(page)).to_contain_text("Our policies change")
    await page.reload()

    await expect(log(page)).to_contain_text("Our policies change", timeout=15_000)
    await expect(button(page, "Yes")).to_be_visible(timeout=15_000)
    await expect(log(page)).to_contain_text(QUESTION)
    await expect(log(page).locator("article:not([hidden])")).to_have_count(1)
    assert len(served.advisor.heard) == 1


async def test_a_citation_opens_its_passage(serve, browser):
    page = await opened(browser, serve([FIRST]).base)
    await say(page, "Our policies change")

    await log(page).get_by_role("link", name="[1]").click()
    passage = page.get_by_role("region", name="Passage")
    await expect(passage).to_contain_text("Framework step 2")
    await expect(passage).to_contain_text(CITED)
    await page.keyboard.press("Escape")
    await expect(passage).to_be_hidden()


async def test_a_tool_card_shows_what_went_in_and_what_came_out(serve, browser):
    page = await opened(browser, serve([FIRST]).base)
    await say(page, "Our policies change")
    await expect(button(page, "Yes")).to_be_visible()

    await log(page).get_by_text("Memory, time and cost of training").click()

    await expect(log(page)).to_contain_text("Parameters, billions")
    await expect(log(page)).to_contain_text("Peak, GB")
    await expect(log(page)).to_contain_text("16.9")
    await expect(log(page)).to_contain_text("weights + gradients")


async def test_a_fact_can_be_corrected_and_forgotten(serve, browser):
    served = serve([FIRST, LAST])
    page = await opened(browser, served.base)
    await say(page, "Our policies change")
    await expect(button(page, "Yes")).to_be_visible()
    known = page.get_by_role("region", name="What we know")

    fold = button(page, "Correct a fact ▼")
    await expect(fold).to_have_attribute("aria-expanded", "false")
    await fold.click()
    await expect(fold).to_have_attribute("aria-expanded", "true")
    await page.get_by_label("Fact", exact=True).click()
    await page.get_by_role("option", name="How often the knowledge changes").click()
    await page.get_by_label("New value").click()
    await page.get_by_role("option", name="Daily").click()
    await button(page, "Save correction").click()

    await expect(known).to_contain_text("daily")
    await expect(known).to_contain_text("You set this")
    assert served.advisor.heard[1].action.set == {"knowledge_changes": "daily"}


async def test_on_a_phone_what_stands_below_the_talk_stays_in_view(serve, browser):
    long = (AdvisorSaid(text="\n\n".join(["Retrieval comes first."] * 40)), decided("rag", "final"))
    page = await opened(browser, serve([long]).base, width=390)
    await say(page, "Policies change every quarter.")
    await expect(page.locator("#log article[data-done]").first).to_be_attached()
    fold = button(page, "Correct a fact ▼")
    while await fold.evaluate("fold => fold.getBoundingClientRect().top > 300"):
        await page.mouse.wheel(0, 200)
        await page.wait_for_timeout(20)

    await fold.click()
    await page.get_by_label("Fact", exact=True).click()
    await page.wait_for_timeout(300)

    await expect(page.get_by_role("option", name="A prompt was tried")).to_be_in_viewport()


async def test_what_another_tab_said_is_shown_before_the_next_reply(serve, browser):
    tabs = await browser.new_context()
    page, other = await tabs.new_page(), await tabs.new_page()
    await page.goto(serve([LAST]).base)
    await say(page, "Policies change every quarter.")
    await expect(page.locator("#log article[data-done]").first).to_be_attached()
    await other.goto(page.url)
    await say(other, "They are cited, too.")
    await expect(log(other)).to_contain_text("They are cited, too.")

    await say(page, "And they are long.")

    await expect(log(page)).to_contain_text("They are cited, too.", timeout=15_000)
    await expect(page.locator("#log article:not([hidden])")).to_have_count(3)


async def test_words_half_typed_outlast_loading_anew(serve, browser):
    page = await browser.new_page()
    await page.goto(serve([LAST]).base)
    await page.locator("#box textarea").fill("Half a sent")

    await page.evaluate("loadAnew()")

    await expect(page.locator("#box textarea")).to_have_value("Half a sent")


async def test_hostile_words_stay_words(serve, browser):
    hostile = (
        "<img src='http://evil.test/a.png' onerror='window.hit=1'><script>window.hit=1</script>"
        "![x](http://evil.test/b.png) [go](http://evil.test) [j](javascript:window.hit=1)"
        "<a href='http://evil.test'>a</a><style>@import 'http://evil.test/c.css'</style>"
        "![r][1]\n\n[1]: http://evil.test/d.png"
    )
    reply = (
        AdvisorSaid(text=hostile),
        FactNoted(field="task_summary", value=hostile, quote=hostile),
        ToolCalled(call="c1", tool=hostile, args={hostile: hostile}),
        ToolReturned(call="c1", result={hostile: [hostile, {hostile: hostile}]}),
        Decided(decision={"strategy": hostile, "status": hostile, "rules": [{"id": hostile}]}),
        Asked(field="needs_style", text=hostile, options=(hostile,), why=hostile),
    )
    served = serve([reply])
    page = await browser.new_page()
    foreign: list[str] = []
    page.on("request", lambda each: foreign.append(each.url))
    await page.goto(served.base)
    await expect(box(page)).to_be_enabled(timeout=15_000)

    await say(page, hostile)
    await expect(button(page, "Don't know")).to_be_enabled()
    await page.reload()
    await expect(log(page)).to_contain_text("onerror=", timeout=15_000)

    assert await page.evaluate("window.hit") is None
    assert [url for url in foreign if not url.startswith(served.base)] == []
    assert await page.locator("#columns a[href*='evil']").count() == 0
    assert await page.locator("#columns img").count() == 0


async def test_two_browsers_do_not_see_each_other(serve, browser):
    served = serve([FIRST])
    ada = await opened(browser, served.base)
    await say(ada, "Ada's secret task")
    await expect(button(ada, "Yes")).to_be_visible()
    bob = await opened(browser, served.base)

    assert (await bob.goto(ada.url)).status == 404
    assert "Ada's secret task" not in await bob.content()
    session = ada.url.split("session=")[1]
    assert (await bob.goto(f"{served.base}/transcripts/{session}.jsonl")).status == 404
    mine = await ada.request.get(f"{served.base}/transcripts/{session}.jsonl")
    assert "Ada's secret task" in await mine.text()


async def test_what_we_know_stands_below_a_long_decision_and_not_beside_it_out_of_sight(
    serve, browser
):
    steps = [
        {"do": f"Step {n} of the plan.", "because": "It helps.", "source": CITED} for n in range(30)
    ]
    long = Decided(decision={**FIRST[7].decision, "plan": {"kind": "standard", "steps": steps}})
    page = await opened(browser, serve([(*FIRST[:7], long)]).base)
    await say(page, "Our policies change")
    await expect(page.get_by_role("region", name="Decision")).to_contain_text("Step 29")

    known = page.get_by_role("region", name="What we know")
    await known.scroll_into_view_if_needed()

    await expect(known).to_be_in_viewport()
    assert await page.evaluate("side.scrollWidth <= side.clientWidth")


async def test_a_phone_needs_no_sideways_scrolling(serve, browser):
    wide = "| " + " | ".join(f"column{n}" for n in range(12)) + " |\n" + "|---" * 12 + "|\n"
    reply = (AdvisorSaid(text=f"{wide}\n\n{'unbroken' * 60}"), *FIRST)
    page = await opened(browser, serve([reply]).base, width=390)
    await say(page, "x" * 300)
    await expect(button(page, "Yes")).to_be_visible()
    await page.get_by_text("Memory, time and cost of training").click()

    await log(page).get_by_role("link", name="[1]").click()
    await expect(page.get_by_role("region", name="Passage")).to_be_visible()

    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_a_phone_shows_the_answer_and_not_what_stands_below_it(serve, browser):
    long = AdvisorSaid(text="\n".join(f"- Step {n} of a plan that takes time." for n in range(60)))
    known = [FactNoted(field=f"{n}", value=n, origin="set") for n in range(12)]
    answer = (*known, Progress(released=long.text), long, decided("rag", "final"))
    page = await opened(browser, serve([answer]).base, width=390)

    for words in ("Our policies change", "And how do we prove it?"):
        await say(page, words)
        await expect(log(page).get_by_text(words)).to_be_visible()
        await expect(page.get_by_role("status")).to_be_empty()
        await page.wait_for_timeout(400)

        await expect(log(page).get_by_text("Step 0 of").last).to_be_in_viewport()
        await expect(box(page)).to_be_in_viewport()


async def test_a_deleted_conversation_is_gone(serve, browser):
    served = serve([FIRST])
    page = await opened(browser, served.base)
    await say(page, "Our policies change")
    await expect(button(page, "Yes")).to_be_visible()
    session = page.url.split("session=")[1]

    await button(page, "Delete conversation").click()
    await button(page, "Delete for good").click()

    await expect(log(page)).not_to_contain_text("Our policies change")
    await expect(log(page)).to_contain_text("Should we fine-tune?")
    assert served.store.owner_of(session) is None


async def test_a_new_conversation_leaves_the_old_one_to_be_found(serve, browser):
    page = await opened(browser, serve([FIRST]).base)
    await say(page, "Our policies change")
    await expect(button(page, "Yes")).to_be_visible()
    before = page.url

    await button(page, "New conversation").click()
    await expect(log(page)).not_to_contain_text("Our policies change")
    await page.wait_for_url(lambda url: url != before)
    await page.get_by_role("link", name="Our policies change").click()

    await expect(log(page)).to_contain_text(QUESTION)


async def test_a_reply_that_comes_at_once_empties_the_box_too(serve, browser):
    page = await opened(browser, serve([LAST]).base)

    await say(page, "Should we?")

    await expect(log(page)).to_contain_text("Then it is settled.")
    await expect(box(page)).to_be_empty()


async def test_a_reply_can_be_stopped_and_what_was_said_stays(serve, browser):
    page = await opened(browser, serve([FIRST], pause_s=0.6).base)
    await say(page, "Our policies change")

    await button(page, "Stop").click()

    await expect(log(page)).to_contain_text("Stopped. What you said is kept.")
    await expect(log(page)).to_contain_text("Our policies change")
    await expect(box(page)).to_be_enabled()


async def test_every_turn_stays_in_the_log_in_its_order(serve, browser):
    page = await opened(browser, serve([FIRST, LAST]).base)
    for text in ("first words", "second words", "third words"):
        await say(page, text)
        await expect(log(page)).to_contain_text(text)
        await expect(page.get_by_role("status")).to_be_empty()

    shown = await log(page).inner_text()
    await page.reload()
    await expect(log(page)).to_contain_text("third words", timeout=15_000)
    assert shown.index("first words") < shown.index("second words") < shown.index("third words")
    assert (await log(page).inner_text()).split() == shown.split()


async def test_a_message_that_is_too_long_stays_with_its_writer(serve, browser):
    served = serve([FIRST])
    page = await opened(browser, served.base)
    served.advisor.refuses = True

    await say(page, "too long")

    await expect(page.get_by_role("alert")).to_contain_text("At most")
    await expect(box(page)).to_have_value("too long")


async def test_a_figure_opens_the_result_that_it_traces_to(serve, browser):
    said = AdvisorSaid(
        text="It takes 16.9 GB of the 17 GB.",
        checked=(Pointer(span="16.9 GB", origin="c1.peak_gb"),),
    )
    served = serve([(*FIRST[:4], said, *FIRST[7:])])
    page = await opened(browser, served.base)
    await say(page, "Our policies change")

    claim = log(page).get_by_role("link", name="16.9 GB")
    await claim.focus()
    await page.keyboard.press("Enter")
    opened_beside = page.get_by_role("region", name="Where it comes from")
    await expect(opened_beside).to_contain_text("Memory, time and cost of training › Peak, GB")
    await expect(opened_beside).to_be_focused()
    await page.keyboard.press("Escape")

    await expect(opened_beside).to_be_hidden()
    await expect(claim).to_be_focused()
    session = page.url.split("session=")[1]
    stranger = await (await opened(browser, served.base)).request.get(
        f"{served.base}/claims/7/0?session={session}"
    )
    assert stranger.status == 404


async def test_an_empty_box_says_nothing(serve, browser):
    served = serve([FIRST])
    page = await opened(browser, served.base)

    await box(page).press("Enter")
    await say(page, "Our policies change")

    await expect(button(page, "Yes")).to_be_visible()
    assert [each.text for each in served.advisor.heard] == ["Our policies change"]
