// Leads: those that wait for this manager, each with a place to say what came of it, and outcomes that were not read.

function leadForm(it, row, send) {
  const form = make("form", { class: "wl-lead-form", hidden: true }, choice("outcome", it.outcomes),
    make("input", { name: "note", maxlength: "200", placeholder: it.note, "aria-label": it.note, autocomplete: "off" }),
    make("button", { class: "rc-go", type: "submit" }, it.save));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ ...Object.fromEntries(new FormData(form)), kind: "lead_close", lead: row.lead });
  });
  return form;
}

function lead(it, row, send) {
  const form = leadForm(it, row, send);
  const open = () => { form.hidden = !form.hidden; if (!form.hidden) form.querySelector("select").focus(); };
  return make("li", { class: "wl-lead", "data-lead": row.lead }, make("b", {}, row.who), " ", row.text, " ",
    make("span", { class: row.late ? "wl-due wl-late" : "wl-due" }, row.due), " ",
    make("button", { class: "rc-plain", type: "button", onclick: open }, it.answer), form);
}

function leadBlocks(view, send) {
  const told = view.told ? make("section", { class: "wl-told", "data-part": "told" }, make("h2", {}, view.told.title),
    make("ul", {}, view.told.rows.map((row) => make("li", {}, row.text, " ", make("button", { class: "rc-plain", type: "button",
      onclick: () => send({ kind: "lead_read", lead: row.lead }) }, view.told.seen))))) : "";
  const leads = view.leads ? make("section", { class: "wl-leads", "data-part": "leads" }, make("h2", {}, view.leads.title),
    make("ul", {}, view.leads.rows.map((row) => lead(view.leads, row, send)))) : "";
  return [told, leads];
}
