// The branch board: what comes first today. Every text is set as text, so data can never become markup.

function tiles(rows) {
  return make("ul", { class: "rc-tiles", "data-part": "tiles" }, rows.map((it) => make("li", { class: `rc-tile rc-${it.tone}`, "data-tile": it.name },
    make("span", { class: "rc-tile-label" }, it.label), make("b", {}, it.n), make("span", { class: "rc-tile-note" }, it.note))));
}

function panel(name, it, ...children) {
  return make("section", { class: `rc-panel rc-board-${name}`, "data-part": name }, make("h2", {}, it.title),
    it.lead ? make("p", { class: "rc-sub" }, it.lead) : "", it.empty ? make("p", { class: "rc-empty" }, it.empty) : "", ...children);
}

// Two clicks: open the row, then choose. Only one row of a list is open at a time.
function twoClicks(attributes, text, choices) {
  const chosen = make("span", { class: "rc-verdicts", hidden: true }, choices);
  const open = make("button", { type: "button", class: "rc-plain rc-open", ...attributes,
    onclick: (event) => {
      const list = event.currentTarget.closest("ul");
      list.querySelectorAll(".rc-verdicts").forEach((one) => { one.hidden = one !== chosen; });
      list.querySelectorAll(".rc-open").forEach((one) => { one.hidden = one === open; });
      chosen.querySelector("button").focus();
    } }, text);
  return [open, chosen];
}

function verifyRow(row, n, it, view, send) {
  const verdicts = it.verdicts.map(([verdict, text]) =>
    make("button", { type: "button", class: verdict === "confirmed" ? "rc-go" : "rc-plain", "data-verdict": verdict,
      onclick: () => send({ kind: "verify", number: view.number, row: n, verdict }) }, text));
  return make("li", {}, make("span", { class: "rc-day" }, row.day), make("b", {}, row.name), make("span", { class: "rc-grow" }, `${row.manager} · ${row.result}`),
    twoClicks({ "data-verify": String(n), "aria-label": `${it.open} ${row.name} ${row.day}` }, it.open, verdicts));
}

function verify(view, send) {
  const it = view.verify;
  return panel("verify", it, make("ul", { class: "rc-lines" }, it.rows.map((row, n) => verifyRow(row, n, it, view, send))),
    it.more || it.all ? make("p", { class: "rc-sub" }, it.more, " ", it.all ? make("a", { href: it.all.href, "data-act": "all" }, it.all.label) : "") : "");
}

function doubtful(it) {
  return panel("doubtful", it, make("ul", { class: "rc-lines" }, it.rows.map((row) => make("li", {}, make("span", { class: "rc-day" }, row.day),
    row.href ? make("a", { href: row.href }, row.name) : make("b", {}, row.name), make("span", { class: "rc-grow", title: row.who }, row.who)))),
  it.more ? make("p", { class: "rc-sub" }, it.more) : "");
}

function cases(it) {
  return panel("cases", it, make("ul", { class: "rc-lines" }, it.rows.map((row) => make("li", {},
    make("span", { class: "rc-day" }, row.due), make("b", { class: `rc-word-${row.tone}` }, row.left),
    make("span", { class: "rc-grow" }, `${row.kind} · ${row.category} · ${row.id}`), make("span", { class: "rc-quiet" }, row.handler)))),
  it.more ? make("p", { class: "rc-sub" }, it.more) : "");
}

function bar(share, tone, limit) {
  return make("span", { class: "rc-gauge", "aria-hidden": "true" }, make("i", { class: `rc-fill rc-fill-${tone}`, style: `width:${share}%` }),
    limit === null || limit === undefined ? "" : make("i", { class: "rc-limit", style: `left:${limit}%` }));
}

function gap(it) {
  return panel("gap", it, make("ul", { class: "rc-gaps" }, it.rows.map((row) => make("li", {},
    make("span", { class: "rc-gap-name" }, row.label), bar(row.share, "done"), make("span", { class: "rc-gap-text" }, row.text)))));
}

