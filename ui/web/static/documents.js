// The panel of one's own documents: the server gives it, whole, with each answer.
"use strict";

function showDocuments(panel) {
  const place = document.getElementById("documents-place");
  if (place) place.innerHTML = panel;
  return Boolean(place);
}

function sayOfDocuments(words) {
  const said = document.getElementById("documents-said");
  if (said) said.textContent = words;
}

async function askOfDocuments(method, name, body) {
  const address = name === undefined ? "documents" : `documents/${encodeURIComponent(name)}`;
  try {
    const answer = await fetch(address, { method, body });
    if (answer.headers.get("content-type")?.startsWith("text/html")) {
      return showDocuments(await answer.text());
    }
    sayOfDocuments(answer.status === 413 ? `${name}: not added, it is too large.` : "That did not work; reload the page.");
  } catch {
    sayOfDocuments(`${name ?? "Your documents"}: the server could not be reached, or the file is too large.`);
  }
  return true;
}

async function addDocuments(files) {
  const said = [];
  for (const file of files) {
    sayOfDocuments([...said, `Reading ${file.name} …`].join("\n"));
    document.getElementById("add-documents").disabled = true;
    await askOfDocuments("PUT", file.name, file);
    said.push(document.getElementById("documents-said").textContent);
    sayOfDocuments(said.join("\n"));
  }
  const box = document.getElementById("add-documents");
  box.disabled = false;
  box.focus({ preventScroll: true });
}

addEventListener("change", (event) => {
  if (event.target.id === "add-documents") addDocuments([...event.target.files]);
});

addEventListener("click", async (event) => {
  const name = event.target.closest?.("[data-document]")?.dataset.document;
  if (name === undefined) return;
  await askOfDocuments("DELETE", name);
  document.getElementById("add-documents")?.focus({ preventScroll: true });
});

// Gradio builds the page after this script has run.
const documentsAwaited = new MutationObserver(() => {
  if (!document.getElementById("documents-place")) return;
  documentsAwaited.disconnect();
  askOfDocuments("GET");
});
documentsAwaited.observe(document.documentElement, { childList: true, subtree: true });
