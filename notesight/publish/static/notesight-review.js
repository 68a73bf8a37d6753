// The keys of the review. Every key presses what stands on the page: without this file the same is done by hand.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "?") {
    const help = document.querySelector("details.keys");
    if (help) help.open = !help.open;
    event.preventDefault();
    return;
  }
  if (event.repeat || !/^[jkaexdu]$/.test(event.key)) return;
  const one = document.querySelector(`.key-${event.key}`);
  if (one) {
    event.preventDefault();
    one.click();
  }
});
