// The card's panel "who looks after": what stands, taking it back, and the form for a new word.

function keepingRow(it, row, number, send) {
  const note = make("input", { type: "text", maxlength: "200", autocomplete: "off", "aria-label": it.release?.note, placeholder: it.release?.note });
  const release = it.release && make("details", { class: "rc-release", "data-release": String(row) }, make("summary", {}, it.release.open),
    make("div", {}, note, make("button", { class: "rc-plain", type: "button", "data-act": "release",
      onclick: () => send({ kind: "release", row, number, note: note.value }) }, it.release.go)));
  return make("li", { class: `rc-word rc-${it.tone}` }, make("p", {}, make("b", {}, it.sign), " ", it.text),
    make("p", { class: "rc-sub" }, it.days, it.why ? make("br") : "", it.why), release || "");
}

function choice(name, label, options) {
  const field = make("select", { name }, options.map(([value, text]) => make("option", { "data-value": value }, text)));
  [...field.options].forEach((option) => { option.value = option.dataset.value ?? ""; });
  return make("label", { "data-field": name }, label, field);
}

function dayField(name, it) {
  return make("label", {}, it.label, make("input", { name, type: "date", value: it.value }));
}

// What is asked depends on the word: of which manager, and for which reasons.
function saying(it) {
  return make("p", { class: `rc-exported rc-${it.tone}`, role: "status" }, it.text);
}

function keepingForm(it, wrong, send) {
  const form = make("form", { class: "rc-say" },
    make("fieldset", {}, make("legend", {}, it.label), it.words.map((one, n) => make("label", { class: "rc-radio" },
      make("input", { type: "radio", name: "word", value: one.value, checked: n === 0 }), one.label))),
    choice("manager", it.manager.label, it.manager.options), it.words.map((one) => choice(`why_${one.value}`, it.why, one.whys)),
    make("div", { class: "rc-days" }, dayField("from", it.from), dayField("until", it.until)),
    make("label", {}, it.note.label, make("input", { name: "note", type: "text", maxlength: String(it.note.most), autocomplete: "off" })),
    it.words.map((one) => make("p", { class: "rc-hint", "data-hint": one.value }, one.hint)),
    wrong ? saying(wrong) : "", make("button", { class: "rc-go", type: "submit" }, it.go));
  const fit = () => {
    const word = form.elements.word.value;
    form.querySelector("[data-field=manager]").hidden = word !== "recuse";
    for (const one of it.words) {
      form.querySelector(`[data-field=why_${one.value}]`).hidden = word !== one.value;
      form.querySelector(`[data-hint=${one.value}]`).hidden = word !== one.value;
    }
  };
  form.addEventListener("change", fit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form)), word = values.word;
    send({ kind: "say", word, manager: values.manager, why: values[`why_${word}`], from: values.from, until: values.until, note: values.note });
  });
  form.fit = fit;
  fit();
  return make("details", { class: "rc-saying" }, make("summary", { "data-act": "say" }, it.open), form);
}

function keeping(it, send) {
  return make("section", { class: "rc-panel rc-keeping", "data-part": "keeping" }, make("h2", {}, it.title),
    it.since ? make("p", { class: "rc-sub" }, it.since) : "",
    it.said && !it.said.in_form ? saying(it.said) : "",
    it.rows.length ? make("ul", {}, it.rows.map((one, row) => keepingRow(one, row, it.number, send))) : make("p", { class: "rc-sub" }, it.empty),
    it.follows ? make("div", { class: "rc-follows" }, it.follows.lines.map((text) => make("p", {}, text)),
      it.follows.link ? make("a", { class: "rc-whole", href: it.follows.link.href }, it.follows.link.label) : "") : "",
    it.form ? keepingForm(it.form, it.said?.in_form && it.said, send) : "");
}

// What was written stays over a redraw of the same card, unless it has just been put on record.
function keptWord(root) {
  const form = root.querySelector(".rc-say"), open = root.querySelector(".rc-release[open]");
  return form && { values: Object.fromEntries(new FormData(form)), open: form.parentElement.open,
    release: open && { row: open.dataset.release, note: open.querySelector("input").value } };
}

function restoreWord(root, kept, view) {
  const form = root.querySelector(".rc-say"), said = view.card.keeping?.said;
  if (!kept || !form || said?.tone === "done") return;
  for (const [name, value] of Object.entries(kept.values)) if (form.elements[name]) form.elements[name].value = value;
  form.fit();
  form.parentElement.open = kept.open;
  const row = kept.release && root.querySelector(`.rc-release[data-release="${kept.release.row}"]`);
  if (row) { row.open = true; row.querySelector("input").value = kept.release.note; }
}
