/* Takes a file that is dropped on the import form. */
"use strict";

document.querySelectorAll("[data-drop]").forEach((form) => {
  const input = form.querySelector("input[type=file]");
  const name = form.querySelector("[data-drop-name]");
  const mark = (over) => form.classList.toggle("over", over);
  ["dragenter", "dragover"].forEach((kind) =>
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      mark(true);
    }),
  );
  form.addEventListener("dragleave", () => mark(false));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      name.textContent = input.files[0].name;
    }
  });
});
