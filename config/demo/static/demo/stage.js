// Keeps the stage current: asks every second and a half, changes only what has changed, and shows
// a phone anew unless somebody is typing on it. Presses act without leaving the page.
(() => {
  "use strict";
  const stage = document.querySelector(".stage");
  const state = () => document.getElementById("state").dataset;
  const unread = (role) => parseInt(document.querySelector(`#${role}-owner .badge`)?.textContent, 10) || 0;
  const roles = [...document.querySelectorAll(".phone")].map((phone) => phone.id);
  let mark = "";

  const put = (fresh) => {
    const focused = document.activeElement?.id;
    for (const part of stage.querySelectorAll("[data-part]")) {
      const next = fresh.getElementById(part.id);
      if (next && next.innerHTML.trim() !== part.innerHTML.trim()) part.innerHTML = next.innerHTML;
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };

  const busy = (page) =>
    [...page.querySelectorAll("main input:not([type=hidden]), main textarea, main select")].length > 0;

  const showAnew = (role) => {
    const frame = document.querySelector(`#${role} iframe`);
    const page = frame?.contentDocument;
    if (!page || page.readyState !== "complete" || busy(page)) return;
    const { pathname, search } = frame.contentWindow.location;
    const seen = frame.contentWindow.scrollY;
    frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, seen), { once: true });
    frame.contentWindow.location.replace(pathname + search);
  };

  const ring = (role) => {
    const phone = document.getElementById(role);
    phone.classList.remove("rings");
    requestAnimationFrame(() => phone.classList.add("rings"));
    setTimeout(() => phone.classList.remove("rings"), 4000);
  };

  const refresh = async () => {
    if (document.hidden) return;
    const query = new URLSearchParams({ have: mark });
    const answer = await fetch(`${stage.dataset.changes}?${query}`, { credentials: "same-origin" });
    if (answer.status !== 200) return;
    mark = answer.headers.get("X-Mark");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const before = { ...state() };
    const rang = Object.fromEntries(roles.map((role) => [role, unread(role)]));
    put(fresh);
    if (before.set !== state().set) return location.reload();
    if (before.shows === state().shows) return;
    for (const role of roles) {
      showAnew(role);
      if (unread(role) > rang[role]) ring(role);
    }
  };

  stage.addEventListener("submit", (press) => {
    press.preventDefault();
    const form = press.target;
    press.submitter.disabled = true;
    fetch(press.submitter.formAction, { method: "POST", body: new FormData(form), redirect: "manual" })
      .then(refresh, () => {})
      .catch(() => {});
  });

  for (const tab of stage.querySelectorAll(".tabs a")) {
    tab.addEventListener("click", (click) => {
      click.preventDefault();
      for (const other of stage.querySelectorAll(".tabs a")) other.removeAttribute("aria-current");
      tab.setAttribute("aria-current", "true");
      for (const role of roles) {
        document.getElementById(role).classList.toggle("shown", role === tab.dataset.phone);
      }
    });
  }

  const tick = () => refresh().catch(() => {}).finally(() => setTimeout(tick, 1500));
  setTimeout(tick, 1500);
})();
