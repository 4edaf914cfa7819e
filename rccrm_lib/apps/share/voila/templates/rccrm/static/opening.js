// What Voila tells while a page opens, as a moving line; and a plain word when it does not open at all.
(function () {
  const SLOW_MS = 60000;
  const bar = document.getElementById("rccrm-progress");
  window.voila_heartbeat = function () {};
  window.update_loading_text = window.voila_process = function (cell, cells) {
    if (bar) bar.style.width = (25 + (50 * cell) / Math.max(cells, 1)) + "%";
  };
  const finish = window.display_cells;
  window.display_cells = window.voila_finish = function () {
    if (bar) bar.style.width = "90%";
    finish();
  };
  setTimeout(function () {
    const opening = document.getElementById("rccrm-loading");
    if (opening) opening.querySelectorAll(".rc-starting").forEach((line) => { line.hidden = !line.hidden; });
  }, SLOW_MS);
})();
