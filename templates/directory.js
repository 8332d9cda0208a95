/* 回答“这件事该不该由社区办？”。判断规则与 accession check 相同，随数据带来。
   只用 ES5：旧内核的浏览器也要能用。凡数据只作为文字放进页面，从不作为标记。 */
(function () {
"use strict";

function byId(id) { return document.getElementById(id); }

var data = JSON.parse(byId("data").textContent);
var tasks = data.tasks, rules = data.rules;
var root = document.documentElement;
var queryBox = byId("query"), answerBox = byId("answer"), list = byId("list");
var FILTERS = ["class", "agency", "channel", "status", "place"];
var FIRST = 50;
var source = "《" + data.source[0] + "》（" + data.source[1] + "）";
var byNumber = {}, listed = [], limit = FIRST, waiting = null, saying = null, answered = "";

/* ---- 名称的比较 ---- */

var SIGNS = new RegExp("[\\s\\u0000-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00a9\\u00ab-\\u00b1" +
  "\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7\\u02c2-\\u02df\\u0300-\\u036f\\u2000-\\u206f\\u20a0-\\u20ff" +
  "\\u2190-\\u245f\\u2500-\\u2bff\\u2e00-\\u2fff\\u3000-\\u3004\\u3008-\\u3020\\u302a-\\u3030\\u3036\\u3037\\u303d-\\u303f" +
  "\\u3099-\\u309c\\u30a0\\u30fb\\ue000-\\uf8ff\\ufe00-\\ufe6f\\uff00-\\uff0f\\uff1a-\\uff20" +
  "\\uff3b-\\uff40\\uff5b-\\uff65\\uffe0-\\uffff]|[\\ud800-\\ud83f\\ud8c0-\\udbff][\\udc00-\\udfff]", "g");

function folded(text) {
  var whole = text.normalize ? text.normalize("NFKC") : text.replace(/[\uff01-\uff5e]/g, function (wide) {
    return String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
  });
  return whole.toLowerCase().replace(SIGNS, "");
}

function bare(text) {
  var name = folded(text);
  rules.fillers.forEach(function (filler) { name = name.split(filler).join(""); });
  return name;
}

function pairs(text) {
  var found = [], n;
  if (text.length === 1) { return [text]; }
  for (n = 0; n + 1 < text.length; n += 1) {
    if (found.indexOf(text.substr(n, 2)) < 0) { found.push(text.substr(n, 2)); }
  }
  return found;
}

function shared(asked, text) {
  var count = 0, n;
  for (n = 0; n < asked.length; n += 1) {
    if (asked[n].length === 1 ? text === asked[n] : text.indexOf(asked[n]) >= 0) { count += 1; }
  }
  return count;
}

/* whole 是合并字形后的所查，core 还去掉了“协助”“工作”一类的字。 */
function means(whole, core, task) {
  var shorter, longer;
  if (whole === task.folded || whole === task.idKey || whole === task.filingKey) { return true; }
  shorter = core.length < task.bare.length ? core : task.bare;
  longer = shorter === core ? task.bare : core;
  if (shorter.length < rules.shortest || longer.indexOf(shorter) < 0) { return false; }
  return shorter.length >= rules.covers * longer.length;
}

function likeness(asked, task) {
  var title, content;
  if (!asked.length || !task.pairs) { return 0; }
  title = shared(asked, task.bare) / Math.min(asked.length, task.pairs);
  content = shared(asked, task.content) / asked.length;
  return Math.max(title, content >= rules.good ? content / 2 : 0);
}

/* ---- 拼音 ---- */

function letters(query) {
  var asked = query.toLowerCase().replace(/^\s+|\s+$/g, "");
  if (!/^[a-zü' ]+$/.test(asked)) { return null; }
  asked = asked.replace(/ü/g, "v").replace(/[' ]+/g, "'").replace(/^'|'$/g, "");
  return asked.replace(/'/g, "").length >= 2 ? asked : null;
}

function syllables(task) {
  if (!task.syllables) {
    task.syllables = task.sounds ? task.sounds.split(" ").map(function (one) { return one.split("|"); }) : [];
  }
  return task.syllables;
}

function spelt(asked, title, at) {
  var n, reading, rest;
  if (at >= title.length) { return false; }
  for (n = 0; n < title[at].length; n += 1) {
    reading = title[at][n];
    if (reading.substr(0, asked.length) === asked) { return true; }
    if (asked.substr(0, reading.length) === reading) {
      rest = asked.substr(reading.length);
      if (spelt(rest.charAt(0) === "'" ? rest.substr(1) : rest, title, at + 1)) { return true; }
    }
  }
  return false;
}

function begun(asked, title, at) {
  var n;
  function fits(reading) { return reading.charAt(0) === asked.charAt(n); }
  if (at + asked.length > title.length) { return false; }
  for (n = 0; n < asked.length; n += 1) {
    if (!title[at + n].some(fits)) { return false; }
  }
  return true;
}

/* 2 按音节相合，1 首字母相合，0 不合。 */
function sounds(asked, task) {
  var title = syllables(task), initials = asked.replace(/'/g, ""), at;
  for (at = 0; at < title.length; at += 1) { if (spelt(asked, title, at)) { return 2; } }
  for (at = 0; at < title.length; at += 1) { if (begun(initials, title, at)) { return 1; } }
  return 0;
}

/* ---- 判断 ---- */

function followers(task) {
  var seen = {}, next = task.successors.slice(), found = [], id, other;
  seen[task.id] = true;
  while (next.length) {
    id = next.pop();
    other = byNumber[id];
    if (other && !seen[id]) {
      seen[id] = true;
      next = next.concat(other.successors);
      if (!other.over) { found.push(other); }
    }
  }
  return found;
}

function similar(name, others) {
  var asked = pairs(bare(name)), spoken = letters(name), near = [];
  others.forEach(function (task) {
    var score = (spoken && sounds(spoken, task)) || likeness(asked, task);
    if (score) { near.push({score: score, task: task, place: near.length}); }
  });
  near.sort(function (a, b) {
    return b.score - a.score || (a.task.over ? 1 : 0) - (b.task.over ? 1 : 0) || a.place - b.place;
  });
  return near.slice(0, rules.most).map(function (one) { return one.task; });
}

function standing(task) { return !task.over; }

/* verdict: admitted, ended, not_listed；choose 表示所写的只是查找的线索，不作判断。 */
function judge(query) {
  var whole = folded(query), core = bare(query);
  var exact = tasks.filter(function (task) { return means(whole, core, task); });
  var matches = exact.filter(standing), gone = [], verdict;
  exact.forEach(function (task) {
    var after = task.over ? followers(task) : [];
    if (after.length) { gone.push(task); }
    if (!exact.some(standing)) {
      after.forEach(function (one) { if (matches.indexOf(one) < 0) { matches.push(one); } });
    }
  });
  verdict = matches.length ? "admitted" : exact.length ? "ended" : "not_listed";
  return {
    query: query,
    verdict: verdict,
    matches: matches.length ? matches : exact,
    gone: gone,
    similar: similar(exact.length ? exact[0].title : query, tasks.filter(function (task) {
      return exact.indexOf(task) < 0 && matches.indexOf(task) < 0;
    }))
  };
}

/* 只写了字母数字，或者写的是部门、类别、街道，都不是事务的名称。 */
function onlyClue(query) {
  var asked = folded(query);
  return /^[\u0000-\u007fü]+$/.test(query.toLowerCase()) ||
    ["agency", "class", "place", "channel"].some(function (which) {
      return data.choices[which].some(function (name) { return folded(name) === asked; });
    });
}

/* ---- 查找和筛选 ---- */

/* 名称、编号含有所写的字在前，然后是拼音、首字母，最后是协助内容。 */
function rank(word, task) {
  if (word.plain && task.folded.indexOf(word.plain) >= 0) { return 6; }
  if (word.plain && task.others.indexOf(word.plain) >= 0) { return 5; }
  var heard = word.spoken ? sounds(word.spoken, task) : 0;
  if (heard) { return 2 + heard; }
  return word.bare && task.content.indexOf(word.bare) >= 0 ? 1 : 0;
}

function wordOf(text) { return {plain: folded(text), bare: bare(text), spoken: letters(text)}; }

function wordsOf(query) {
  if (letters(query)) { return [wordOf(query)]; }
  return query.split(/\s+/).map(wordOf).filter(function (word) { return word.plain; });
}

function find(words) {
  var hits = [];
  tasks.forEach(function (task, place) {
    var total = 0, n, one;
    for (n = 0; n < words.length; n += 1) {
      one = rank(words[n], task);
      if (!one) { return; }
      total += one;
    }
    hits.push({score: total, task: task, place: place});
  });
  hits.sort(function (a, b) {
    return b.score - a.score || (a.task.over ? 1 : 0) - (b.task.over ? 1 : 0) || a.place - b.place;
  });
  return hits.map(function (hit) { return hit.task; });
}

function passes(task) {
  var status = byId("status").value, place = byId("place").value, value;
  value = byId("class").value;
  if (value && task["class"] !== value) { return false; }
  value = byId("agency").value;
  if (value && task.agencies.indexOf(value) < 0) { return false; }
  value = byId("channel").value;
  if (value && task.channels.indexOf(value) < 0) { return false; }
  if (status && (status === "over") !== !!task.over) { return false; }
  return !place || !task.subdistricts || task.subdistricts.indexOf(place) >= 0;
}

function filtered() { return FILTERS.some(function (id) { return byId(id).value; }); }

/* ---- 写到页面上 ---- */

function make(name, text, className) {
  var made = document.createElement(name);
  if (text) { made.textContent = text; }
  if (className) { made.className = className; }
  return made;
}

function put(parent) {
  var n;
  for (n = 1; n < arguments.length; n += 1) { parent.appendChild(arguments[n]); }
  return parent;
}

function empty(box) { while (box.firstChild) { box.removeChild(box.firstChild); } }

function where(task) { return task.where ? task.where.join("、") : "全区"; }

function state(task) { return task.over ? task.over[0] : "在册"; }

function link(task, text) {
  var made = make("a", text);
  made.setAttribute("href", "#" + task.id + (isLarge() ? "&large=1" : ""));
  return made;
}

function fact(box, name, text) {
  if (text) { put(box, make("dt", name), make("dd", text)); }
}

function card(task) {
  var box = make("div", "", "task"), facts = make("dl");
  put(box, put(make("p", "", "name"), link(task, task.title),
    document.createTextNode(" "), make("span", state(task), task.over ? "tag over" : "tag")));
  fact(facts, "序号", task.number ? "本目录第" + task.number + "项" : "");
  fact(facts, "部门", task.agencies.join("、"));
  fact(facts, "备案号", task.filing + "（" + task.id + "）");
  fact(facts, "期限", task.period);
  fact(facts, "实施范围", where(task));
  fact(facts, "协助渠道", task.channels.join("、"));
  if (task.over) {
    fact(facts, "结束", task.over[1] + "起不再办理" + (task.over[2] ? "；" + task.over[2] : ""));
    fact(facts, "承接", task.successors.join("、"));
  }
  return put(box, facts);
}

function choices(heading, found) {
  var box = make("div", "", "similar"), items = make("ul");
  found.forEach(function (task) {
    var button = make("button", task.title, "choice");
    button.setAttribute("type", "button");
    button.addEventListener("click", function () { ask(task.title); queryBox.focus(); });
    put(items, put(make("li"), button,
      make("span", " " + state(task) + "，" + task.agencies[0] + "，" + task.filing, "small")));
  });
  return put(box, make("h4", heading), items);
}

var HEADS = {
  admitted: "已准入：该事项在册，可以交社区办理",
  ended: "已结束：该事项曾经准入，现已终止或者到期",
  not_listed: "未列入：本目录没有这个名称的事项",
  near: "未列入这个名称：请先核对名称相近的事项",
  choose: "请选定一项事务"
};

function reply(found) {
  var task = found.matches[0], marks = [], said;
  if (data.sample) { marks.push("示例数据，不作为依据"); }
  if (data.draft) { marks.push("征求意见稿，不作为依据"); }
  said = (marks.length ? "（" + marks.join("；") + "）" : "") + "经查《" + data.title + "》（基准日" + data.day + "），";
  if (found.verdict === "admitted") {
    said += "“" + task.title + "”已经准入，备案号" + task.filing + "，期限" + task.period +
      "，实施范围为" + where(task) + "。超出目录载明内容的部分，请按照" + source + "另行申请准入。";
    return said;
  }
  if (found.verdict === "ended") {
    said += "“" + task.title + "”（备案号" + task.filing + "）已经结束，自" + task.over[1] + "起不再办理。";
  } else {
    said += "“" + found.query + "”不在已准入社区的事项之内。";
  }
  return said + "依据" + source + "第" + data.clause + "条，凡未经准入的，社区居民委员会可以不予承接。请贵单位向" +
    data.registrar + "申请准入；已经准入的，请出示准入手续。";
}

function emergency() {
  var by = data.emergency;
  return by && "遇突发性公共安全事件，" + by.bodies.join("、") + "可以不经申请即时准入，交" + by.channels.join("、") +
    "办理（方案第" + by.clause + "条）。属于这种情形的，不适用以上不予承接的规定。";
}

function advice(found) {
  var until = "在部门出示准入手续之前，可以依据方案（" + data.source[1] + "）第" + data.clause + "条不予承接。";
  if (found.verdict === "ended") {
    return "该事项已经结束。" + until;
  }
  return (found.similar.length ? "如果都不是上面列出的事项，" : "目录中也没有名称相近的事项。") + until;
}

function today() {
  var now = new Date();
  function two(number) { return (number < 10 ? "0" : "") + number; }
  return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
}

function admitted(box, found) {
  found.matches.forEach(function (task) {
    put(box, card(task));
    if (task.begins) {
      put(box, make("p", "已准入，但还没有开始：" + task.begins + "以前不得要求社区办理。", "warn"));
    }
    if (task.end && task.end < today()) {
      put(box, make("p", "目录载明的期限今天已经届满：请向牵头部门核实是否延续。", "warn"));
    }
  });
  if (found.gone.length) { put(box, make("h4", "以下事项已经结束，由上面的事项承接")); }
  found.gone.forEach(function (task) { put(box, card(task)); });
  put(box, make("p", "请按目录载明的协助内容、权限、期限、经费保障和实施范围办理；超出的部分没有准入（方案第" +
    data.clause + "条）。"));
  if (found.similar.length) { put(box, choices("名称相近的事项，供对照", found.similar)); }
}

function refused(box, found) {
  found.matches.forEach(function (task) { put(box, card(task)); });
  if (found.similar.length) { put(box, choices("请先核对是否指以下事项", found.similar)); }
  put(box, make("p", advice(found), "advice"));
  if (found.verdict === "not_listed") {
    put(box, make("p", "未列入不等于未准入：本目录反映" + data.day + "的情况，以后准入的事项不在其中，登记也可能滞后几日。"));
  }
  if (emergency()) { put(box, make("p", emergency())); }
}

function copyable(box, found) {
  var text = make("blockquote", reply(found), "reply"), button = make("button", "复制答复"), told = make("span", "", "told");
  text.id = "reply";
  button.id = "copy";
  button.setAttribute("type", "button");
  told.setAttribute("role", "status");
  button.addEventListener("click", function () { copy(text, told); });
  put(box, make("h4", "可以这样答复"), text, put(make("p", "", "tools"), button, document.createTextNode(" "), told));
}

function copy(text, told) {
  function done() { told.textContent = "已复制"; }
  function byHand() {
    var range = document.createRange(), chosen = window.getSelection(), copied = false;
    range.selectNodeContents(text);
    chosen.removeAllRanges();
    chosen.addRange(range);
    try { copied = document.execCommand("copy"); } catch (refusal) { copied = false; }
    told.textContent = copied ? "已复制" : "已选中这段文字，请用 Ctrl+C 或者长按复制";
  }
  if (navigator.clipboard && navigator.clipboard.writeText) {
    navigator.clipboard.writeText(text.textContent).then(done, byHand);
  } else {
    byHand();
  }
}

function showAnswer(found) {
  var box, head, kind;
  empty(answerBox);
  answered = "";
  if (!found) { return; }
  kind = found.verdict === "not_listed" && found.similar.length ? "near" : found.verdict;
  box = make("div", "", "verdict " + kind);
  head = make("h3", HEADS[kind]);
  head.id = "verdict";
  box.setAttribute("role", "group");
  box.setAttribute("aria-labelledby", "verdict");
  put(box, head);
  answered = HEADS[kind] + "。";
  if (found.verdict === "choose") {
    put(box, make("p", "“" + found.query + "”不是事务的名称，不能据此判断是否准入。"),
      choices("是不是指以下事项", found.hits.slice(0, rules.most)));
  } else {
    put(box, make("p", "所查：" + found.query + "。基准日：" + data.day + "。" +
      (data.draft ? "本页为征求意见稿，不作为依据。" : ""), "small"));
    (found.verdict === "admitted" ? admitted : refused)(box, found);
    copyable(box, found);
    if (found.verdict !== "admitted" && found.similar.length) {
      answered += "有" + found.similar.length + "项名称相近，请先核对。";
    }
  }
  put(answerBox, box);
}

function showList() {
  var shown = listed.slice(0, limit), total = listed.length;
  var asked = words().length || filtered();
  var heading = total ? "符合条件的事务" + total + "项" : "没有符合条件的事务";
  if (total > shown.length) { heading += "，列出前" + shown.length + "项"; }
  empty(list);
  shown.forEach(function (task) {
    put(list, put(make("li"), link(task, task.title), document.createTextNode(" "),
      make("span", state(task), task.over ? "tag over" : "tag"),
      make("span", task.agencies[0] + "　" + task.filing + "　" + task.id, "small")));
  });
  byId("count").textContent = heading;
  byId("found").hidden = !asked;
  byId("more").hidden = total <= shown.length;
  byId("print").hidden = !total;
  list.hidden = !total;
  root.className = root.className.replace(/ ?narrowed/, "") + (asked ? " narrowed" : "");
  return asked ? heading + "。" : "";
}

function words() { return wordsOf(queryBox.value); }

/* ---- 提问 ---- */

function answer() {
  var query = queryBox.value.replace(/^\s+|\s+$/g, ""), asked = wordsOf(query);
  var found = asked.length ? judge(query) : null, hits = find(asked), all = hits;
  if (found && found.verdict !== "not_listed") {
    all = found.matches.concat(found.gone);
    hits.forEach(function (task) { if (all.indexOf(task) < 0) { all.push(task); } });
  } else if (found && hits.length && onlyClue(query)) {
    found.verdict = "choose";
    found.hits = hits;
  }
  listed = all.filter(passes);
  return found;
}

function run() {
  var found = answer(), text;
  limit = FIRST;
  showAnswer(found);
  text = answered + showList();
  window.clearTimeout(saying);
  saying = window.setTimeout(function () { byId("said").textContent = text; }, 400);
  remember();
}

function soon() {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(run, 150);
}

function ask(text) {
  queryBox.value = text;
  window.clearTimeout(waiting);
  run();
}

/* ---- 地址：#DL-2024-0001 指一项事务；大字版、所查和筛选都记在地址里，不存别处 ---- */

function isLarge() { return /(^| )large( |$)/.test(root.className); }

function setLarge(on) {
  root.className = root.className.replace(/(^| )large( |$)/, " ") + (on ? " large" : "");
  byId("large").setAttribute("aria-pressed", on ? "true" : "false");
}

function address(text) {
  try { window.history.replaceState(null, "", text || window.location.href.split("#")[0]); } catch (refusal) {
    window.location.hash = text || "#";
  }
}

function remember(place) {
  var parts = place ? [place] : [];
  if (!place) {
    if (queryBox.value) { parts.push("q=" + encodeURIComponent(queryBox.value)); }
    FILTERS.forEach(function (id) {
      if (byId(id).value) { parts.push(id + "=" + encodeURIComponent(byId(id).value)); }
    });
  }
  if (isLarge()) { parts.push("large=1"); }
  address(parts.length ? "#" + parts.join("&") : "");
}

function decoded(text) {
  try { return decodeURIComponent(text); } catch (refusal) { return text; }
}

function read() {
  var known = {place: "", set: {}, any: false};
  window.location.hash.replace(/^#/, "").split("&").forEach(function (part) {
    var at = part.indexOf("=");
    if (at < 0) { known.place = decoded(part); } else { known.set[part.substr(0, at)] = decoded(part.substr(at + 1)); known.any = true; }
  });
  return known;
}

function show(row) {
  var last = document.querySelector("tr.found");
  if (last) { last.className = ""; }
  if (row.nodeName === "TR") { row.className = "found"; }
  if (row.tabIndex < 0) { row.setAttribute("tabindex", "-1"); }
  row.focus();
  row.scrollIntoView();
}

function go(opening) {
  var known = read(), row;
  if (opening || known.any) { setLarge(known.set.large === "1"); }
  if (known.place) {
    row = byId(known.place) || byId(known.place.toUpperCase());
    if (row) {
      show(row);
      remember(row.id);
    } else if (/[0-9]/.test(known.place)) {
      ask(known.place);
    }
    return;
  }
  if (!opening && !known.any) { return; }
  FILTERS.forEach(function (id) { byId(id).value = known.set[id] || ""; });
  if (!opening || known.any) { ask(known.set.q || ""); }
}

/* ---- 打印：有条件时只印列出的事务 ---- */

function keepListed() {
  var keep = {}, rows = document.querySelectorAll(".group tr[id]"), groups = document.querySelectorAll(".group"), n;
  listed.slice(0, limit).forEach(function (task) { keep[task.id] = true; });
  for (n = 0; n < groups.length; n += 1) { groups[n].className = "group off"; }
  for (n = 0; n < rows.length; n += 1) {
    if (keep[rows[n].id]) { rows[n].removeAttribute("data-off"); } else { rows[n].setAttribute("data-off", ""); }
    if (keep[rows[n].id]) { rows[n].parentNode.parentNode.parentNode.className = "group"; }
  }
}

function fill(id) {
  data.choices[id].forEach(function (name) {
    var option = make("option", name);
    option.value = name;
    put(byId(id), option);
  });
}

tasks.forEach(function (task) {
  byNumber[task.id] = task;
  task.idKey = folded(task.id);
  task.filingKey = folded(task.filing);
  task.others = [task.idKey, task.filingKey].concat(task.agencies.map(folded), [folded(task["class"])]).join(" ");
});
["class", "agency", "channel", "place"].forEach(fill);
root.className += " js";
byId("ask").hidden = false;
queryBox.addEventListener("input", soon);
byId("form").addEventListener("submit", function (event) { event.preventDefault(); ask(queryBox.value); });
FILTERS.forEach(function (id) { byId(id).addEventListener("change", run); });
byId("more").addEventListener("click", function () {
  var first = list.children.length;
  limit = listed.length;
  showList();
  list.children[first].firstChild.focus();
});
byId("clear").addEventListener("click", function () {
  FILTERS.forEach(function (id) { byId(id).value = ""; });
  ask("");
  queryBox.focus();
});
byId("print").addEventListener("click", function () { keepListed(); window.print(); });
byId("large").addEventListener("click", function () {
  var place = read().place;
  setLarge(!isLarge());
  remember(place);
  showList();
});
window.addEventListener("beforeprint", keepListed);
if (window.matchMedia && window.matchMedia("print").addListener) {
  window.matchMedia("print").addListener(function (media) { if (media.matches) { keepListed(); } });
}
window.addEventListener("hashchange", function () { go(false); });
go(true);
}());
