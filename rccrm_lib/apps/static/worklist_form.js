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
    it.fields.map((one) => field(one.label, one.options ? choice(one.name, one.options)
      : make("input", { name: one.name, maxlength: "200", inputmode: one.numeric ? "decimal" : "text", autocomplete: "off" }))),
    field(it.competitor, make("input", { name: "competitor", maxlength: "40" })), field(it.product, choice("product", it.products)),
    field(it.rate, make("input", { name: "rate", inputmode: "decimal", maxlength: "7" }))));
}

function contactForm(it, send, item) {
  const form = make("form", { class: "wl-form", "data-part": "form" }, make("h3", {}, it.title),
    make("fieldset", { class: "wl-results" }, make("legend", { class: "rc-unseen" }, it.result), it.results.map(([code, text, kinds], n) =>
      make("label", { class: "wl-chip", "data-kinds": kinds.join(" ") },
        make("input", { type: "radio", name: "result", value: code, "data-digit": String(n + 1) }),
        make("span", {}, text)))),
    make("div", { class: "wl-fields" }, field(it.need, choice("need", it.needs)),
      field(it.promise, make("input", { name: "promise", maxlength: "200", placeholder: it.promise_hint, autocomplete: "off" })),
      field(it.next, make("input", { name: "next_on", type: "date", min: it.from }))),
    make("div", { class: "wl-saves" }, it.saves.map(([contact, text]) => make("button", { type: "submit", name: "contact",
      value: contact, class: contact === it.first ? "rc-go" : "rc-plain" }, text))),
    moreFields(it));
  const fit = () => {  // a result of visits only is not saved as a call
    const chosen = form.querySelector(".wl-results input:checked");
    const kinds = chosen?.closest("[data-kinds]").dataset.kinds.split(" ");
    for (const save of form.querySelectorAll("[name=contact]")) save.disabled = Boolean(kinds) && !kinds.includes(save.value);
  };
  form.addEventListener("change", fit);
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
  form.dispatchEvent(new Event("change"));
}
