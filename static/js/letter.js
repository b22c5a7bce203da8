/* A courtesy: the letter shows the signer's name as they type. Without it the page works the same. */
const box = document.querySelector("[data-types-name]");
const shown = document.querySelectorAll("[data-name]");

if (box && shown.length) {
  const write = () => shown.forEach((place) => {
    const name = box.value.trim();
    place.toggleAttribute("data-empty", !name);
    place.textContent = name || place.dataset.name;
  });
  box.addEventListener("input", write);
  write();
}
