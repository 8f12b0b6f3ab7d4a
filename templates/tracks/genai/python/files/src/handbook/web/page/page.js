"use strict";
// Everything that comes from the server is set as text, never as HTML: a sentence with a tag in it stays a sentence.

const byId = (id) => document.getElementById(id);

function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function fetchJson(path, options) {
  const response = await fetch(path, options);
  const body = await response.json();
  if (response.ok) return body;
  const error = new Error([body.title, body.detail].filter(Boolean).join(" "));
  throw Object.assign(error, { status: response.status });
}

async function open(passage, span) {
  const found = await fetchJson(`/passages/${encodeURIComponent(passage)}`);
  const characters = Array.from(found.text); // spans count characters, not UTF-16 units
  const [start, end] = span || found.span;
  const cut = (from, to) => characters.slice(from, to).join("");
  const mark = element("mark", cut(start, end));
  mark.tabIndex = -1;
  byId("document-title").textContent = `${found.title}, since ${found.valid_from}`;
  byId("document-text").replaceChildren(cut(found.body, start), mark, cut(end));
  byId("document").hidden = false;
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}

function link(passage, span) {
  const button = element("button", passage, "cite");
  button.type = "button";
  button.setAttribute("aria-label", `Open ${passage} at this sentence`);
  button.addEventListener("click", () => open(passage, span).catch(fail));
  return button;
}

function answered(answer) {
  const parts = answer.sentences.map((sentence) => {
    const paragraph = element("p", sentence.text);
    paragraph.append(...sentence.citations.map((citation) => link(citation.passage, citation.span)));
    return paragraph;
  });
  if (answer.note) parts.push(element("p", answer.note, "note"));
  return parts;
}

function refused(refusal) {
  const why = element("p", `Reason: ${refusal.detail}.`, "note");
  if (refusal.nearest) {
    const { passage, probability, needed } = refusal.nearest;
    why.append(` Nearest passage (p ${probability.toFixed(2)}, needed ${needed.toFixed(2)}):`, link(passage));
  }
  return [element("p", refusal.title, "refusal"), why];
}

function times(trace) {
  const list = element("ul", "", "times");
  list.append(element("li", `${trace.ms.toFixed(1)} ms in all`));
  list.append(...trace.stages.map((stage) => element("li", `${stage.name} ${stage.ms.toFixed(1)}`)));
  return list;
}

function fail(error) {
  byId("outcome").replaceChildren(element("p", error.message, "refusal"));
  if (error.status !== 401) return;
  byId("token-row").hidden = false; // a closed service says so; the token is kept in this field and nowhere else
  byId("token").focus();
}

async function ask() {
  const body = { question: byId("question").value };
  if (byId("as-of").value) body.as_of = byId("as-of").value;
  byId("document").hidden = true;
  const headers = { "Content-Type": "application/json" };
  if (byId("token").value) headers.Authorization = `Bearer ${byId("token").value}`;
  const reply = await fetchJson("/ask", { method: "POST", headers, body: JSON.stringify(body) });
  const shown = reply.answer ? answered(reply.answer) : refused(reply.refusal);
  byId("mode").textContent = `mode: ${reply.mode}`;
  byId("outcome").replaceChildren(...shown, times(reply.trace));
  byId("outcome").focus({ preventScroll: true });
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  ask().catch(fail);
});
byId("close").addEventListener("click", () => {
  byId("document").hidden = true;
  byId("question").focus();
});
for (const example of document.querySelectorAll(".example")) {
  example.addEventListener("click", () => {
    byId("question").value = example.textContent;
    byId("form").requestSubmit();
  });
}
fetchJson("/readyz")
  .then((state) => { byId("mode").textContent = `mode: ${state.mode}`; })
  .catch(fail);
