// Va delante de los módulos en el sitio que se abre sin servidor: lo que el navegador no deja
// hacer con `file://`. Los datos y la búsqueda se leen de guiones en vez de pedirse.
{
  const script = document.currentScript;
  const root = new URL("../../", script.src);

  /** Carga un guion clásico. */
  const load = (url) =>
    new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = url;
      element.onload = resolve;
      element.onerror = () => reject(new Error(`No se puede leer ${url}`));
      document.head.append(element);
    });

  /** Los archivos JSON que piden las partes interactivas, que ya vienen dentro de este. */
  window.fetch = async (url) => {
    const name = new URL(url, document.baseURI).href.replace(root.href, "");
    const known = Object.hasOwn(DATA, name);
    return new Response(known ? JSON.stringify(DATA[name]) : null, { status: known ? 200 : 404 });
  };

  /** El buscador de Material, en la propia página: aquí no puede haber hilos. */
  window.Worker = class extends EventTarget {
    constructor(path) {
      super();
      const url = new URL(path, document.baseURI);
      this.inside = new EventTarget();
      const listen = (type, action) => this.inside.addEventListener(type, action);
      const answer = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const importScripts = async (...urls) => {
        for (const each of urls) await load(new URL(each, url));
      };
      this.ready = load(url).then(() => window.searchWorker(window, listen, answer, importScripts));
    }

    postMessage(data) {
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
    }
  };
}
