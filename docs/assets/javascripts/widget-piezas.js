// Lo que comparten las partes interactivas que usan datos de un programa del curso.

/** Lee el JSON que dejó un programa; `src` es la ruta escrita en la página. */
export async function readData(src) {
  const answer = await fetch(new URL(src, document.baseURI));
  if (!answer.ok) throw new Error(`${src}: ${answer.status}`);
  return answer.json();
}

/** Anuncia un texto cuando lleva un rato sin cambiar, para no interrumpir a cada paso. */
export class Announcer {
  constructor(element, wait = 800) {
    this.element = element;
    this.wait = wait;
  }

  say(text) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.element.textContent = text;
    }, this.wait);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
