// The household card: who belongs, what they have together, what comes, one visit for all. Every text is set as text.

function homeHead(it) {
  return make("header", { class: "rc-head" }, make("h1", { id: "hh-name" }, it.title),
    make("div", { class: "rc-tags" }, it.tags.map((tag) => make("span", { class: `rc-tag rc-band-${tag.band}` }, tag.text))),
    make("p", { class: "rc-line" }, it.line));
}

function homeFacts(it) {
  return make("section", { class: "hh-facts" }, make("dl", {}, it.facts.map((one) =>
    make("div", {}, make("dt", {}, one.label), make("dd", { class: one.known ? "rc-figure" : "hh-unknown" }, one.value, one.known ? make("small", {}, it.unit) : "")))),
    it.beyond ? make("p", { class: "rc-alert rc-soon" }, it.beyond) : "");
}

function homeMembers(it, send) {
  return make("section", { class: "rc-panel hh-members" }, make("h2", {}, it.title), make("div", { class: "rc-scroll" },
    make("table", {}, make("thead", {}, make("tr", {}, it.heads.map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, it.rows.map((row, place) => make("tr", {}, row.map((text, n) => n === 1
        ? make("th", { scope: "row" }, make("button", { class: "rc-plain", type: "button", "data-member": String(place),
          "aria-label": `${it.open} ${row[0]} ${text}`, onclick: () => send({ kind: "open", row: place }) }, text))
        : make("td", {}, text))))))), make("p", { class: "rc-note" }, it.note));
}

function homeComing(it) {
  return make("section", { class: "rc-panel hh-coming" }, make("h2", {}, it.title),
    it.empty ? make("p", { class: "rc-empty" }, it.empty) : make("ol", {}, it.rows.map((one) =>
      make("li", { class: one.is_late ? "hh-late" : "" }, make("time", { datetime: one.day }, one.day.slice(5)),
        make("div", {}, make("b", {}, one.what), " ", one.name, make("small", {}, one.due), make("p", {}, one.why))))),
    it.more ? make("p", { class: "rc-hint" }, it.more) : "");
}

function homeContacts(it) {
  return make("section", { class: "rc-panel hh-contacts" }, make("h2", {}, it.title),
    it.empty ? make("p", { class: "rc-empty" }, it.empty) : make("ul", {}, it.rows.map((text) => make("li", {}, text))));
}

function homeCard(it, send) {
  return make("article", { class: "rc-card", "data-part": "household", "aria-labelledby": "hh-name" },
    homeHead(it), homeFacts(it),
    it.registers.map((text) => make("p", { class: "rc-alert rc-late" }, text)),
    it.changes ? make("p", { class: "rc-alert rc-done" }, it.changes) : "",
    homeMembers(it.members, send),
    make("div", { class: "rc-columns" },
      make("div", {}, homeComing(it.coming), it.chart ? homeChart(it.chart) : ""),
      make("div", {}, it.form ? contactForm(it.form, send, it.id) : "", homeContacts(it.contacts))),
    make("footer", { class: "rc-foot" }, it.foot));
}

function homeChart(it) {
  return make("section", { class: "rc-panel rc-chart" }, make("h2", {}, it.title), it.unit ? make("p", { class: "rc-sub" }, it.unit) : "",
    it.svg ? make("img", { src: it.svg, alt: it.alt }) : make("p", { class: "rc-empty" }, it.empty));
}

function drawHousehold(view, { root, send, before }) {
  if (view.open) { location.assign(view.open); return; }
  const same = before?.home && view.home && before.home.id === view.home.id;
  const typed = same && view.tone === "late" ? typedValues(root) : null;
  root.replaceChildren(make("div", { class: view.home ? "rc-work rc-wide" : "rc-work rc-alone" }, make("main", { class: "rc-main" },
    view.notice ? notice(view) : "", view.said ? make("p", { class: `wl-said wl-${view.tone}`, role: "status" }, view.said) : "",
    view.home ? homeCard(view.home, send) : "")));
  typeAgain(root, typed);
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawHousehold }) };
