// The proposal: a finding, bars of every manager, the moves with the answer to them, who has nobody.

function loadBars(it) {
  return make("section", { class: "rc-loads" },
    make("h2", {}, it.title, " ", make("small", {}, it.unit)),
    make("p", { class: "rc-legend" }, make("i", { class: "rc-bar-before" }), it.before, make("i", { class: "rc-bar-after" }), it.after),
    it.spread ? make("p", { class: "rc-hint", "data-part": "spread" }, it.spread) : "",
    make("ul", {}, it.rows.map((row) => make("li", {},
      make("div", { class: "rc-load-name" }, make("b", {}, row.name), row.change ? make("span", { class: "rc-load-change" }, row.change) : ""),
      bar(row.before, row.before_share, row.full ? "rc-bar-before rc-bar-full" : "rc-bar-before"),
      bar(row.after, row.after_share, "rc-bar-after"),
      make("p", { class: "rc-hint" }, row.work, row.limit ? ` · ${row.limit}` : "")))));
}

function bar(n, share, kind) {
  const line = make("div", { class: "rc-load-line" }, make("div", { class: `rc-load-bar ${kind}`, "aria-hidden": "true" }), make("span", {}, String(n)));
  line.firstChild.style.width = `${share * 0.78}%`;
  return line;
}

function decidePart(view, send) {
  const it = view.decide;
  if (!it.may || !(it.n_open || it.n_chosen)) return make("p", { class: "rc-preview" }, view.preview);
  const reason = make("input", { id: "rc-reason", maxlength: "200", autocomplete: "off", placeholder: it.reason_hint });
  const on = make("input", { id: "rc-on", type: "date", min: it.first, max: it.last, value: it.first });
  const act = (kind, text, off, strong) => make("button", { class: strong ? "rc-go" : "rc-plain rc-second", type: "button", "data-act": kind,
    disabled: off, onclick: () => send({ kind, reason: reason.value, on: on.value }) }, text);
  return make("div", { class: "rc-decide" },
    make("p", { class: "rc-preview", role: "status" }, view.preview),
    make("div", { class: "rc-decide-row" },
      act("accept", it.n_chosen ? `${it.accept_chosen} (${it.n_chosen})` : it.accept_chosen, !it.n_chosen, Boolean(it.n_chosen)),
      act("reject", it.reject, !it.n_chosen, false),
      make("label", { for: "rc-on" }, it.on), on,
      make("label", { for: "rc-reason" }, it.reason), reason,
      // at the other end: a second click on "accept the chosen" must never be one on "accept all"
      act("accept_all", it.accept_all, !it.n_all, !it.n_chosen)));
}

function sideList(it, rows, send, act) {
  const turn = (to, text, off) => make("button", { class: "rc-plain rc-second", type: "button", "data-turn": to > it.turn.page ? "on" : "back",
    disabled: off, onclick: () => send({ kind: "turn", list: it.name, to }) }, text);
  return make("section", { class: "rc-side-list", "data-list": it.name }, make("h2", {}, it.title),
    it.empty ? make("p", { class: "rc-hint" }, it.empty) : make("ul", {}, rows),
    make("p", { class: "rc-list-foot" }, act || "", it.turn ? [turn(it.turn.page - 1, it.turn.back, !it.turn.page), make("span", {}, it.turn.text),
      turn(it.turn.page + 1, it.turn.on, it.turn.page >= it.turn.last)] : ""));
}

// Ticks stay while the page is drawn again over the same rows.
function belowPart(view, root, send) {
  const ticked = () => [...root.querySelectorAll(".rc-tick:checked")].map((box) => Number(box.value));
  const kept = root.querySelector(".rc-below").dataset.number === String(view.number) ? ticked() : [];
  const pool = make("button", { class: "rc-plain rc-second", type: "button", "data-act": "pool", disabled: !kept.length,
    onclick: () => send({ kind: "pool", rows: ticked(), number: view.number, reason: root.querySelector("#rc-reason")?.value ?? "" }) }, view.reclaim.pool);
  const name = (row) => row.cells.map((text) => make("span", {}, text));
  const tick = (row) => make("input", { type: "checkbox", class: "rc-tick", value: String(row.row), checked: kept.includes(row.row),
    onclick: () => { pool.disabled = !ticked().length; } });
  const may = view.decide.may && view.reclaim.rows.some((row) => row.due);
  root.querySelector(".rc-below").dataset.number = String(view.number);
  root.querySelector(".rc-below").replaceChildren(
    sideList(view.nobody, view.nobody.rows.map((row) => make("li", {}, name(row),
      row.href ? make("a", { href: row.href, "data-act": "give" }, view.nobody.give) : "")), send),
    sideList(view.reclaim, view.reclaim.rows.map((row) => make("li", {},
      row.due && view.decide.may ? make("label", {}, tick(row), name(row)) : name(row))), send, may ? pool : ""));
}

function drawAssignment(view, { root, send }) {
  if (!view.table) {
    root.replaceChildren(make("div", { class: "rc-work rc-alone" }, make("main", {}, view.notice ? notice(view) : "")));
    return;
  }
  if (!root.querySelector(".rc-moves")) {
    root.replaceChildren(make("div", { class: "rc-work rc-assign" },
      make("aside", { class: "rc-side" }), make("main", { class: "rc-main rc-list" },
        make("div", { class: "rc-said" }), make("h1"), make("p", { class: "rc-finding" }), make("p", { class: "rc-answer", role: "status" }),
        make("div", { class: "rc-decide-place" }), make("div", { class: "rc-export-place" }), make("div", { class: "rc-moves" }), make("div", { class: "rc-below" }))));
  }
  const part = (name) => root.querySelector(name);
  const kept = part("#rc-reason")?.value ?? "", day = part("#rc-on")?.value, typing = document.activeElement?.id === "rc-reason";
  part(".rc-said").replaceChildren(view.notice ? notice(view) : "");
  part("h1:not(.rc-said h1)").textContent = view.title;
  part(".rc-finding").textContent = view.finding;
  part(".rc-answer").textContent = view.said;
  part(".rc-answer").className = `rc-answer${view.said ? (view.is_warning ? " rc-alert rc-soon" : " rc-alert rc-done") : ""}`;
  part(".rc-side").replaceChildren(loadBars(view.loads));
  part(".rc-decide-place").replaceChildren(decidePart(view, send));
  const reason = part("#rc-reason");
  if (reason && (view.is_warning || !view.said)) reason.value = kept;
  if (day && part("#rc-on")) part("#rc-on").value = day;
  if (reason && typing) reason.focus();
  part(".rc-export-place").replaceChildren(exportBar(view.export, send));
  drawTable(view.table, { root: part(".rc-moves"), send });
  belowPart(view, root, send);
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawAssignment }) };
