// Carga cada parte interactiva solo en las páginas que la tienen.

const WIDGETS = {
  "backprop-widget": "./widget-retropropagacion.js",
  "dropout-widget": "./widget-dropout.js",
  "forward-widget": "./widget-forward.js",
  "neural-playground": "./playground-app.js",
  "neuron-widget": "./widget-neurona.js",
  "activation-widget": "./widget-activacion.js",
  "loss-widget": "./widget-perdida.js",
  "descent-widget": "./widget-descenso.js",
};

function load() {
  for (const [tag, module] of Object.entries(WIDGETS)) {
    if (document.querySelector(tag)) import(module);
  }
}

// `document$` es de Material: avisa al cargar y tras cada navegación instantánea.
window.document$.subscribe(load);