function managers(it, exported) {
  const head = (key, kind) => make("th", { scope: "col", class: kind }, it.heads[key]);
  return panel("managers", it, exported, it.rows.length ? make("table", { class: "rc-board-table" },
    make("thead", {}, make("tr", {}, head("name"), head("customers", "rc-number"), head("overdue", "rc-number"), head("load"),
      head("visits", "rc-number"), head("calls", "rc-number"))),
    make("tbody", {}, it.rows.map((row) => make("tr", {}, make("th", { scope: "row" }, row.name), make("td", { class: "rc-number" }, row.customers),
      make("td", { class: row.is_late ? "rc-number rc-word-late" : "rc-number" }, row.overdue),
      make("td", { class: "rc-load" }, bar(row.share, row.is_over ? "late" : "plain", row.limit), make("span", {}, row.load)),
      make("td", { class: "rc-number" }, row.visits), make("td", { class: "rc-number" }, row.calls))))) : "");
}

function alertLines(it) {
  return panel("alerts", it, make("ul", { class: "rc-alert-lines" }, it.rows.map((text) => make("li", {}, text))));
}

function coverRow(row, n, it, view, send) {
  const why = [make("span", { class: "rc-quiet" }, it.labels.ask), it.why.map(([reason, text]) => make("button", { type: "button", class: "rc-plain", "data-why": reason,
    onclick: () => send({ kind: "end_cover", number: view.number, row: n, reason }) }, text))].flat();
  return make("li", {}, make("b", {}, row.who), make("span", { class: "rc-grow", title: row.days }, row.days), make("span", { class: "rc-quiet" }, row.n),
    row.may_end ? twoClicks({ "data-end": String(n), "aria-label": `${it.labels.end} ${row.who}` }, it.labels.end, why) : make("span", { class: "rc-quiet" }, row.closed));
}

function cover(view, send, isOpen) {
  const it = view.cover;
  const field = (name, node) => make("label", {}, make("span", {}, it.labels[name]), node);
  const choice = (name, rows) => make("select", { name, required: true }, make("option", { value: "" }, ""),
    rows.map(([value, text]) => make("option", { value }, text)));
  const form = make("form", { class: "rc-cover-form" }, field("manager", choice("manager", it.managers)), field("deputy", choice("deputy", it.deputies)),
    field("from", make("input", { type: "date", name: "from", required: true })), field("to", make("input", { type: "date", name: "to", required: true })),
    field("reason", make("input", { name: "reason", maxlength: "60", required: true, autocomplete: "off" })), make("button", { class: "rc-go", type: "submit" }, it.labels.give));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ kind: "cover", ...Object.fromEntries(new FormData(form)) });
  });
  return make("details", { class: "rc-cover", "data-part": "cover", open: isOpen }, make("summary", {}, it.open, it.count ? make("span", { class: "rc-quiet" }, ` · ${it.count}`) : ""),
    it.rows.length ? make("ul", { class: "rc-lines" }, it.rows.map((row, n) => coverRow(row, n, it, view, send))) : make("p", { class: "rc-empty" }, it.empty), form);
}

function drawBoard(view, { root, send, before }) {
  if (!view.tiles) {
    root.replaceChildren(make("div", { class: "rc-work rc-alone" }, make("main", { class: "rc-main" }, view.notice ? notice(view) : "")));
    return;
  }
  const isOpen = Boolean(root.querySelector(".rc-cover")?.open);
  root.replaceChildren(make("div", { class: "rc-work rc-wide" }, make("main", { class: "rc-main rc-board" }, view.notice ? notice(view) : "",
    make("div", { class: "rc-board-head" }, make("h1", {}, view.title), tiles(view.tiles)),
    make("p", { class: `rc-said rc-${view.tone}`, role: "status", hidden: !view.said }, view.said),
    make("div", { class: "rc-board-columns" },
      make("div", {}, view.verify ? verify(view, send) : "", view.doubtful ? doubtful(view.doubtful) : "", cases(view.cases), alertLines(view.alerts), view.verify ? "" : gap(view.gap)),
      make("div", {}, managers(view.managers, make("div", { class: "rc-export-place" }, exportBar(view.export, send))), view.cover ? cover(view, send, isOpen) : "", view.verify ? gap(view.gap) : "")),
    make("footer", { class: "rc-foot" }, view.foot))));
  if (!before || view.number !== before.number) focusWhenShown(root, "[data-verify='0']");
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawBoard }) };
