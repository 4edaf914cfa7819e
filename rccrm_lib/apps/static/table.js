// The table that pages share: a grid that is worked with the keyboard; Python sorts, filters and turns the page.

function tableHead(it, send) {
  const sign = { ascending: "▲", descending: "▼", none: "" };
  return make("tr", { "aria-rowindex": "1" }, it.columns.map((column, n) =>
    make("th", { scope: "col", "aria-sort": column.sort, class: `rc-kind-${column.kind}`, "data-cell": `-1:${n}`, tabindex: "-1",
      "data-sort": column.name, onclick: () => send({ kind: "sort", column: column.name }) },
    column.title, " ", make("span", { "aria-hidden": "true", class: "rc-sign" }, sign[column.sort]))));
}

function filterCell(column, words, send) {
  if (column.filter === null) return make("td");
  const label = `${words.filter} ${column.title}`;
  let field;
  if (column.kind === "choice") {
    field = make("select", { "aria-label": label, "data-filter": column.name },
      make("option", { value: "" }, words.all),
      column.choices.map(([value, text]) => make("option", { value }, text)));
    field.options[0].value = "";
    field.value = column.filter;
  } else {
    const from = column.kind === "text" ? words.filter : column.kind === "date" ? "" : words.at_least;
    field = make("input", { "aria-label": label, "data-filter": column.name, value: column.filter, placeholder: from, maxlength: "60",
      type: column.kind === "date" ? "date" : "search", inputmode: column.kind === "number" || column.kind === "money" ? "decimal" : null,
      autocomplete: "off" });
  }
  field.addEventListener("change", () => send({ kind: "filter", column: column.name, text: field.value }));
  return make("td", { class: `rc-kind-${column.kind}` }, field);
}

function tableRow(row, r, it, send) {
  return make("tr", { "aria-rowindex": String(it.first + r + 1), "aria-selected": row.selected ? "true" : "false", "data-row": String(r),
    class: row.selected ? "rc-chosen" : "" },
  row.cells.map((text, c) => make("td", { class: `rc-kind-${it.columns[c].kind}`, "data-cell": `${r}:${c}`, tabindex: "-1",
    onclick: () => send({ kind: "open", number: it.number, row: r }) }, text || "\u00a0")));
}

function pager(it, send) {
  const to = (page, text, sign, off) => make("button", { class: "rc-plain", type: "button", "aria-label": text, title: text, disabled: off,
    "data-page": sign, onclick: () => send({ kind: "page", to: page }) }, sign);
  const { page, last_page: last, words } = it;
  return make("div", { class: "rc-pager" },
    make("span", { role: "status", class: "rc-count" }, it.count), it.chosen ? make("span", {}, it.chosen) : "",
    to(0, words.first, "«", page === 0), to(page - 1, words.previous, "‹", page === 0),
    to(page + 1, words.next, "›", page >= last), to(last, words.last, "»", page >= last),
    it.columns.some((column) => column.filter) || it.chosen
      ? make("button", { class: "rc-plain", type: "button", "data-act": "clear", onclick: () => send({ kind: "clear" }) }, words.clear) : "");
}

// Arrows move over headings and cells; what a key does is what a click would do.
function tableKeys(grid, it, send) {
  grid.addEventListener("keydown", (event) => {
    const at = event.target.closest("[data-cell]");
    if (!at) return;
    const [row, column] = at.dataset.cell.split(":").map(Number);
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (step) focusCell(grid, row + step[0], column + step[1]);
    else if (event.key === "Home") focusCell(grid, row, 0);
    else if (event.key === "End") focusCell(grid, row, it.columns.length - 1);
    else if (event.key === "PageDown" && it.page < it.last_page) send({ kind: "page", to: it.page + 1 });
    else if (event.key === "PageUp" && it.page > 0) send({ kind: "page", to: it.page - 1 });
    else if (event.key === "Enter") at.click();
    else if (event.key === " " && row >= 0) send({ kind: "select", number: it.number, row });
    else return;
    event.preventDefault();
  });
}

function focusCell(grid, row, column) {
  const cell = grid.querySelector(`[data-cell="${row}:${column}"]`);
  if (!cell) return false;
  grid.querySelectorAll("[data-cell][tabindex='0']").forEach((node) => node.setAttribute("tabindex", "-1"));
  cell.setAttribute("tabindex", "0");
  cell.focus();
  return true;
}

// Where the reader was: a cell (the nearest one when the page got shorter) or a filter, and its text mark.
function placeOf(root) {
  const on = root.contains(document.activeElement) ? document.activeElement : null;
  if (!on) return null;
  return { cell: on.dataset.cell, filter: on.dataset.filter, page: on.dataset.page };
}

function restorePlace(root, grid, place) {
  if (place?.filter) root.querySelector(`[data-filter="${place.filter}"]`)?.focus();
  else if (place?.page) root.querySelector(`[data-page="${place.page}"]`)?.focus();
  else if (place?.cell) {
    let [row, column] = place.cell.split(":").map(Number);
    while (row >= -1 && !focusCell(grid, row, column)) row -= 1;
  } else grid.querySelector("[data-cell='0:0'], [data-cell='-1:0']")?.setAttribute("tabindex", "0");
}

function drawTable(it, { root, send }) {
  const place = placeOf(root);
  const grid = make("table", { class: "rc-table", role: "grid", "aria-label": it.title, "aria-rowcount": String(it.total + 1),
    "aria-colcount": String(it.columns.length), "aria-multiselectable": "true", "aria-describedby": "rc-table-keys" },
  make("thead", {}, tableHead(it, send),
    it.columns.some((c) => c.filter !== null) ? make("tr", { class: "rc-filters" }, it.columns.map((c) => filterCell(c, it.words, send))) : ""),
  make("tbody", {}, it.rows.map((row, r) => tableRow(row, r, it, send))));
  tableKeys(grid, it, send);
  root.replaceChildren(pager(it, send), make("div", { class: "rc-table-scroll" }, grid),
    it.empty ? make("p", { class: "rc-empty", role: "status" }, it.empty) : "",
    make("p", { class: "rc-hint", id: "rc-table-keys" }, it.words.keys));
  restorePlace(root, grid, place);
}

// The table as it was left, for the way back from a card: in this tab, for this session, gone with signing out.
function keepTable(name, it, cell) {
  const sorted = it.columns.find((column) => column.sort !== "none");
  const filters = Object.fromEntries(it.columns.filter((column) => column.filter).map((column) => [column.name, column.filter]));
  sessionStorage.setItem(`rccrm.${name}`, JSON.stringify({ sort: sorted?.name ?? "", descending: sorted?.sort === "descending",
    filters, page: it.page, cell }));
}

function keptTable(name) {
  try { return JSON.parse(sessionStorage.getItem(`rccrm.${name}`)); } catch { return null; }
}
