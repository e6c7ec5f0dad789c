// Al copiar texto con fórmulas, cada fórmula sale con su LaTeX de origen.

/** Devuelve el LaTeX de una fórmula entre sus delimitadores y la puntuación que la sigue. */
function latexOf(formula) {
  const mark = formula.matches(".formula--display") ? "$$" : "$";
  const last = formula.lastChild;
  const after = last?.nodeType === Node.TEXT_NODE ? last.data : "";
  return mark + formula.dataset.latex + mark + after;
}

document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0).cloneRange();
  const start = formulaAround(range.startContainer);
  const end = formulaAround(range.endContainer);
  if (start) range.setStartBefore(start);
  if (end) range.setEndAfter(end);
  const copied = range.cloneContents();
  const formulas = copied.querySelectorAll(".formula[data-latex]");
  if (!formulas.length) return;
  for (const formula of formulas) formula.replaceWith(latexOf(formula));
  event.clipboardData.setData("text/plain", textOf(copied));
  event.preventDefault();
});

/** Devuelve la fórmula que contiene el nodo, si la hay. */
function formulaAround(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element?.closest(".formula[data-latex]");
}

/** Devuelve el texto de un fragmento como se vería en la página. */
function textOf(fragment) {
  const box = document.createElement("div");
  box.style.cssText = "position:fixed;left:-200vw";
  box.append(fragment);
  document.body.append(box);
  const text = box.innerText;
  box.remove();
  return text;
}
