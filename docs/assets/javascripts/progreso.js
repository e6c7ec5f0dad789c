// En cada lección: el botón «Lección terminada», las marcas del menú y por dónde ibas.

import { pageOf } from "./almacen.js";
import { announce, lessons, load, onChange, save } from "./progreso-datos.js";
import { make } from "./mandos.js";

const PAUSE = 400; // milisegundos sin desplazar la página antes de guardar por dónde vas
let here = ""; // la lección abierta, o nada
let timer = 0;

/** Prepara la página recién abierta. */
function start() {
  const page = pageOf(location.href);
  here = lessons().some((lesson) => lesson.page === page) ? page : "";
  if (here) {
    addButton();
    remember("");
  }
  mark();
}

/** Pone al final de la lección el botón que la da por terminada. */
function addButton() {
  const article = document.querySelector("article");
  if (!article || article.querySelector(".lesson-done")) return;
  const button = make("button", { type: "button", class: "lesson-done__button", text: "Lección terminada", onclick: toggle });
  const notice = make("span", { class: "lesson-done__notice", role: "status" });
  article.append(make("p", { class: "lesson-done" }, button, " ", notice));
}

function toggle() {
  const data = load();
  if (!data.done.delete(here)) data.done.add(here);
  const kept = save(data);
  document.querySelector(".lesson-done__notice").textContent = kept ? "" : "El navegador no deja guardarlo.";
  announce();
}

/** Marca lo terminado en el botón, en el menú y en el mapa de la portada. */
function mark() {
  const { done } = load();
  document.querySelector(".lesson-done__button")?.setAttribute("aria-pressed", String(done.has(here)));
  for (const old of document.querySelectorAll(".done-mark")) old.remove();
  const inMap = [...document.querySelectorAll(".map li > a")];
  for (const { page, link } of lessons()) {
    if (!done.has(page)) continue;
    link.append(make("span", { class: "done-mark" }, make("span", { class: "done-mark__text", text: " (terminada)" })));
    inMap.find((each) => pageOf(each.href) === page)?.after(make("span", { class: "done-mark", text: " Terminada" }));
  }
}

/** Guarda la lección que se lee y su último título a la vista, si no está terminada. */
function remember(heading) {
  const data = load();
  if (data.done.has(here) || (data.last?.page === here && (!heading || data.last.heading === heading))) return;
  save({ ...data, last: { page: here, heading } });
}

function follow() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (!here) return;
    const headings = [...document.querySelectorAll("article :is(h2, h3)[id]")];
    const above = headings.findLast((each) => each.getBoundingClientRect().top < innerHeight / 3);
    if (above) remember(above.id);
  }, PAUSE);
}

onChange(mark);
window.addEventListener("scroll", follow, { passive: true });
// `document$` es de Material: avisa al cargar y tras cada navegación instantánea.
window.document$.subscribe(() => requestAnimationFrame(start));
