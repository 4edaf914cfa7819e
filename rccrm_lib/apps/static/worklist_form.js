// The form of a contact: result, need, promise, next date; two buttons say whether it was a visit or a call.

async function fingerprint(file) {
  const bytes = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
}

function choice(name, options) {
  return make("select", { name }, options.map(([value, text]) => make("option", { value }, text)));
}

function field(label, input) {
  return make("label", { class: "wl-field" }, make("span", {}, label), input);
}

function moreFields(it) {
  const evidence = make("input", { type: "hidden", name: "evidence" });
  const file = make("input", { type: "file" });
  file.addEventListener("change", async () => { evidence.value = file.files.length ? await fingerprint(file.files[0]) : ""; });
  return make("details", { class: "wl-more" }, make("summary", {}, it.more), make("div", { class: "wl-fields" },
    globalThis.crypto?.subtle ? field(it.evidence, file) : "", evidence,
    field(it.competitor, make("input", { name: "competitor", maxlength: "40" })),
    field(it.rate, make("input", { name: "rate", inputmode: "decimal", maxlength: "6" })),
    field(it.people, make("input", { name: "people", inputmode: "numeric", maxlength: "2" })),
    field(it.income, choice("income", it.incomes))));
}

function contactForm(it, send, item) {
  const form = make("form", { class: "wl-form", "data-part": "form" }, make("h3", {}, it.title),
    make("fieldset", { class: "wl-results" }, make("legend", { class: "rc-unseen" }, it.result), it.results.map(([code, text], n) =>
      make("label", { class: "wl-chip" }, make("input", { type: "radio", name: "result", value: code, "data-digit": String(n + 1) }),
        make("span", {}, text)))),
    make("div", { class: "wl-fields" }, field(it.need, choice("need", it.needs)),
      field(it.promise, make("input", { name: "promise", maxlength: "200", placeholder: it.promise_hint, autocomplete: "off" })),
      field(it.next, make("input", { name: "next_on", type: "date", min: it.from }))),
    make("div", { class: "wl-saves" }, it.saves.map(([contact, text]) => make("button", { type: "submit", name: "contact",
      value: contact, class: contact === it.first ? "rc-go" : "rc-plain" }, text))),
    moreFields(it));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const contact = event.submitter?.value ?? it.first;
    send({ ...Object.fromEntries(new FormData(form)), kind: "record", item, contact });
  });
  return form;
}

// What was typed stays when the same customer is drawn again: another language, a refused day, somebody else's visit.
function typedValues(root) {
  const form = root.querySelector(".wl-form");
  return form ? { values: Object.fromEntries(new FormData(form)), open: form.querySelector("details").open } : null;
}

function typeAgain(root, typed) {
  const form = root.querySelector(".wl-form");
  if (!form || !typed) return;
  for (const [name, value] of Object.entries(typed.values)) {
    const place = form.elements[name];
    if (place instanceof RadioNodeList || place) place.value = value;
  }
  form.querySelector("details").open = typed.open;
}
