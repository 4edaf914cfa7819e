// A page that is closed: it says why.
function drawClosed(view, { root }) {
  root.replaceChildren(make("div", { class: "rc-work rc-alone" }, make("main", { class: "rc-main" }, notice(view))));
}

export default { render: ({ model, el }) => mountPage({ model, el, draw: drawClosed }) };
