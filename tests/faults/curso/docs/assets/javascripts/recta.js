// Una recta que se mueve.

class LineWidget extends HTMLElement {
  connectedCallback() {
    this.textContent = `La pendiente vale ${this.dataset.start}.`;
  }
}

customElements.define("line-widget", LineWidget);
