// What the page does by itself: roles, the address, keeping finished turns, opening passages.
"use strict";

const $ = (id) => document.getElementById(id);
const PASSAGE = "#passage-";
const CLAIM = /^#claim-(\d+)-(\d+)$/;
const HALF_TYPED = "half-typed";
let session = null;

function name(id, role, label) {
  const part = $(id);
  if (!part || part.getAttribute("role") === role) return;
  part.setAttribute("role", role);
  if (label) part.setAttribute("aria-label", label);
}

// Gradio brings a live region of its own; it keeps speaking, but one status is enough to find.
function oneStatus() {
  for (const other of document.querySelectorAll("[role=status]:not(#status)")) {
    other.removeAttribute("role");
  }
}

// What is new comes as HTML by place. Each message of a turn holds all of that turn, as Gradio may
// pass over one; what a place shows already stays untouched.
const shown = {};
function showNews(news) {
  for (const [place, html] of Object.entries(news ?? {})) {
    const at = $(place);
    if (!at || shown[place] === html) continue;
    shown[place] = html;
    at.innerHTML = html;
  }
}

function rememberSession() {
  const now = document.querySelector("[data-session]")?.dataset.session;
  if (!now || now === session) return;
  if (session !== null) $("past")?.replaceChildren();
  session = now;
  const address = new URL(location.href);
  address.searchParams.set("session", now);
  history.replaceState(null, "", address);
  nearEnd = true;
}

// Finished turns are moved out of the part that the next reply overwrites.
function keepFinishedTurns() {
  const finished = document.querySelectorAll("#live article[data-done]:not([hidden])");
  if (finished.length && spokenElsewhere(finished[0])) loadAnew();
  for (const done of finished) keep(done);
  justDone = finished.length > 0;
  if (finished.length && document.activeElement === document.body && finePointer()) {
    document.querySelector("#box textarea")?.focus({ preventScroll: true });
  }
}

// Turns of another tab, or of another channel, came between: loaded anew, the page shows them all.
function spokenElsewhere(done) {
  const before = [...document.querySelectorAll(":is(#history, #past) article[data-turn]")].pop();
  return before && Number(done.dataset.turn) > Number(before.dataset.turn) + 1;
}

function keep(done) {
  let past = $("past");
  if (!past) {
    past = Object.assign(document.createElement("div"), { id: "past", className: "prose" });
    $("live-place").before(past);
  }
  if (!past.querySelector(`article[data-turn="${Number(done.dataset.turn)}"]`)) {
    const kept = done.cloneNode(false);
    kept.append(...done.childNodes);
    past.append(kept);
  }
  done.hidden = true;
}

function finePointer() {
  return matchMedia("(pointer: fine)").matches;
}

// How far the end of the conversation lies below the composer.
function hiddenBelow() {
  const log = $("log");
  const composer = $("composer");
  if (!log || !composer) return 0;
  return log.getBoundingClientRect().bottom - composer.getBoundingClientRect().top;
}

// Only who scrolls upwards leaves the end; a reply that grows fast is followed all the same.
let nearEnd = true;
let place = 0;
let justDone = false;
let ours = -1; // where we scrolled to ourselves
addEventListener("scroll", () => {
  if (hiddenBelow() < 160) nearEnd = true;
  else if (scrollY < place && scrollY !== ours) nearEnd = false;
  place = scrollY;
}, { passive: true });

// A final answer is read from its beginning; with a question, the end is what matters.
function beginningOfAnswer() {
  const last = [...document.querySelectorAll("#log article:not([hidden])")].pop();
  const isAnswer = last?.matches("[data-done]") && !last.querySelector(".question");
  return isAnswer ? last.getBoundingClientRect().top - 16 : Infinity;
}

// On a phone more stands below the composer. Where a turn shrank after it was followed, the end
// lies above the view; only a place that we scrolled to is left for that.
function beyondTheEnd() {
  const composer = $("composer");
  if (!composer || scrollY !== ours) return 0;
  const rests = innerHeight - (Number.parseFloat(getComputedStyle(composer).bottom) || 0);
  return Math.max(0, rests - composer.getBoundingClientRect().bottom);
}

function scrollToEnd() {
  const tooFar = beyondTheEnd();
  if (tooFar > 0) follow(-tooFar);
  const hidden = Math.min(hiddenBelow(), beginningOfAnswer());
  if (hidden > 0 || justDone) follow(hidden);
}

function follow(distance) {
  scrollBy({ top: distance, behavior: "instant" });
  ours = scrollY;
}

function settle() {
  name("log", "log", "Conversation");
  name("status", "status");
  name("known", "region", "What we know");
  sayWhetherOpen();
  oneStatus();
  rememberSession();
  keepFinishedTurns();
  showForm();
  showWarning();
  giveBack();
  if (nearEnd) scrollToEnd();
}

// Gradio's folding part doesn't tell a screen reader whether it is open.
function sayWhetherOpen() {
  const fold = document.querySelector("#correct > button.label-wrap");
  fold?.setAttribute("aria-expanded", String(fold.classList.contains("open")));
}

addEventListener("click", (event) => {
  if (event.target.closest?.("#correct > button.label-wrap")) setTimeout(sayWhetherOpen);
});

// Words leave the box on the key or the click itself, before Gradio hears of it: what is typed
// from then on belongs to the next message, even while a reply is made.
const taken = [];
function takeWords() {
  const box = document.querySelector("#box textarea");
  taken.push(box.value);
  box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  nearEnd = true;
}

