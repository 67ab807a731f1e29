// Sends what is typed to be kept on the server, a moment after the last key and when the page is
// left. Nothing is stored in the browser. Without this file there is the button "Keep for later".
(() => {
  "use strict";
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const status = form.querySelector("[data-kept]");
  const PAUSE = 1500; // milliseconds without a key
  let timer, sending, changed = false, over = false;

  const say = (name) => {
    const words = status.dataset[name];
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle("wrong", name === "lost");
  };

  const send = async (leaving) => {
    clearTimeout(timer);
    if (!changed || over) return;
    changed = false;
    const body = new URLSearchParams(new FormData(form));
    body.set("draft", "typing");
    sending = new AbortController();
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        body,
        redirect: "manual",
        keepalive: leaving,
        signal: leaving ? undefined : sending.signal,
      });
      say(answer.status === 204 ? "kept" : "lost");
    } catch (error) {
      if (over) return;
      changed = true;
      say("lost");
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE, false);
  });
  form.addEventListener("submit", () => {
    over = true;
    clearTimeout(timer);
    if (sending) sending.abort();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send(true);
  });
})();
