// Keeps the list of mails current: asks every two seconds, and changes only what has changed.
(() => {
  "use strict";
  const list = document.getElementById("list");
  if (!list) return;
  const open = list.dataset.open;

  const refresh = async () => {
    if (document.hidden) return;
    const mark = document.getElementById("state").dataset.mark;
    const query = new URLSearchParams({ have: mark, open });
    const answer = await fetch(`${list.dataset.news}?${query}`, { credentials: "same-origin" });
    if (answer.status !== 200) return;
    const focused = document.activeElement?.getAttribute("href");
    const unfolded = [...list.querySelectorAll("details[open]")].map((part) => part.id);
    list.innerHTML = await answer.text();
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };

  list.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest" });
  const tick = () => refresh().catch(() => {}).finally(() => setTimeout(tick, 2000));
  setTimeout(tick, 2000);
})();
