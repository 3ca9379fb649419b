// What the page does by itself: roles, the address, keeping finished turns, opening passages.
"use strict";

const $ = (id) => document.getElementById(id);
const PASSAGE = "#passage-";
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

// A finished turn is moved out of the part that the next reply overwrites.
function keepFinishedTurn() {
  const done = document.querySelector("#live article[data-done]");
  if (!done || done.hidden) return;
  let past = $("past");
  if (!past) {
    past = Object.assign(document.createElement("div"), { id: "past", className: "prose" });
    $("live").before(past);
  }
  const last = past.lastElementChild;
  if (last?.dataset.turn === done.dataset.turn) last.remove();
  const kept = done.cloneNode(false);
  kept.append(...done.childNodes);
  past.append(kept);
  done.hidden = true;
  if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) {
    document.querySelector("#box textarea")?.focus({ preventScroll: true });
  }
}

// How far the end of the conversation lies below the composer.
function hiddenBelow() {
  const log = $("log");
  const composer = $("composer");
  if (!log || !composer) return 0;
  return log.getBoundingClientRect().bottom - composer.getBoundingClientRect().top;
}

let nearEnd = true;
addEventListener("scroll", () => { nearEnd = hiddenBelow() < 160; }, { passive: true });

function scrollToEnd() {
  const hidden = hiddenBelow();
  if (hidden > 0) scrollBy({ top: hidden, behavior: "instant" });
}

function settle() {
  name("log", "log", "Conversation");
  name("status", "status");
  name("known", "region", "What we know");
  oneStatus();
  rememberSession();
  keepFinishedTurn();
  if (nearEnd) scrollToEnd();
}

async function openPassage(anchor) {
  const region = $("passage");
  const body = $("passage-body");
  const answer = await fetch(`passages/${anchor.split("/").map(encodeURIComponent).join("/")}`);
  body.innerHTML = await answer.text();
  region.hidden = false;
  region.scrollIntoView({ block: "nearest" });
  region.focus({ preventScroll: true });
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
  if (!link) return;
  event.preventDefault();
  const href = link.getAttribute("href");
  if (href.startsWith(PASSAGE)) {
    opener = link;
    openPassage(href.slice(PASSAGE.length));
  } else {
    $(href.slice(1))?.scrollIntoView({ block: "start" });
  }
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape") closePassage();
});

let planned = false;
new MutationObserver(() => {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => { planned = false; settle(); });
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
settle();
