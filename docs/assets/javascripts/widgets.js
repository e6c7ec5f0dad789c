// Carga cada parte interactiva solo en las páginas que la tienen.

const WIDGETS = {
  "draw-digit": "./widget-digito.js",
  "neural-playground": "./playground-app.js",
  "threshold-widget": "./widget-umbral.js",
};

function load() {
  for (const [tag, module] of Object.entries(WIDGETS)) {
    if (document.querySelector(tag)) import(module);
  }
}

// `document$` es de Material: avisa al cargar y tras cada navegación instantánea.
window.document$.subscribe(load);
