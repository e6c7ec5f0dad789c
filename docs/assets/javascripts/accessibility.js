// Lo que Material deja pendiente para el teclado y los lectores de pantalla.
// Se repite en cada página porque la navegación instantánea no recarga.

const NAMES = { __drawer: "Menú", __search: "Buscar", __toc: "Índice de la página" };

/** Devuelve el nombre del botón de una etiqueta: su texto o el de la tabla. */
function nameOf(label) {
  const text = label.textContent.trim();
  if (label.matches(".md-nav__title")) return `Volver desde ${text}`;
  if (label.matches(".md-search__icon")) return "Cerrar la búsqueda";
  return NAMES[label.htmlFor] ?? text;
}

/** Pone un botón real dentro de cada etiqueta que solo obedecía al ratón. */
function addButtons() {
  const labels = ".md-header__button[for^=__], .md-nav__link[for], .md-nav .md-nav .md-nav__title[for], .md-search__icon[for]";
  for (const label of document.querySelectorAll(labels)) {
    if (label.closest("[data-md-component=palette]") || label.querySelector(".label-button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "label-button";
    button.setAttribute("aria-label", nameOf(label));
    button.addEventListener("click", () => toggle(label, button));
    label.removeAttribute("tabindex");
    label.insertBefore(button, label.lastElementChild); // Material da estilo al primero y al último
  }
}

/** Abre o cierra lo que gobierna la etiqueta y lleva allí el foco. */
function toggle(label, button) {
  const input = document.getElementById(label.htmlFor);
  input.click();
  const target = input.checked ? entryOf(input.id) : buttonFor(input.id);
  requestAnimationFrame(() => (target ?? button).focus());
}

/** Devuelve el primer sitio al que va el foco al abrir un panel. */
function entryOf(id) {
  if (id === "__search") return document.querySelector(".md-search__input");
  if (id === "__drawer") return [...document.querySelectorAll(".md-sidebar--primary :is(a, button)")].find(isVisible);
  return document.querySelector(`.md-nav__title[for="${id}"] .label-button`);
}

function isVisible(element) {
  return element.checkVisibility({ visibilityProperty: true });
}

/** Devuelve el botón que abre un panel. */
function buttonFor(id) {
  const label = `:is(.md-header__button, .md-nav__link)[for="${id}"] .label-button`;
  return document.querySelector(label);
}

/** Dice en cada botón si lo suyo está abierto. */
function announceState() {
  for (const input of document.querySelectorAll(".md-toggle")) {
    const update = () => buttonFor(input.id)?.setAttribute("aria-expanded", input.checked);
    if (!input.dataset.announced) input.addEventListener("change", update);
    input.dataset.announced = "";
    update();
  }
  for (const nav of document.querySelectorAll("nav[aria-expanded]")) nav.removeAttribute("aria-expanded");
}

/** Cierra el menú del teléfono con Escape o cuando el foco sale de él. */
function closeDrawer(event) {
  const input = document.getElementById("__drawer");
  if (!input?.checked) return;
  const left = event.type === "focusin" && !event.target.closest(".md-sidebar--primary");
  if (event.key !== "Escape" && !left) return;
  input.click();
  if (!left) buttonFor("__drawer")?.focus();
}

/** Da nombre a la búsqueda, a los bloques de código y a las casillas. */
function giveNames() {
  document.querySelector(".md-search")?.setAttribute("aria-label", "Buscador");
  document.querySelectorAll(".md-code__nav").forEach((nav, index) => {
    nav.setAttribute("role", "presentation"); // un solo botón no es una zona de navegación
    nav.querySelector("[data-md-type=copy]")?.setAttribute("aria-label", `Copiar el código ${index + 1}`);
  });
  for (const math of document.querySelectorAll(":is(label, a, button, summary) math")) {
    math.setAttribute("aria-label", spoken(math)); // el navegador no cuenta el MathML en un nombre
  }
  for (const box of document.querySelectorAll(".task-list-item input")) {
    box.setAttribute("aria-label", box.closest("li").textContent.trim());
  }
}

/** Devuelve una fórmula como texto; si no es una línea corrida, su LaTeX. */
function spoken(math) {
  const nested = math.querySelector("mfrac, msub, msup, msubsup, msqrt, munder, munderover, mtable");
  return nested ? math.closest(".formula").dataset.latex : math.textContent;
}

const SCROLLERS = {
  "pre > code, .jp-OutputArea pre": "Código que se desplaza",
  ".md-typeset__scrollwrap": "Tabla que se desplaza",
  ".formula--display": "Fórmula que se desplaza",
  ":is(p, ul, ol, dl, figcaption):has(.formula)": "Texto con una fórmula que se desplaza",
};

/** Deja que el teclado llegue a lo que no cabe y se desplaza; a nada más. */
const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth + 1;
    const selector = Object.keys(SCROLLERS).find((each) => target.matches(each));
    if (scrolls) {
      target.tabIndex = 0;
      target.setAttribute("role", "group");
      target.setAttribute("aria-label", SCROLLERS[selector]);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  }
});

function watchScrollers() {
  observer.disconnect();
  const found = document.querySelectorAll(Object.keys(SCROLLERS).join());
  for (const element of found) observer.observe(element);
}

function enhance() {
  addButtons();
  announceState();
  giveNames();
  watchScrollers();
}

document.addEventListener("keydown", closeDrawer);
document.addEventListener("focusin", closeDrawer);
// `document$` es de Material: avisa al cargar y tras cada navegación instantánea.
window.document$.subscribe(() => requestAnimationFrame(enhance));
