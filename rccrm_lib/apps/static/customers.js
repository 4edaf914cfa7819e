// The customer list: a heading, the table, and the way to a card.
function drawCustomers(view, { root, send, before }) {
  if (view.open) {
    keepTable(view.keep, view.table, document.activeElement?.dataset?.cell);
    location.assign(view.open);
    return;
  }
  let place = root.querySelector(".rc-table-place");
  if (!place) {
    place = make("div", { class: "rc-table-place" });
    root.replaceChildren(make("div", { class: "rc-work rc-wide" },
      make("main", { class: "rc-main rc-list" }, make("div", { class: "rc-said" }), make("h1"), make("div", { class: "rc-export-place" }), place)));
  }
  root.querySelector(".rc-said").replaceChildren(view.notice ? notice(view) : "");
  root.querySelector("h1:not(.rc-said h1)").textContent = view.table ? view.title : "";
  root.querySelector(".rc-export-place").replaceChildren(exportBar(view.export, send));
  if (view.table) drawTable(view.table, { root: place, send });
  if (before) { if (view.table && root.dataset.kept) root.dataset.kept = backTo(root, root.dataset.kept); return; }
  const kept = view.keep ? keptTable(view.keep) : null;
  root.dataset.kept = kept?.cell ?? "";
  if (kept) send({ kind: "restore", ...kept });
  else focusWhenShown(root, "[data-cell='0:0']");
}

// The cell from which the reader went to a card, once the list is as it was.
function backTo(root, cell) {
  focusWhenShown(root, `[data-cell='${cell}']`);
  return "";
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawCustomers }) };
