/* Courtesies of pages with htmx. Without this file every page works the same; it only tells people what htmx changed. */
const announcer = document.querySelector("#announce");

const say = (words) => {
  if (!announcer || !words) return;
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = words; });
};

document.addEventListener("htmx:afterSettle", (event) => {
  const fresh = event.detail.elt;
  say(fresh.dataset.announce || fresh.querySelector("[data-announce]")?.dataset.announce);
  const wrong = fresh.matches(".errors") ? fresh : fresh.querySelector(".errors");
  (wrong || fresh.querySelector("[data-focus]"))?.focus();
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => say(announcer?.dataset.failed));
}
