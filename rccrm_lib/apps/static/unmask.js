// "See whole": asks what for, in place; Python checks, records, and sends the value. `of` names the row where there are several.

function unmask(it, send, of = {}) {
  return make("details", { class: "rc-unmask" }, make("summary", { "data-unmask": it.field }, it.open),
    make("span", { class: "rc-unmask-why" }, it.why), it.reasons.map(([reason, text]) =>
      make("button", { class: "rc-plain", type: "button", "data-reason": reason,
        onclick: () => send({ kind: "unmask", ...of, field: it.field, reason }) }, text)));
}
