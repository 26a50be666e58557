// SPDX-License-Identifier: Apache-2.0

/** What the keyboard does, wherever the focus is not in a field that needs the key itself. */
export function watchKeys(app) {
  const last = () => app.scene.dates.length - 1;
  const actions = {
    ArrowLeft: () => app.timeline.go(app.timeline.step - 1),
    ArrowRight: () => app.timeline.go(app.timeline.step + 1),
    Home: () => app.timeline.go(0),
    End: () => app.timeline.go(last()),
    " ": () => app.timeline.toggle(),
    s: () => app.toggleSwipe(),
    f: () => app.toggleFields(),
    p: () => app.toggleDrawing(),
    "[": () => app.swiping && app.moveSwipe(app.map.swipe - 0.05),
    "]": () => app.swiping && app.moveSwipe(app.map.swipe + 0.05),
    "?": () => document.getElementById("keys").showModal(),
    Escape: () => app.close(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.getElementById("keys").open) return;
    const { target } = event, onMap = target.id === "map";
    const isMove = /^(Arrow.*|Home|End)$/.test(event.key);
    const isField = target.tagName === "SELECT" || (target.tagName === "INPUT" && isMove), presses = target.tagName === "BUTTON" && event.key === " ";
    if (onMap && event.key === "Enter") return app.pick(app.map.center());
    if ((isField || (onMap && event.key.startsWith("Arrow"))) && event.key !== "Escape") return;
    if (presses) return;
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    if (digit) {
      if (event.shiftKey && !app.swiping) app.toggleSwipe();
      app.setLayer(event.shiftKey ? 1 : 0, Number(digit) - 1);
    } else if (actions[event.key]) {
      actions[event.key]();
    } else {
      return;
    }
    event.preventDefault();
  });
}
