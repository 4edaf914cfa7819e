// The right half of "today": why, what to say, answers, earlier contacts. Every text is set as text.

function reasons(it, send) {
  return it.reasons.map((one, n) => make("section", { class: "wl-reason", "data-reason": String(n) },
    make("h3", {}, one.name, make("small", {}, one.due), one.said ? make("em", {}, one.said) : ""),
    make("p", { class: "wl-why" }, one.why, one.note ? make("small", {}, one.note) : ""),
    make("p", { class: "wl-say" }, make("b", {}, it.say_title, " "), one.say),
    it.answers ? answerButtons(it.answers, send, it.item, n) : ""));
}

// "wrong" and "not now" ask why, in place; the others are said at once.
function answerButtons(it, send, item, reasonNo) {
  const asked = make("div", { class: "wl-asked", hidden: true });
  const say = (answer, why) => send({ kind: "answer", item, reason_no: reasonNo, answer, why });
  const ask = (answer) => {
    asked.replaceChildren(make("span", {}, it.asks[answer]), ...it.whys[answer].map(([why, text]) =>
      make("button", { class: "rc-plain", type: "button", "data-why": why, onclick: () => say(answer, why) }, text)));
    asked.hidden = false;
    asked.querySelector("button").focus();
  };
  return make("div", { class: "wl-answers", role: "group", "aria-label": it.title },
    it.buttons.map(([answer, text]) => make("button", { class: "rc-plain", type: "button", "data-answer": answer,
      onclick: () => (it.whys[answer] ? ask(answer) : say(answer)) }, text)), asked);
}

function earlier(it) {
  return make("section", { class: "wl-earlier", "data-part": "contacts" }, make("h3", {}, it.title),
    it.rows.length ? make("ul", {}, it.rows.map((line) => make("li", {}, line))) : make("p", { class: "rc-empty" }, it.empty));
}

function detail(view, send) {
  const it = view.detail;
  if (!it) return make("section", { class: "wl-detail" }, make("p", { class: "rc-empty" }, view.pick));
  return make("section", { class: "wl-detail", "data-part": "detail", "aria-labelledby": "wl-name" },
    make("header", {}, make("h2", { id: "wl-name", tabindex: "-1" }, it.name), make("span", { class: "wl-place" }, it.place),
      make("a", { href: it.card.href, class: "wl-card" }, it.card.label)),
    it.home ? make("p", { class: "wl-home" }, it.home) : "",
    it.facts.length ? make("p", { class: "wl-facts" }, it.facts.join(" · ")) : "",
    reasons(it, send), it.form ? contactForm(it.form, send, it.item) : "", earlier(it.contacts));
}
