/* Small comforts of all pages; every page works without them. */
"use strict";

document.querySelectorAll("[data-submit-on-change]").forEach((form) => {
  form.addEventListener("change", () => form.requestSubmit());
});

/* On a narrow screen the sections wait folded behind their button. */
const toggle = document.querySelector("[data-nav-toggle]");
if (toggle) {
  const sections = document.getElementById("sections");
  const fold = (folded) => {
    sections.classList.toggle("folded", folded);
    toggle.setAttribute("aria-expanded", String(!folded));
  };
  toggle.hidden = false;
  fold(true);
  toggle.addEventListener("click", () => {
    fold(!sections.classList.contains("folded"));
    sections.querySelectorAll("details.group-menu").forEach((menu) => { menu.open = true; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || sections.classList.contains("folded")) return;
    fold(true);
    if (sections.contains(document.activeElement)) toggle.focus();
  });
}

/* Lists change the address without a new page: forms of the frame come back to what is shown. */
document.querySelectorAll(".top input[name=next]").forEach((field) => {
  field.form.addEventListener("submit", () => {
    if (field.value.split("?")[0] === window.location.pathname) {
      field.value = window.location.pathname + window.location.search;
    }
  });
});

/* What is being sent is not sent a second time; a file that came back frees the form again. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  form.setAttribute("aria-busy", "true");
  window.setTimeout(() => freed(form), 8000);
});
const freed = (form) => {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
};
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sending]").forEach(freed);
});

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

/* An open menu closes when the person goes elsewhere; on a narrow screen the sections stay. */
const wide = window.matchMedia("(min-width: 48.01rem)");
const openMenus = () => document.querySelectorAll(
  wide.matches ? "details.menu[open], details.group-menu[open]" : "details.menu[open]",
);
document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

/* A field that is there to be copied is selected whole. */
document.querySelectorAll("[data-select-all]").forEach((field) => {
  field.addEventListener("focus", () => field.select());
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.addEventListener("click", () => window.print());
});

/* What scrolls sideways can be reached by the keyboard, under the name of its part. */
const reachable = (whole) => {
  whole.querySelectorAll(".scroll:not([tabindex])").forEach((box) => {
    if (box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight) return;
    const part = box.closest("[aria-labelledby]");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    if (part) box.setAttribute("aria-labelledby", part.getAttribute("aria-labelledby"));
    else box.setAttribute("aria-label", document.title);
  });
};
document.addEventListener("htmx:load", (event) => reachable(event.target));
document.addEventListener("toggle", () => reachable(document), true);
window.addEventListener("load", () => reachable(document));
