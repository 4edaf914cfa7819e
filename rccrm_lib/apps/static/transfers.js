// Transfers: the list on the left, one request with its steps on the right; or own customers and the form of a new request.

function tabs(view, send) {
  return make("div", { class: "tr-tabs", role: "tablist" }, view.head.tabs.map((tab) =>
    make("button", { type: "button", role: "tab", "aria-selected": tab.on ? "true" : "false", "data-tab": tab.name,
      onclick: () => send({ kind: "tab", to: tab.name }) }, tab.label, tab.n === "" ? "" : make("b", {}, tab.n))));
}

function line(row, n, send) {
  return make("li", {}, make("button", { class: "tr-row", type: "button", "data-row": String(n), "aria-current": row.picked ? "true" : null,
    onclick: () => send({ kind: "pick", request: row.request }) },
  make("b", {}, row.who), make("span", { class: row.late ? "tr-state tr-late" : "tr-state" }, row.state), make("small", {}, row.what)));
}

function steps(it) {
  return make("ol", { class: "tr-steps" }, it.steps.map((step) => make("li", { class: step.done ? "tr-yes" : "tr-open" },
    make("b", {}, step.done ? "✓ " : "○ ", step.label), " ", step.text)));
}

function acts(it, root, send) {
  const say = (answer) => send({ kind: "answer", request: it.request, answer, why: root.querySelector("#tr-why")?.value ?? "" });
  const button = (answer, style) => it[answer] ? make("button", { class: style, type: "button", "data-answer": answer,
    onclick: () => say(answer) }, it[answer]) : "";
  if (!it.accept && !it.reject && !it.withdraw) return "";
  return make("div", { class: "tr-acts" }, button("accept", "rc-go"),
    it.reject || it.withdraw ? make("label", {}, it.why, make("input", { id: "tr-why", maxlength: "200", autocomplete: "off" })) : "",
    button("reject", "rc-plain"), button("withdraw", "rc-plain"));
}

function detail(it, root, send) {
  return make("section", { class: "tr-detail", "data-part": "detail" }, make("h2", {}, it.title), it.lines.map((text) => make("p", {}, text)),
    steps(it), acts(it, root, send), make("h3", {}, it.customers_title), it.customer_lines.map((text) => make("p", { class: "rc-hint" }, text)),
    make("table", { class: "tr-customers" }, make("tbody", {}, it.customers.map((one) => make("tr", {},
      make("th", { scope: "row" }, make("a", { href: one.href }, one.name)), make("td", {}, one.tier), make("td", { class: "tr-money" }, one.aum))))));
}

function choose(name, it) {
  const field = make("select", { name }, it.options.map(([value, text]) => make("option", { "data-value": value }, text)));
  [...field.options].forEach((option) => { option.value = option.dataset.value ?? ""; });
  field.value = it.value;
  return make("label", {}, it.label, field);
}

function write(it, root, send) {
  const form = make("form", { class: "tr-form" }, it.lines.map((text, n) => make("p", { class: n === it.lines.length - 1 && it.parted ? "tr-late" : "" }, text)),
    choose("to", it.to), choose("reason", it.reason),
    make("label", {}, it.on.label, make("input", { name: "on", type: "date", value: it.on.value })),
    make("label", {}, it.note.label, make("input", { name: "note", maxlength: "200", value: it.note.value, autocomplete: "off" })),
    make("button", { class: "rc-go", type: "submit" }, it.ask));
  const values = () => Object.fromEntries(["to", "reason", "on", "note"].map((name) => [name, form.elements[name].value]));
  form.addEventListener("change", () => send({ kind: "draft", ...values() }));
  form.addEventListener("submit", (event) => { event.preventDefault(); send({ kind: "ask", ...values() }); });
  return form;
}

// What was chosen while an earlier answer was on its way stays: Python's word goes before only where it has changed.
function chooseAgain(root, kept, view, before) {
  const form = root.querySelector(".tr-form");
  if (!kept || !form || !before?.new || view.said) return;
  for (const [name, value] of Object.entries(kept)) {
    if (view.new[name]?.value === before.new[name]?.value) form.elements[name].value = value;
  }
}

function drawTransfers(view, { root, send, before }) {
  if (!view.head) {
    root.replaceChildren(make("div", { class: "rc-work rc-alone" }, make("main", {}, view.notice ? notice(view) : "")));
    return;
  }
  const at = document.activeElement, name = root.contains(at) ? at.name : "", row = root.contains(at) ? at.dataset.row : null;
  const typed = root.querySelector("#tr-why")?.value, old = root.querySelector(".tr-form");
  const kept = old ? Object.fromEntries(new FormData(old)) : null;
  let place = root.querySelector(".tr-table");
  if (!place) {
    place = make("div", { class: "tr-table" });
    root.replaceChildren(make("div", { class: "rc-work rc-wide" }, make("div", { class: "tr-head" }), make("main", { class: "tr-columns" },
      make("div", { class: "tr-left" }, make("div", { class: "tr-list" }), place), make("div", { class: "tr-right" }))));
  }
  const said = view.said ? make("p", { class: `tr-said tr-${view.said.tone}`, role: "status" }, view.said.text) : make("p", { role: "status" });
  root.querySelector(".tr-head").replaceChildren(view.notice ? notice(view) : "", make("h1", {}, view.head.title), tabs(view, send), said,
    make("div", { class: "rc-export-place" }, exportBar(view.export, send)));
  const list = view.rows.length ? make("ol", {}, view.rows.map((one, n) => line(one, n, send)))
    : make("div", { class: "rc-empty" }, view.empty.map((text) => make("p", {}, text)));
  root.querySelector(".tr-list").replaceChildren(view.new ? make("p", { class: "rc-hint" }, view.new.hint) : list);
  place.hidden = !view.new;
  if (view.new) drawTable(view.new.table, { root: place, send }); else place.replaceChildren();
  root.querySelector(".tr-right").replaceChildren(view.new ? write(view.new, root, send) : view.detail ? detail(view.detail, root, send) : "");
  if (view.new) chooseAgain(root, kept, view, before);
  if (typed && !view.said && root.querySelector("#tr-why")) root.querySelector("#tr-why").value = typed;
  if (name) root.querySelector(`[name="${name}"]`)?.focus();
  if (row) root.querySelector(`.tr-row[data-row="${row}"]`)?.focus();
  if (!before) focusWhenShown(root, ".tr-row[aria-current]");
}

function arrows(root) {
  root.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !document.activeElement?.classList.contains("tr-row")) return;
    const rows = [...root.querySelectorAll(".tr-row")];
    const next = rows[rows.indexOf(document.activeElement) + step];
    if (next) { next.focus(); next.click(); event.preventDefault(); }
  });
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawTransfers, keys: arrows }) };
