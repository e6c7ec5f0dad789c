// Carga cada parte interactiva solo en las páginas que la tienen.

const WIDGETS = {
  "activation-widget": "./widget-activacion.js",
  "backprop-widget": "./widget-retropropagacion.js",
  "descent-widget": "./widget-descenso.js",
  "draw-digit": "./widget-digito.js",
  "dropout-widget": "./widget-dropout.js",
  "forward-widget": "./widget-forward.js",
  "loss-widget": "./widget-perdida.js",
  "course-continue": "./progreso-portada.js",
  "course-progress": "./progreso-portada.js",
  "neural-playground": "./playground-app.js",
  "neuron-widget": "./widget-neurona.js",
  "threshold-widget": "./widget-umbral.js",
};

function load() {
  for (const [tag, module] of Object.entries(WIDGETS)) {
    if (document.querySelector(tag)) import(module);
  }
}

// `document$` es de Material: avisa al cargar y tras cada navegación instantánea.
window.document$.subscribe(load);
