// The customer card: search, hits, the card itself. Every text is set as text, so data can never become markup.

function searchPane(view, send) {
  const it = view.search;
  const input = make("input", { id: "rc-query", type: "search", placeholder: it.placeholder, autocomplete: "off",
    spellcheck: "false", maxlength: "80", value: it.query, "aria-describedby": "rc-hint rc-problem" });
  const form = make("form", { class: "rc-form", role: "search" },
    make("label", { for: "rc-query" }, it.label),
    make("div", { class: "rc-form-row" }, input, make("button", { class: "rc-go", type: "submit" }, it.button)),
    make("p", { id: "rc-problem", class: "rc-problem", role: "status" }, it.problem),
    make("p", { id: "rc-hint", class: "rc-hint" }, it.hint, " ", make("span", { class: "rc-keys" }, it.keys)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ kind: "search", text: input.value });
  });
  return form;
}

function results(view, send) {
  const it = view.results;
  if (!it) return "";
  return make("div", { class: "rc-results", "data-part": "results" },
    make("p", { class: "rc-count", role: "status" }, it.heading),
    make("ul", {}, it.items.map((hit, row) => make("li", {},
      make("button", { class: "rc-hit", type: "button", "data-row": String(row), "aria-current": hit.picked ? "true" : null,
        onclick: () => send({ kind: "pick", search_no: view.search.no, row }) },
        make("span", { class: "rc-hit-name" }, hit.name), make("span", { class: "rc-hit-why" }, hit.matched),
        make("span", { class: "rc-hit-ids" }, hit.ids), make("span", { class: "rc-hit-kind" }, hit.kind))))));
}

function welcome(view) {
  return make("section", { class: "rc-welcome", "data-part": "welcome" },
    make("h1", {}, view.welcome.title), view.welcome.lines.map((line) => make("p", {}, line)));
}

function head(it) {
  return make("div", { class: "rc-head" },
    make("h1", { tabindex: "-1", id: "rc-name" }, it.name),
    make("p", { class: "rc-tags" }, it.tier ? make("span", { class: `rc-tag rc-band-${it.band}` }, it.tier) : "",
      it.nature ? make("span", { class: "rc-tag" }, it.nature) : ""),
    make("p", { class: "rc-line" }, it.line));
}

function facts(rows) {
  return make("dl", { class: "rc-facts" }, rows.map((it) => make("div", {},
    make("dt", {}, it.label),
    make("dd", { class: it.known && !it.quiet ? "rc-figure" : "rc-figure rc-quiet" }, it.value,
      it.unit ? make("small", {}, it.unit) : ""),
    it.note ? make("dd", { class: "rc-note" }, it.note) : "")));
}

function alerts(rows) {
  return make("ul", { class: "rc-alerts" }, rows.map((it) => make("li", { class: `rc-alert rc-${it.tone}` },
    make("b", {}, it.sign), make("span", {}, it.text))));
}

