// "Call-backs": the queue on the left, on the right whom to call, what to ask, what was recorded, and three verdicts.

function progress(it) {
  return it.text ? make("span", { class: "cb-progress", "data-part": "progress" }, make("span", {}, it.text),
    make("span", { class: "cb-bar", "aria-hidden": "true" }, make("i", { style: `width:${it.share}%` }))) : "";
}

function said(it, send) {
  if (!it) return make("div", { class: "wl-said", role: "status" });
  const change = it.seq ? make("button", { class: "rc-plain", type: "button", "data-act": "change",
    onclick: () => send({ kind: "pick", seq: it.seq }) }, it.change) : "";
  return make("div", { class: `wl-said wl-${it.tone}`, role: "status" }, it.text, change);
}

function row(it, n, send) {
  return make("li", { class: it.picked ? "wl-row wl-picked" : "wl-row" },
    make("button", { class: "wl-open", type: "button", "data-row": String(n), "aria-current": it.picked ? "true" : null,
      onclick: () => send({ kind: "pick", seq: it.seq }) },
    make("span", { class: "wl-who" }, make("b", {}, it.name), " ", make("small", {}, it.line)),
    make("span", { class: it.late ? "wl-due wl-late" : "wl-due" }, it.due),
    it.tried ? make("span", { class: "wl-sentence cb-tried" }, it.tried) : ""));
}

function given(it, send) {
  if (!it) return "";
  return make("details", { class: "wl-left", "data-part": "given" }, make("summary", {}, it.title), make("ul", {}, it.rows.map((one) => make("li", {},
    make("b", {}, one.name), ` ${one.verdict} `, make("button", { class: "rc-plain", type: "button", "aria-label": `${it.change} ${one.name} ${one.verdict}`,
      onclick: () => send({ kind: "pick", seq: one.seq }) }, it.change)))));
}

function queue(view, send) {
  const empty = make("div", { class: "rc-empty wl-empty" }, view.empty.map((text) => make("p", {}, text)));
  return make("section", { class: "wl-list cb-queue" }, view.rows.length ? make("ol", {}, view.rows.map((it, n) => row(it, n, send))) : empty,
    view.more ? make("p", { class: "wl-left" }, view.more) : "", view.put_off ? make("p", { class: "wl-left" }, view.put_off) : "", given(view.given, send), make("p", { class: "rc-hint rc-keys" }, view.keys));
}

function shown(it, name, seq, send) {
  return make("span", { class: `cb-${name}` }, make("b", {}, it.value), it.unmask ? unmask(it.unmask, send, { seq }) : "");
}

function detail(view, send) {
  const it = view.detail;
  if (!it) return "";
  const verdict = (one, n) => make("button", { type: "button", class: "cb-verdict", "data-verdict": one.code, "aria-pressed": one.given ? "true" : null,
    onclick: () => send({ kind: "verdict", seq: it.seq, number: view.number, verdict: one.code }) },
  make("kbd", { "aria-hidden": "true" }, String(n + 1)), make("b", {}, one.text), make("small", {}, one.note));
  return make("section", { class: "wl-detail", "data-part": "detail", "aria-labelledby": "cb-name" },
    make("header", {}, make("h2", { id: "cb-name" }, shown(it.name, "name", it.seq, send)), make("span", { class: "cb-phone" }, make("small", {}, it.mobile.label), " ",
      shown(it.mobile, "mobile", it.seq, send)), it.card ? make("a", { href: it.card.href, class: "wl-card" }, it.card.label) : ""),
    it.warning ? make("p", { class: "cb-warning", role: "alert" }, it.warning) : "",
    make("h3", {}, it.ask.title, make("small", {}, it.ask.rule)), make("ol", { class: "cb-steps" }, it.ask.steps.map((text) => make("li", {}, text))),
    make("h3", {}, it.recorded.title, make("small", {}, it.recorded.rule)),
    make("dl", { class: "cb-recorded", "data-part": "recorded" }, it.recorded.rows.map(([label, text]) => make("div", {}, make("dt", {}, label), make("dd", {}, text)))),
    make("h3", {}, it.question), it.correct ? make("p", { class: "cb-correct" }, it.correct) : "",
    make("div", { class: "cb-verdicts" }, it.verdicts.map(verdict)));
}

// Digits say the verdict, P opens the telephone, U goes back to the last one, arrows choose; nothing acts with a modifier.
function callKeys(root) {
  const click = (selector) => { const node = root.querySelector(selector); node?.click(); return Boolean(node); };
  const move = (step) => {
    const rows = [...root.querySelectorAll(".wl-open")], at = rows.findIndex((one) => one.hasAttribute("aria-current"));
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    next?.focus();
    if (next && next !== rows[at]) next.click();
    return Boolean(next);
  };
  const phone = () => {
    const choice = root.querySelector(".cb-mobile details");
    if (choice) { choice.open = true; choice.querySelector("button").focus(); }
    return Boolean(choice);
  };
  const acts = { ArrowDown: () => move(1), ArrowUp: () => move(-1), p: phone, u: () => click("[data-act=change]") };
  for (const n of [1, 2, 3]) acts[n] = () => click(`.cb-verdict:nth-child(${n})`);
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]?.()) event.preventDefault();
  });
}

function drawCallbacks(view, { root, send, before }) {
  if (!view.rows) {
    root.replaceChildren(make("div", { class: "rc-work rc-alone" }, make("main", {}, view.notice ? notice(view) : "")));
    return;
  }
  const opened = root.querySelector("[data-part=given]")?.open;
  root.replaceChildren(make("div", { class: "rc-work rc-wide wl-work" }, view.notice ? make("div", { class: "wl-incident" }, notice(view)) : "",
    make("header", { class: "wl-head" }, make("h1", { tabindex: "-1" }, view.title), progress(view.progress), said(view.said, send)),
    make("main", { class: "wl-columns" }, queue(view, send), detail(view, send))));
  if (opened && view.given) root.querySelector("[data-part=given]").open = true;
  const here = view.rows.some((it) => it.picked) ? ".wl-open[aria-current]" : view.detail ? ".cb-verdict" : "h1";
  if (!before) focusWhenShown(root, here);
  else if (!root.contains(document.activeElement)) root.querySelector(here)?.focus({ preventScroll: true });
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawCallbacks, keys: callKeys }) };
