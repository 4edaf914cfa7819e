// A manager's own customers: how many, beside the branch, who came and went, and the list.

function mineBars(it) {
  if (it.empty) return make("section", { class: "rc-box rc-mine" }, make("h2", {}, it.title), make("p", { class: "rc-hint" }, it.empty));
  const line = (n, share, kind) => {
    const bar = make("div", { class: "rc-load-line" }, make("div", { class: `rc-load-bar ${kind}`, "aria-hidden": "true" }), make("span", {}, n));
    bar.firstChild.style.width = `${share * 0.78}%`;
    return bar;
  };
  return make("section", { class: "rc-box rc-mine" }, make("h2", {}, it.title),
    make("p", { class: "rc-legend" }, make("i", { class: "rc-bar-own" }), it.own, make("i", { class: "rc-bar-mean" }), it.mean),
    it.rows.map((row) => make("div", {}, make("p", { class: "rc-hint" }, row.label),
      line(row.own, row.own_share, "rc-bar-own"), line(row.mean, row.mean_share, "rc-bar-mean"))));
}

function tierTable(it) {
  return make("section", { class: "rc-box rc-tiers" }, make("h2", {}, it.title), make("table", {},
    make("thead", {}, make("tr", {}, it.head.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, it.rows.map((row) => make("tr", {}, row.map((text, n) => make(n ? "td" : "th", n ? {} : { scope: "row" }, text)))))));
}

function changeList(it, kind) {
  return make("section", { class: `rc-box ${kind}` }, make("h2", {}, it.title),
    it.empty ? make("p", { class: "rc-hint" }, it.empty) : make("ul", {}, it.rows.map((text) => make("li", {}, text))),
    it.more ? make("p", { class: "rc-hint" }, it.more) : "");
}

function drawPortfolio(view, { root, send, before }) {
  if (view.open) { keepTable(view.keep, view.table, document.activeElement?.dataset?.cell); location.assign(view.open); return; }
  if (!view.table) {
    root.replaceChildren(make("div", { class: "rc-work rc-alone" }, make("main", {}, view.notice ? notice(view) : "")));
    return;
  }
  if (!root.querySelector(".rc-kept")) {
    root.replaceChildren(make("div", { class: "rc-work" }, make("aside", { class: "rc-side" }),
      make("main", { class: "rc-main rc-list" }, make("div", { class: "rc-said" }), make("h1"), make("p", { class: "rc-finding" }),
        make("div", { class: "rc-export-place" }), make("div", { class: "rc-kept" }))));
  }
  const part = (name) => root.querySelector(name);
  part(".rc-said").replaceChildren(view.notice ? notice(view) : "");
  part("h1:not(.rc-said h1)").textContent = view.title;
  part(".rc-finding").textContent = view.finding;
  part(".rc-side").replaceChildren(mineBars(view.mine), tierTable(view.tiers), changeList(view.came, "rc-came"), changeList(view.gone, "rc-gone"));
  part(".rc-export-place").replaceChildren(exportBar(view.export, send));
  drawTable(view.table, { root: part(".rc-kept"), send });
  const kept = before ? null : keptTable(view.keep);
  if (kept) send({ kind: "restore", ...kept });
  else if (!before) focusWhenShown(root, "[data-cell='0:0']");
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawPortfolio }) };
