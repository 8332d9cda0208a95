// 事项对照的查找：只隐藏行，不改内容；没有脚本时全部照常显示。
"use strict";
const form = document.querySelector(".tools");
if (form) {
  const find = document.getElementById("find"), disputed = document.getElementById("disputed");
  const bodies = [...document.querySelectorAll(".matrix tbody")];
  const show = () => {
    const wanted = find.value.trim().toLowerCase();
    for (const body of bodies) {
      let any = false;
      for (const row of body.rows) {
        if (row.className === "group") continue;
        const fits = (!wanted || row.cells[0].textContent.toLowerCase().includes(wanted)) && (!disputed.checked || "disputed" in row.dataset);
        row.hidden = !fits;
        any = any || fits;
      }
      body.hidden = !any;
    }
  };
  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  find.addEventListener("input", show);
  disputed.addEventListener("change", show);
}
