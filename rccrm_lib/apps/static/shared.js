// What the browser side of all pages shares. Every text is set as text, so data can never become markup.

const SLOW_MS = 500, LATE_MS = 8000;

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined || value === "") continue;
    if (key === "onclick") node.addEventListener("click", value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === "") continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

function notice(view) {
  const it = view.notice;
  return make("section", { class: `rc-notice rc-${it.tone}`, role: "alert", "data-part": "notice" },
    make("h1", {}, it.title),
    it.lines.map((line) => make("p", {}, line)),
    it.command ? make("pre", { class: "rc-command" }, it.command) : "",
    it.code ? make("p", { class: "rc-code" }, it.code) : "");
}

// A moving line after half a second; after eight the frame is asked to look whether anything is wrong.
function waiting(root, model, onLate) {
  let slow, late;
  const line = make("div", { class: "rc-wait", hidden: true, role: "status" });
  root.append(line);
  const stop = () => { clearTimeout(slow); clearTimeout(late); line.hidden = true; };
  return {
    begin() {
      stop();
      slow = setTimeout(() => { line.textContent = model.get("view").wait.working; line.hidden = false; }, SLOW_MS);
      late = setTimeout(() => { onLate(); window.dispatchEvent(new Event("rccrm:late")); }, LATE_MS);
    },
    end: stop,
  };
}

// Focus a place as soon as it is on the screen: a page is drawn before it is shown. Where the reader is, wins.
function focusWhenShown(root, selector, tries = 60) {
  const node = root.querySelector(selector);
  if (document.activeElement !== document.body || tries === 0) return;
  if (node?.checkVisibility()) node.focus({ preventScroll: true });
  else setTimeout(() => focusWhenShown(root, selector, tries - 1), 50);
}

// A file that Python handed over: the browser saves it; it has no address of its own.
function saveFile(name, bytes) {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// The button that takes a list out asks what for, in place.
function exportBar(it, send) {
  if (!it) return "";
  return make("div", { class: "rc-export" }, make("details", {}, make("summary", { "data-act": "export" }, it.open),
    make("p", { class: "rc-hint" }, it.why), it.reasons.map(([reason, text]) => make("button", { class: "rc-plain", type: "button",
      "data-export": reason, onclick: () => send({ kind: "export", reason }) }, text))),
    it.said ? make("p", { class: `rc-exported rc-${it.tone}`, role: "status" }, it.said) : "");
}

// One page: draws what Python sends, sends what the reader does. The same event is not sent twice while the
// first waits for its answer (a double click is one click), and each carries a key (see shell/page.py).
function mountPage({ model, el, draw, keys }) {
  const outer = make("div", { class: "rccrm-page" }), root = make("div", { class: "rc-all" });
  outer.append(root);
  el.replaceChildren(outer);
  const mark = Math.random().toString(36).slice(2);
  let before = null, busy = "", count = 0, asked = 0;
  const wait = waiting(outer, model, () => { busy = ""; });
  const send = (event) => {
    const text = JSON.stringify(event);
    if (busy === text) return;
    busy = text; count += 1; asked += 1;
    wait.begin();
    model.send({ ...event, key: `${mark}-${count}` });
  };
  const redraw = () => {
    const view = model.get("view");
    draw(view, { root, send, before });
    before = view;
    document.getElementById("rccrm-loading")?.remove();
  };
  const language = (event) => send({ kind: "language", to: event.detail });
  window.addEventListener("rccrm:language", language);
  if (keys) keys(outer);
  model.on("msg:custom", (content, buffers) => { if (content.kind === "file") saveFile(content.name, buffers[0]); });
  model.on("change:view", redraw);
  model.on("change:answered", () => { asked -= 1; if (asked <= 0) { asked = 0; busy = ""; wait.end(); } });
  redraw();
  const chosen = document.documentElement.lang === "en" ? "en" : "zh";
  if (chosen !== model.get("view").lang) send({ kind: "language", to: chosen });
  return () => window.removeEventListener("rccrm:language", language);
}