function takenWords(text) {
  return taken.length ? taken.shift() : text;
}

addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (event.target.matches?.("#box textarea")) takeWords();
}, true);

addEventListener("click", (event) => {
  if (event.target.closest?.("#send:not(:disabled)")) takeWords();
  if (event.target.closest?.("#slots button")) nearEnd = true;
}, true);

// The form of all open questions: shown by the server, read here, sent by Gradio's own button.
let shownForm = null;
function showForm() {
  const form = $("rest");
  if (!form || form.dataset.times === shownForm) return;
  shownForm = form.dataset.times;
  form.scrollIntoView({ block: "start" });
  form.querySelector("h2")?.focus({ preventScroll: true });
}

// What is asked before a conversation is deleted may stand below the view.
let warned = false;
function showWarning() {
  const warning = $("sure");
  const isShown = Boolean(warning?.offsetParent);
  if (isShown && !warned) warning.scrollIntoView({ block: "nearest" });
  warned = isShown;
}

function closeForm() {
  const form = $("rest");
  if (!form || form.hidden) return;
  form.hidden = true;
  button("Show the rest as a form")?.focus();
}

function button(text) {
  return [...document.querySelectorAll("#slots button")].find((each) => each.innerText.trim() === text);
}

addEventListener("submit", (event) => {
  if (event.target.id !== "rest") return;
  event.preventDefault();
  hand("filled", Object.fromEntries(new FormData(event.target)), "send-form");
});

// Hands something to the server through a hidden field and a hidden button of Gradio's.
function hand(field, given, send) {
  write(document.querySelector(`#${field} textarea, #${field} input`), JSON.stringify(given));
  setTimeout(() => $(send).click());
}

function write(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

addEventListener("click", (event) => {
  const answer = event.target.closest?.("#slots button");
  if (!answer) return;
  if (answer.dataset.does === "form") {
    $("show-form").click();
    return;
  }
  hand("clicked", { does: answer.dataset.does, text: answer.textContent }, "send-clicked");
  for (const each of document.querySelectorAll("#slots button")) each.disabled = true;
});

// Words that the server could not take in go back to their writer, and so do words half typed.
function giveBack() {
  const back = document.querySelector("#live [data-returned]");
  const box = document.querySelector("#box textarea");
  const halfTyped = sessionStorage.getItem(HALF_TYPED);
  if (!box || !(back || halfTyped)) return;
  if (!box.value) write(box, halfTyped || back.dataset.returned);
  back?.removeAttribute("data-returned");
  sessionStorage.removeItem(HALF_TYPED);
}

function loadAnew() {
  sessionStorage.setItem(HALF_TYPED, document.querySelector("#box textarea")?.value ?? "");
  location.reload();
}

const BESIDE = {
  passage: { title: "Passage", none: "There is no such passage." },
  claim: { title: "Where it comes from", none: "Nothing is known about this." },
};

// Opens a passage, or what a claim traces to, beside the chat.
async function openBeside(kind, address) {
  const region = $("passage");
  const answer = await fetch(address);
  $("passage-title").textContent = BESIDE[kind].title;
  region.setAttribute("aria-label", BESIDE[kind].title);
  if (answer.headers.get("content-type")?.startsWith("text/html")) {
    $("passage-body").innerHTML = await answer.text();
  } else {
    $("passage-body").textContent = BESIDE[kind].none;
  }
  region.hidden = false;
  region.scrollTop = 0;
  region.scrollIntoView({ block: "nearest" });
  region.focus({ preventScroll: true });
}

// What a reply said before it cited: the words of the same block since the citation before, and
// what it quotes right below.
function claimBefore(link) {
  const block = link.closest(".said.advisor") && link.closest("p, li, td");
  if (!block) return "";
  const said = document.createRange();
  said.setStart(block, 0);
  said.setEndBefore(link);
  const quoted = block.nextElementSibling?.matches("blockquote") ? block.nextElementSibling.textContent : "";
  return `${said.toString().split(/\[\d+\]/).pop()} ${quoted}`.trim().slice(-1000);
}

function addressOf(href, link) {
  if (href.startsWith(PASSAGE)) {
    const anchor = href.slice(PASSAGE.length);
    const claim = claimBefore(link);
    return [
      "passage",
      `passages/${anchor.split("/").map(encodeURIComponent).join("/")}` +
        (claim ? `?claim=${encodeURIComponent(claim)}` : ""),
    ];
  }
  const claim = CLAIM.exec(href);
  return claim ? ["claim", `claims/${claim[1]}/${claim[2]}?session=${session}`] : null;
}

let opener = null;
function closePassage() {
  const region = $("passage");
  if (!region || region.hidden) return;
  region.hidden = true;
  opener?.focus({ preventScroll: true });
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (event.target.closest?.("#close-passage")) closePassage();
  if (event.target.closest?.("#close-form")) closeForm();
  if (!link) return;
  event.preventDefault();
  const href = link.getAttribute("href");
  const beside = addressOf(href, link);
  if (beside) {
    if (!link.closest("#passage")) opener = link;
    openBeside(...beside);
  } else {
    $(href.slice(1))?.scrollIntoView({ block: "start" });
  }
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if ($("passage")?.hidden === false) closePassage();
  else closeForm();
});

let planned = false;
new MutationObserver(() => {
  if (planned) return;
  planned = true;
  const soon = document.hidden ? setTimeout : requestAnimationFrame;
  soon(() => { planned = false; settle(); });
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
settle();
