// "Today": the list on the left, the customer on the right, and the visits by village on a sheet of paper.

function tabs(view, send) {
  return make("div", { class: "wl-tabs", role: "tablist" }, view.head.tabs.map((tab) =>
    make("button", { type: "button", role: "tab", "aria-selected": tab.on ? "true" : "false", "data-tab": tab.name,
      onclick: () => send({ kind: "tab", to: tab.name }) }, tab.label, make("b", {}, String(tab.n)))));
}

function whose(it, send) {
  const select = choice("manager", it.options);
  select.value = it.value;
  select.addEventListener("change", () => send({ kind: "manager", to: select.value }));
  return make("label", { class: "wl-whose" }, it.label, " ", select);
}

function head(view, send) {
  const it = view.head;
  return make("header", { class: "wl-head" }, make("h1", {}, it.title), make("span", { class: "wl-line" }, it.line),
    make("span", { class: "wl-line" }, it.minutes), it.managers ? whose(it.managers, send) : "", said(view, send),
    make("button", { class: "rc-plain wl-route-open", type: "button", "data-act": "route",
      onclick: () => send({ kind: "route" }) }, it.route));
}

function line(row, n, send) {
  const pick = () => send({ kind: "pick", item: row.item });
  return make("li", { class: row.picked ? "wl-row wl-picked" : "wl-row" },
    make("button", { class: "wl-open", type: "button", "data-row": String(n), "aria-current": row.picked ? "true" : null, onclick: pick },
      make("span", { class: "wl-who" }, make("b", {}, row.name), " ", make("small", {}, [row.place, ...row.marks].join(" · "))),
      make("span", { class: row.late ? "wl-due wl-late" : "wl-due" }, row.due),
      make("span", { class: "wl-sentence" }, make("b", {}, row.reason), " ", row.why)),
    make("span", { class: row.picked ? "wl-step rc-go" : "wl-step" }, row.step));
}

function leftOut(it) {
  if (!it) return "";
  const lines = (rows) => make("ul", {}, rows.map(([text, n]) => make("li", {}, make("b", {}, n), " ", text)));
  return make("details", { class: "wl-left", "data-part": "left" }, make("summary", {}, it.title), lines(it.rows),
    it.month ? make("p", {}, it.month) : "", lines(it.month_rows));
}

function said(view, send) {
  const it = view.said;
  if (!it) return make("div", { class: "wl-said", role: "status" });
  const undo = it.undo ? make("button", { class: "rc-plain", type: "button", "data-act": "undo",
    onclick: () => send({ kind: "undo" }) }, it.undo.label) : "";
  if (undo) setTimeout(() => undo.remove(), it.undo.seconds * 1000);
  return make("div", { class: `wl-said wl-${it.tone}`, role: "status" }, it.text, " ", undo);
}

function list(view, send) {
  const empty = make("div", { class: "rc-empty wl-empty" }, view.empty.map((text) => make("p", {}, text)));
  return make("section", { class: "wl-list" }, leadBlocks(view, send), tabs(view, send),
    view.rows.length ? make("ol", {}, view.rows.map((row, n) => line(row, n, send))) : empty, leftOut(view.left),
    make("p", { class: "rc-hint rc-keys" }, view.head.keys || view.head.reading));
}

function route(view, send) {
  const it = view.route;
  return make("main", { class: "wl-route", "data-part": "route" },
    make("p", { class: "wl-route-acts" }, make("button", { class: "rc-plain", type: "button", "data-act": "route",
      onclick: () => send({ kind: "route" }) }, it.back), " ",
      make("button", { class: "rc-go", type: "button", onclick: () => print() }, it.print)),
    make("h1", {}, it.title), make("div", { class: "rc-export-place" }, exportBar(view.export, send)), make("p", { class: "wl-line" }, it.whose),
    it.stops.length ? make("p", { class: "rc-hint" }, it.order) : make("p", { class: "rc-empty" }, it.nothing),
    it.stops.map((stop) => make("section", { class: "wl-stop" }, make("h2", {}, stop.title), make("table", {}, make("tbody", {},
      stop.rows.map((row) => make("tr", {}, make("th", { scope: "row" }, row.name), make("td", {}, make("b", {}, row.reason), " ", row.why,
        row.home ? make("small", {}, row.home) : ""), make("td", { class: "wl-due" }, row.due),
      make("td", { class: "wl-note" }, it.note))))))));
}

function typing() {
  const at = document.activeElement;
  return at && (at.matches("input:not([type=radio]), select, textarea"));
}

// Letters act on the customer on the right, arrows on the list; nothing acts while somebody types.
function workKeys(root) {
  const click = (selector) => { const node = root.querySelector(selector); node?.click(); return Boolean(node); };
  const focus = (selector) => { const node = root.querySelector(selector); node?.focus(); return Boolean(node); };
  const move = (step) => {
    const rows = [...root.querySelectorAll(".wl-open")];
    const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    next?.focus();
    next?.click();
    return Boolean(next);
  };
  const acts = {
    ArrowDown: () => move(1), ArrowUp: () => move(-1), u: () => click("[data-act=undo]"),
    v: () => focus(".wl-results input"), c: () => focus(".wl-results input"), d: () => click("[data-answer=done]"),
    w: () => click("[data-answer=wrong]"), n: () => click("[data-answer=later]"),
  };
  root.addEventListener("keydown", (event) => {
    if (typing() || event.ctrlKey || event.metaKey || event.altKey) return;
    const inResults = document.activeElement?.name === "result";
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const digit = root.querySelector(`.wl-results [data-digit="${key}"]`);
    if (/^[1-9]$/.test(key) && digit) { digit.click(); digit.focus(); event.preventDefault(); return; }
    if (inResults && key.startsWith("Arrow")) return;
    if (acts[key]?.()) event.preventDefault();
  });
}

// Where the reader is, for the way back from a card; of this sign-in only.
function keepPlace(view) {
  const place = { manager: view.head.managers?.value, tab: view.head.tabs.find((tab) => tab.on).name, item: view.detail?.item };
  sessionStorage.setItem(`rccrm.${view.keep}`, JSON.stringify(place));
}

function comeBack(view, send) {
  const kept = sessionStorage.getItem(`rccrm.${view.keep}`);
  if (!kept) return;
  try { send({ ...JSON.parse(kept), kind: "restore" }); } catch { /* somebody else's text: the list from the top */ }
}

function drawWorklist(view, { root, send, before }) {
  if (!view.head) {
    root.replaceChildren(make("div", { class: "rc-work rc-alone" }, make("main", {}, view.notice ? notice(view) : "")));
    return;
  }
  if (before) keepPlace(view); else comeBack(view, send);
  const same = before?.detail && view.detail && before.detail.card.href === view.detail.card.href;
  const typed = same && !view.said?.is_saved ? typedValues(root) : null;
  const opened = root.querySelector(".wl-left")?.open;
  const onList = document.activeElement?.classList.contains("wl-open");
  const note = view.notice ? make("div", { class: "wl-incident" }, notice(view)) : "";
  if (view.route) root.replaceChildren(note, route(view, send));
  else root.replaceChildren(make("div", { class: "rc-work rc-wide wl-work" }, note, head(view, send),
    make("div", { class: "wl-columns" }, list(view, send), detail(view, send))));
  typeAgain(root, typed);
  if (opened && root.querySelector(".wl-left")) root.querySelector(".wl-left").open = true;
  if (!before) focusWhenShown(root, ".wl-open[aria-current]");
  else if (onList || !root.contains(document.activeElement)) root.querySelector(".wl-open[aria-current]")?.focus({ preventScroll: true });
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawWorklist, keys: workKeys }) };
