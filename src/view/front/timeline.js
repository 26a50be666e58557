// SPDX-License-Identifier: Apache-2.0
const millisecondsPerStep = 350;

/** Slider, bars of missing values, play button. `changed(step)` is called for every new date. */
export class Timeline {
  constructor(scene, changed) {
    this.scene = scene;
    this.changed = changed;
    this.slider = document.getElementById("slider");
    this.play = document.getElementById("play");
    this.output = document.getElementById("date");
    this.bars = scene.missing.map((share, i) => {
      const bar = document.createElement("i"), most = Math.max(1, scene.dates.length - 1);
      bar.style.left = `calc(8px + (100% - 16px) * ${i / most})`;
      bar.style.width = `max(1px, calc((100% - 16px) / ${most} - 1.5px))`;
      bar.style.height = `${Math.max(2, 100 * share)}%`;
      return bar;
    });
    document.getElementById("bars").append(...this.bars);
    this.slider.max = scene.dates.length - 1;
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.play.addEventListener("click", () => this.toggle());
    this.step = -1;
  }

  go(step) {
    const next = Math.min(Math.max(step, 0), this.scene.dates.length - 1);
    if (next === this.step) return;
    this.bars[this.step]?.classList.remove("now");
    this.bars[next]?.classList.add("now");
    this.step = next;
    this.slider.value = next;
    const missing = this.scene.missing[next];
    this.output.textContent = this.scene.dates[next];
    this.slider.setAttribute("aria-valuetext", this.scene.dates[next] + (missing === undefined ? "" : `, about ${Math.round(100 * missing)} % missing`));
    this.output.title = missing === undefined ? "" : `about ${Math.round(100 * missing)} % missing before filling`;
    this.changed(next);
  }

  goToDay(day) {
    const { days } = this.scene;
    this.go(days.reduce((best, at, i) => (Math.abs(at - day) < Math.abs(days[best] - day) ? i : best), 0));
  }

  toggle() {
    if (this.timer) {
      clearInterval(this.timer);
      this.timer = null;
    } else {
      this.timer = setInterval(() => this.go((this.step + 1) % this.scene.dates.length), millisecondsPerStep);
    }
    this.play.textContent = this.timer ? "Pause" : "Play";
  }
}
