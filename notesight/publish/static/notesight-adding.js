// Takes what is selected in the text into the field for its words. Without this file one copies them.
"use strict";
const text = document.getElementById("text");
const quote = document.getElementById("quote");
document.addEventListener("selectionchange", () => {
  const selected = document.getSelection();
  if (!quote || !text || selected.isCollapsed || !text.contains(selected.anchorNode) || !text.contains(selected.focusNode)) return;
  quote.value = selected.toString().trim();
});
