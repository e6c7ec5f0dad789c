// Carga cada parte interactiva solo en las páginas que la tienen.

const WIDGETS = {
  "line-widget": "./recta.js",
};

for (const [tag, module] of Object.entries(WIDGETS)) {
  if (document.querySelector(tag)) import(module);
}
