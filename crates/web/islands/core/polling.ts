/** `data-poll="/jobs/7"` with `data-every="2000"`: asked again until what comes back no longer asks. Slower when nobody looks. */
export function polling() {
  const waiting = new WeakSet<HTMLElement>();
  const watch = () => {
    for (const element of document.querySelectorAll<HTMLElement>("[data-poll]")) {
      if (waiting.has(element)) continue;
      waiting.add(element);
      const ask = () => {
        if (!element.isConnected) return;
        if (document.hidden) return void setTimeout(ask, 5000);
        const asked = element.dataset.poll;
        const again = () => { waiting.delete(element); if (element.isConnected && element.dataset.poll === asked) watch(); };
        window.htmx.ajax("GET", asked!, { source: element, target: element, swap: "outerMorph" }).then(again, again);
      };
      setTimeout(ask, Number(element.dataset.every) || 2000);
    }
  };
  document.addEventListener("htmx:after:swap", watch);
  watch();
}
