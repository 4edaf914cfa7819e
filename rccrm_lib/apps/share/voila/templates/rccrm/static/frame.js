// The heartbeat of a page: is the server there, does the sign-in last, does the kernel live? It asks the server,
// not the kernel, at an address that does not count as activity, so an open page does not keep anybody signed in.
(function () {
  const EVERY_MS = 4000, ASK_MS = 8000, TRIES = 2;
  const lost = document.getElementById("rc-lost");
  let failures = 0, ended = false;

  function show(state) {
    lost.hidden = !state;
    lost.querySelectorAll("[data-when]").forEach((node) => { node.hidden = node.dataset.when !== state; });
    if (state === "ended") lost.querySelector("a").href = "/login?ended=1&next=" + encodeURIComponent(location.pathname + location.search);
  }

  function kernel() {
    const data = document.getElementById("jupyter-config-data");
    if (!data) return "";
    try { return JSON.parse(data.textContent).kernelId || ""; } catch { return ""; }
  }

  async function ask() {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), ASK_MS);
    try {
      const answer = await fetch("/alive?kernel=" + encodeURIComponent(kernel()),
        { cache: "no-store", signal: stop.signal, headers: { Accept: "application/json" } });
      failures = 0;
      if (answer.status === 403) return "ended";
      return answer.ok && (await answer.json()).kernel ? "" : "gone";
    } catch {
      failures += 1;
      return failures >= TRIES ? "cut" : null;
    } finally {
      clearTimeout(timer);
    }
  }

  async function beat() {
    const state = await ask();
    if (state !== null) show(state);
    ended = state === "ended" || state === "gone";
    if (!ended) setTimeout(beat, EVERY_MS);
  }

  if (lost) {
    lost.querySelector("button").addEventListener("click", () => location.reload());
    setTimeout(beat, EVERY_MS);
    window.addEventListener("online", () => { if (!ended) ask().then((state) => { if (state !== null) show(state); }); });
    window.addEventListener("rccrm:late", () => { if (!ended) ask().then((state) => { if (state !== null) show(state); }); });
  }
})();
