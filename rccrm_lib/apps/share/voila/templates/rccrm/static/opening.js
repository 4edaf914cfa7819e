// What Voila tells while a page opens, as a moving line; and a plain word when it does not open at all.
(function () {
  const SLOW_MS = 60000, AGAIN_MS = 120000, AGAIN = "rccrm-opened-again", LOST = "Error displaying widget";
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
  const opening = () => document.getElementById("rccrm-loading");
  let told = false;
  function tellFailed() {
    if (opening() && !told) opening().querySelectorAll(".rc-starting").forEach((line) => { line.hidden = !line.hidden; });
    told = true;
  }
  setTimeout(tellFailed, SLOW_MS);

  // On a busy machine the page may be drawn before its widget is known to the browser, and then never is. Nobody has seen or
  // done anything yet: open it once more, and say so only if that does not help.
  function openAgain() {
    const last = Number(sessionStorage.getItem(AGAIN) || 0);
    if (Date.now() - last < AGAIN_MS) return tellFailed();
    sessionStorage.setItem(AGAIN, String(Date.now()));
    location.reload();
  }
  const watch = new MutationObserver(function () {
    const drawn = document.querySelector(".rccrm-page");
    const lost = [...document.querySelectorAll("#rendered_cells .jupyter-widgets")].some((node) => node.textContent.startsWith(LOST));
    if (drawn || lost) watch.disconnect();
    if (!drawn && lost) openAgain();
  });
  watch.observe(document.body, { childList: true, characterData: true, subtree: true });
})();
