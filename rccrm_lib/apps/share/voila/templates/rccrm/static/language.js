// The language switch: both languages stand in the page, and the style shows the one that the page's lang says.
(function () {
  const LANG = { zh: "zh-CN", en: "en" };
  const root = document.documentElement;
  const now = () => (root.lang === "en" ? "en" : "zh");

  function change(to) {
    root.lang = LANG[to];
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = "rccrm_language=" + to + "; path=/; max-age=31536000; samesite=lax" + secure;
    const bar = document.querySelector("[data-title-zh]");
    if (bar) document.title = bar.getAttribute("data-title-" + to);
    window.dispatchEvent(new CustomEvent("rccrm:language", { detail: to }));
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-act=language]")) change(now() === "zh" ? "en" : "zh");
  });
})();
