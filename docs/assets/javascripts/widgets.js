// Carga cada parte interactiva solo en las páginas que la tienen.

const WIDGETS = {
  "course-continue": "./progreso-portada.js",
  "course-progress": "./progreso-portada.js",
  "neural-playground": "./playground-app.js",
};

function load() {
  for (const [tag, module] of Object.entries(WIDGETS)) {
    if (document.querySelector(tag)) import(module);
  }
}

// `document$` es de Material: avisa al cargar y tras cada navegación instantánea.
window.document$.subscribe(load);
