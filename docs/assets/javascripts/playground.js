// Carga el playground solo en la página que lo tiene.

function load() {
  if (document.querySelector("neural-playground")) import("./playground-app.js");
}

// `document$` es de Material: avisa al cargar y tras cada navegación instantánea.
window.document$.subscribe(load);
