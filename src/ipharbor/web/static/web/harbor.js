/* Small comforts of all pages; every page works without them. */
"use strict";

document.querySelectorAll("[data-submit-on-change]").forEach((form) => {
  form.addEventListener("change", () => form.requestSubmit());
});

/* Where the navigation is wider than the screen, the present section is in view. */
const present = document.querySelector(".sections [aria-current]");
if (present) {
  const strip = present.closest(".sections");
  strip.scrollLeft = present.offsetLeft - (strip.clientWidth - present.offsetWidth) / 2;
}

/* On a narrow screen the facets wait folded under the results' head. */
if (window.matchMedia("(max-width: 60rem)").matches) {
  document.querySelectorAll("[data-fold-narrow]").forEach((fold) => fold.removeAttribute("open"));
}

/* The watch form shows the field of the chosen kind alone. */
document.querySelectorAll("[data-kinds]").forEach((form) => {
  const show = () => {
    const kind = form.querySelector("[name=kind]:checked").value;
    form.querySelectorAll("[data-kind]").forEach((field) => {
      field.hidden = field.dataset.kind !== kind;
    });
  };
  form.addEventListener("change", show);
  show();
});

/* An open menu closes when the person goes elsewhere. */
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

/* A field that is there to be copied is selected whole. */
document.querySelectorAll("[data-select-all]").forEach((field) => {
  field.addEventListener("focus", () => field.select());
});
