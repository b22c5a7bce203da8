/* Says in words what allauth's passkey scripts would only write to the console. */
const place = document.querySelector("[data-passkey-failed]");

if (place) {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    place.textContent = place.dataset.words;
    place.hidden = false;
  });
}