function chart(it) {
  const table = it.table && make("details", { class: "rc-numbers" },
    make("summary", {}, it.table.open, " ", make("small", {}, it.table.unit)),
    make("div", { class: "rc-scroll" }, make("table", {},
      make("thead", {}, make("tr", {}, it.table.head.map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, it.table.rows.map((row) => make("tr", {}, row.map((text, n) =>
        n ? make("td", {}, text) : make("th", { scope: "row" }, text))))))));
  return make("section", { class: "rc-panel rc-chart" },
    make("h2", {}, it.title), it.unit ? make("p", { class: "rc-sub" }, it.unit) : "",
    it.svg ? make("img", { src: it.svg, alt: it.alt }) : make("p", { class: "rc-empty" }, it.empty), table || "");
}

function products(it) {
  return make("section", { class: "rc-panel rc-products" }, make("h2", {}, it.title),
    make("dl", {}, it.groups.map((group) => make("div", { class: `rc-${group.kind}` },
      make("dt", {}, group.label), make("dd", {}, group.items.map((text) => make("span", {}, text)))))));
}

function household(it, send) {
  return make("section", { class: "rc-panel rc-household" },
    make("h2", {}, it.title, it.count ? make("small", {}, it.count) : ""),
    it.empty ? make("p", { class: "rc-empty" }, it.empty) : make("ul", {}, it.rows.map((one) => make("li", {},
      make("span", { class: "rc-relation" }, one.relation), make("span", { class: "rc-member" }, one.name),
      make("span", { class: "rc-member-tier" }, one.tier),
      one.self ? make("span", { class: "rc-self" }, one.self)
        : make("button", { class: "rc-plain", type: "button", "data-relative": String(one.row),
          "aria-label": `${it.open} ${one.relation} ${one.name}`,
          onclick: () => send({ kind: "relative", row: one.row }) }, it.open)))),
    it.beyond ? make("p", { class: "rc-sub" }, it.beyond) : "",
    it.whole ? make("a", { class: "rc-whole", href: it.whole.href }, it.whole.label) : "",
    it.sums.length ? make("div", { class: "rc-home" }, make("p", { class: "rc-sub" }, it.sums_title),
      make("dl", {}, it.sums.map((one) => make("div", {}, make("dt", {}, one.label), make("dd", {}, one.value))))) : "");
}

function who(it, send) {
  return make("section", { class: "rc-panel rc-who" }, make("h2", {}, it.title),
    make("dl", {}, it.rows.map((row) => make("div", {}, make("dt", {}, row.label),
      make("dd", { class: row.known ? "" : "rc-lacks" }, row.value,
        row.source ? make("small", {}, row.source) : "", row.unmask ? unmask(row.unmask, send) : "")))),
    it.sources ? make("p", { class: "rc-sub" }, it.sources) : "");
}

function complete(it) {
  return make("section", { class: "rc-panel rc-complete" },
    make("h2", {}, it.title, it.score ? make("small", {}, it.score) : ""),
    it.items.length ? make("ul", { class: "rc-elements" }, it.items.map((one) =>
      make("li", { class: one.ok ? "rc-ok" : "rc-gap" }, make("i", { "aria-hidden": "true" }, one.ok ? "✓" : "✗"),
        one.name, make("span", { class: "rc-unseen" }, one.word)))) : "",
    it.text ? make("p", { class: "rc-sub" }, it.text) : "");
}

function card(it, send) {
  return make("article", { class: "rc-card", "data-part": "card", "aria-labelledby": "rc-name" },
    head(it.head), it.facts.length ? facts(it.facts) : "", it.alerts ? alerts(it.alerts) : "",
    make("div", { class: "rc-columns" },
      make("div", {}, it.chart ? chart(it.chart) : "", who(it.who, send)),
      make("div", {}, it.products ? products(it.products) : "", it.household ? household(it.household, send) : "",
        it.keeping ? keeping(it.keeping, send) : "", it.complete ? complete(it.complete) : "")),
    make("footer", { class: "rc-foot" }, it.foot));
}

function keys(root) {
  root.addEventListener("keydown", (event) => {
    const hits = [...root.querySelectorAll(".rc-hit")];
    const at = hits.indexOf(document.activeElement);
    const input = root.querySelector("#rc-query");
    if (event.key === "/" && document.activeElement !== input) input?.focus();
    else if (event.key === "Escape" && at >= 0) input?.focus();
    else if (event.key === "ArrowDown" && (at >= 0 || document.activeElement === input)) hits[Math.min(at + 1, hits.length - 1)]?.focus();
    else if (event.key === "ArrowUp" && at >= 0) (at ? hits[at - 1] : input)?.focus();
    else return;
    event.preventDefault();
  });
}

function focusMark(root) {
  const on = root.contains(document.activeElement) ? document.activeElement : null;
  if (!on) return null;
  if (on.id === "rc-query") return "#rc-query";
  if (on.closest(".rc-keeping")) return on.name ? `.rc-say [name="${on.name}"]${on.type === "radio" ? ":checked" : ""}` : "[data-act=say]";
  if (on.dataset.row) return `.rc-hit[data-row="${on.dataset.row}"]`;
  return on.dataset.unmask ? `[data-unmask="${on.dataset.unmask}"]` : on.dataset.relative ? "#rc-name" : null;
}

function sameCard(view, before) {
  return before?.card && view.card && (view.lang !== before.lang || JSON.stringify(view.card.head.line) === JSON.stringify(before.card.head.line));
}

function drawCard(view, { root, send, before }) {
  const focus = focusMark(root), typed = root.querySelector("#rc-query")?.value, kept = keptWord(root);
  const pane = view.search && make("aside", { class: "rc-side" }, searchPane(view, send), results(view, send));
  const main = make("main", { class: "rc-main" }, view.notice ? notice(view) : "",
    view.welcome ? welcome(view) : "", view.card ? card(view.card, send) : "");
  root.replaceChildren(make("div", { class: pane ? "rc-work" : "rc-work rc-alone" }, pane || "", main));
  const input = root.querySelector("#rc-query");
  if (input && before && view.search.no === before.search?.no && typed !== undefined) input.value = typed;
  if (sameCard(view, before)) restoreWord(root, kept, view);
  if (focus) root.querySelector(focus)?.focus({ preventScroll: true });
  else if (!before) focusWhenShown(root, "#rc-query");
  const opened = view.card && !sameCard(view, before);
  if (before && opened && before.lang === view.lang) {
    const narrow = matchMedia("(max-width: 860px)").matches;
    if (narrow) root.querySelector(".rc-main").scrollIntoView({ block: "start" }); else scrollTo(0, 0);
  }
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawCard, keys }) };
