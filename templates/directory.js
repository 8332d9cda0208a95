{# 回答“这件事该不该由社区办？”。查找与判断在 question.js，与 accession check 相同；函件的文字在 answer.toml。
   只用 ES5：旧内核的浏览器也要能用。凡数据只作为文字放进页面，从不作为标记。 #}
(function () {
"use strict";

function byId(id) { return document.getElementById(id); }

var question = (function () {
{% include "question.js" %}
return {Answers: Answers, said: said};
}());

var data = JSON.parse(byId("data").textContent);
if (data.version !== 3 || byId("items").nodeName !== "SECTION") { return; } {# 旧版式的数据和版式：目录照常可读，不回答 #}
var own = {}, tasks, answers, said = question.said;
var root = document.documentElement;
var queryBox = byId("query"), answerBox = byId("answer"), list = byId("list"), browse = byId("browse");
var FILTERS = ["class", "agency", "channel", "status", "place"];
var FIRST = 50, NEAREST = 5;
var byNumber = {}, listed = [], limit = FIRST, waiting = null, saying = null, asked = {query: ""};

{# ---- 拼音 ---- #}

function letters(query) {
  var asked = query.toLowerCase().replace(/^\s+|\s+$/g, "");
  if (!/^[a-zü' ]+$/.test(asked)) { return null; }
  asked = asked.replace(/ü/g, "v").replace(/[' ]+/g, "'").replace(/^'|'$/g, "");
  return asked.replace(/'/g, "").length >= 2 ? asked : null;
}

{# 各字的读音：每个读音后面是读这个音的字。 #}
var readings = (function () {
  var read = Object.create(null);
  data.sounds.split(" ").forEach(function (one) {
    var sound = one.replace(/[^a-z].*$/, "");
    (one.substr(sound.length).match(/[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) || []).forEach(function (char) {
      read[char] = (read[char] || []).concat([sound]);
    });
  });
  return read;
}());

function syllables(task) {
  if (!task.syllables) {
    task.syllables = (task.title.match(/[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) || []).map(function (char) {
      return readings[char] || char.toLowerCase().match(/[0-9a-z]/);
    }).filter(Boolean);
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

{# 2 按音节相合，1 首字母相合，0 不合。 #}
function sounds(asked, task) {
  var title = syllables(task), initials = asked.replace(/'/g, ""), at;
  for (at = 0; at < title.length; at += 1) { if (spelt(asked, title, at)) { return 2; } }
  for (at = 0; at < title.length; at += 1) { if (begun(initials, title, at)) { return 1; } }
  return 0;
}

{# ---- 查找和筛选 ---- #}

{# 名称、编号含有所写的字在前，然后是拼音、首字母，最后是协助内容。只供翻找，不作判断。 #}
function rank(word, task) {
  if (word.plain && task.plain.indexOf(word.plain) >= 0) { return 6; }
  if (word.plain && task.others.indexOf(word.plain) >= 0) { return 5; }
  var heard = word.spoken ? sounds(word.spoken, task) : 0;
  if (heard) { return 2 + heard; }
  return word.plain && task.text.indexOf(word.plain) >= 0 ? 1 : 0;
}

function wordOf(text) { return {plain: said(text), spoken: letters(text)}; }

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

{# 名称为 name 的街道或者渠道的代码。 #}
function code(which, name) {
  return Object.keys(data.choices[which]).filter(function (key) { return data.choices[which][key] === name; })[0];
}

function isIn(task, place) {
  return !task.places || task.places.some(function (one) { return one.indexOf(place) === 0; });
}

function passes(task) {
  var status = byId("status").value, place = byId("place").value, value;
  value = byId("class").value;
  if (value && task["class"] !== value) { return false; }
  value = byId("agency").value;
  if (value && task.of.indexOf(value) < 0) { return false; }
  value = byId("channel").value;
  if (value && task.channels.indexOf(code("channel", value)) < 0) { return false; }
  if (status && (status === "over") !== !!task.over) { return false; }
  return !place || isIn(task, code("place", place));
}

function filtered() { return FILTERS.some(function (id) { return byId(id).value; }); }

{# ---- 写到页面上 ---- #}

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

function button(text, className, pressed) {
  var made = make("button", text, className);
  made.setAttribute("type", "button");
  made.addEventListener("click", pressed);
  return made;
}

function opened(box, on) {
  if (on) { box.setAttribute("open", ""); } else { box.removeAttribute("open"); }
}

function period(task) {
  return inChinese(task.start) + (task.end ? "至" + inChinese(task.end) : "起");
}

function once(texts) {
  return texts.filter(function (text, n) { return text && texts.indexOf(text) === n; });
}

function sentences(clauses) { return once(clauses.map(function (one) { return one[1]; })); }
{# 不做什么：经人核对的句子；没有核对过的，是备案内容里的句子。 #}
function leftOut(task) { return task.excludes || sentences(task.not); }

var NOT_STATED = "登记没有写明。";

function whole(parts) { return parts.length ? parts.join("。") + "。" : ""; }

function quoted(words) { return words.map(function (word) { return "“" + word + "”"; }).join("、"); }

function who(task) {
  return task.channels.map(function (key) { return data.choices.channel[key] || key; }).join("、");
}

function where(task) {
  var names = task.where || (task.places && once(task.places.map(function (place) {
    return data.choices.place[place.substr(0, 9)] || place;
  })));
  return names ? names.join("、") : "全区";
}

function begins(task) { return !task.over && task.start > data.day[0]; }

function state(task) { return task.over ? task.over[0] : begins(task) ? "尚未开始" : "在册"; }

function tag(task) { return make("span", state(task), task.over || begins(task) ? "tag over" : "tag"); }

function link(task, text) {
  var made = make("a", text);
  made.setAttribute("href", "#" + task.id + (isLarge() ? "&large=1" : ""));
  return made;
}

function named(task) { return task.title + "（" + task.number + "）"; }

function today() {
  var now = new Date();
  function two(number) { return (number < 10 ? "0" : "") + number; }
  return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
}

function inChinese(day) {
  var parts = day.split("-").map(Number);
  return parts[0] + "年" + parts[1] + "月" + parts[2] + "日";
}

{# ---- 一项事务 ---- #}

{# 问题里没有对上的字：多出的要求在前。 #}
function left(reply) {
  return reply.surplus.concat(reply.unexplained.filter(function (run) {
    return run.length > 1 && reply.surplus.indexOf(run) < 0;
  }));
}

{# 在册的，是目录里的那张卡片；已经结束的没有卡片，写它做过什么、不做什么、怎样结束。 #}
function facts(task, reply) {
  var made, ban;
  if (task.card) {
    made = task.card.cloneNode(true);
    ban = made.querySelector("dd.ban");
    if (reply.verdict === "beyond") { marked(ban, [reply.excluded].concat(reply.surplus)); }
    return made;
  }
  made = make("dl");
  function fact(name, text, className) {
    if (text) { put(made, make("dt", name, className), make("dd", text, className)); }
  }
  fact("做什么", whole(sentences(task.does)));
  fact("不做什么", whole(leftOut(task)) || NOT_STATED, "ban");
  fact("谁负责", task.of.join("、") + "牵头；由" + who(task) + "协助；范围：" + where(task) + "。");
  fact("期限", period(task) + "。");
  fact("结束", task.over[1] + "起不再办理" + (task.over[2] ? "；" + task.over[2] : "") + "。");
  fact("承接", task.next.join("、"));
  fact("备案号", task.number + "，" + task.id);
  return made;
}

{# 不做什么中，问题碰到的那一句，或者那几个字所在的小句，划线。 #}
function marked(box, words) {
  var text = box.textContent, word = words.filter(function (one) { return one && text.indexOf(one) >= 0; })[0], start, end;
  if (!word) { return; }
  start = text.indexOf(word);
  end = start + word.length;
  while (start && "，、；：。".indexOf(text.charAt(start - 1)) < 0) { start -= 1; }
  while (end < text.length && "，、；：。".indexOf(text.charAt(end)) < 0) { end += 1; }
  empty(box);
  put(box, document.createTextNode(text.substr(0, start)), make("mark", text.substring(start, end)),
    document.createTextNode(text.substr(end)));
}

function card(task, reply) {
  var box = make("div", "", "task"), over = reply.verdict === "admitted" ? [] : left(reply);
  if (task.inherited) { put(box, make("p", task.inherited, "warn")); }
  put(box, put(make("p", "", "name"), link(task, task.title), document.createTextNode(" "), tag(task)));
  if (over.length) { put(box, make("p", "没有对上：问题里的" + quoted(over), "left")); }
  put(box, facts(task, reply));
  if (begins(task)) { put(box, make("p", "还没有开始：" + inChinese(task.start) + "以前不得要求社区办理。", "warn")); }
  if (!task.over && task.end && task.end < today()) {
    put(box, make("p", "备案的期限今天已经届满：请向牵头部门核实是否延续。", "warn"));
  }
  return box;
}

{# 供核对的各项：名称、部门、期限，最接近的一句，和不做什么。 #}
function choices(entries, pressed) {
  var items = make("ul", "", "options");
  entries.forEach(function (entry) {
    var task = byNumber[entry.id], item = make("li"), not = leftOut(task), chosen;
    put(item, put(make("p", "", "name"), link(task, task.title), document.createTextNode(" "), tag(task)),
      make("p", task.of[0] + "　" + task.number + "　" + period(task), "small"));
    if (task.inherited) { put(item, make("p", task.inherited, "not")); }
    put(item, make("p", "做：" + (entry.quote || sentences(task.does)[0] || task.title)));
    put(item, make("p", "不做：" + (whole(not) || NOT_STATED), "not"));
    chosen = button("是这一项", "choice", function () { pressed(task); });
    chosen.setAttribute("aria-label", "是这一项：" + task.title);
    put(items, put(item, chosen));
  });
  return items;
}

{# ---- 第一行 ---- #}

function negative(met) {
  return met.kind === "certificate" ?
    "这一项在清单之内：居委会不出具“" + met.subject + "”证明（" + met.source + "）。不走准入申请。由依法负责的部门办理。" :
    "居委会不作为“" + met.subject + "”的责任主体（" + met.source + "）；协助事项仍须准入。";
}

function ended(task, after) {
  var how = task.error ? "系误登记，已经注销" : (task.inherited ? "曾在册（承接原目录），" : "曾准入，") + task.over[1] + "起不再办理（" + task.over[0] + "）";
  return named(task) + how + "。" + (after.length ? "由" + after.join("、") + "承接。" : "没有查到承接事项。");
}

var ASK = "请先核对，是不是下面哪一项？", NOTHING = "没有查到。没有查到不等于没有准入。";

function head(found) {
  var reply = found.reply, entry = reply.tasks[0], task = entry && byNumber[entry.id], ban;
  if (found.none) { return "都不是：没有查到可以确认的对应备案。没有查到不等于没有准入。"; }
  switch (reply.verdict) {
  case "admitted": return "在册：" + named(task) + "。请按备案内容办理：";
  case "within":
    return (found.chosen ? "在册：" : "很可能属于：") + named(task) + "。" +
      (entry.quote ? "备案写有：“" + entry.quote + "”。" : "");
  case "beyond":
    ban = reply.excluded || leftOut(task).filter(function (one) {
      return reply.surplus.some(function (word) { return one.indexOf(word) >= 0; });
    })[0];
    return ban ? "在册的是“" + task.title + "”，但备案写明：“" + ban + "”。" :
      "在册的是“" + task.title + "”，备案内容没有写" + quoted(reply.surplus) + "。";
  case "forbidden": return negative(reply.negative);
  case "ended": return ended(task, reply.successors);
  case "not_yet": return "已备案，自" + period(task) + "；" + data.day[1] + "还没有开始：" + named(task) + "。";
  case "elsewhere":
    return "备案在册，但" + (entry.missed === "channel" ? "只由" + who(task) + "承担" :
      "实施范围不含" + byId("place").value) + "：" + named(task) + "。";
  case "not_listed":
    return reply.reason === "no_such_number" ? "本目录没有这个编号。请再核对，或者请对方出示审批表。" : NOTHING;
  case "perhaps":
    if (found.chosen) { return "在册的是“" + task.title + "”，但问题里有没有对上的字，请对照备案内容核对。"; }
    if (reply.reason === "succeeded") { return "原来的事项已经结束，由下面的事项承接。请核对，是不是这一项？"; }
    return task ? ASK : NOTHING;
  default:
    return "看不出要办什么。请用中文写明“谁、办什么”。";
  }
}

{# ---- 第一行以上和以下 ---- #}

function flags(reply) {
  var box = make("div", "", "flags"), by = data.emergency;
  if (data.unread) {
    put(box, make("p", "有" + data.unread + "个文件无法读取，其中的事务不在本页：不能据本页答复任何单位。", "warn"));
  }
  if (reply.flags.indexOf("emergency") >= 0) {
    put(box, make("p", "如果正在发生危险：请先配合处置，并向" + (by ? by.bodies.join("、") : data.registrar) +
      "核对平台单号；不出答复。", "warn"));
  }
  if (reply.flags.indexOf("court") >= 0) {
    put(box, make("p", "提到法院、检察院：拒绝权只对区级机构。不出函，请报" + data.registrar + "。", "warn"));
  }
  reply.duties.forEach(function (number) {
    var duty = data.duties[number];
    put(box, make("p", "法律可能直接规定居委会协助：《" + duty.law + "》" + duty.article + "：“" + duty.says + "”", "warn"));
  });
  return box;
}

function foot() {
  var box = make("ul", "", "foot"), by = data.emergency;
  put(box, make("li", "截至" + data.day[1] + "（基准日）：以后准入、变更、终止的不在其中。" +
    (data.draft ? "本页为征求意见稿，不作为依据。" : "")));
  if (by) {
    put(box, make("li", "遇突发性公共安全事件，" + by.bodies.join("、") + "可以不经申请即时准入（" + by.clause + "）。"));
  }
  return put(box, make("li", "法律法规直接规定居委会协助的，不以本登记为准。"));
}

function context() {
  var place = byId("place").value, channel = byId("channel").value;
  return "所查：" + asked.query + "。" + (place ? "街道：" + place : "没有选定街道") + "；" +
    (channel ? "渠道：" + channel : "没有选定渠道，按社区") + "。";
}

{# ---- 函件：先问是谁要求的 ---- #}

var ASKERS = [["district", "区级党政群机构"], ["subdistrict", "街道"], ["resident", "居民"], ["city", "市级机关"], ["court", "法院"]];

function letterFor(found) {
  var reply = found.reply;
  if (data.unread || reply.flags.length) { return null; }
  if (found.chosen && reply.verdict === "beyond") { return "beyond"; }
  if (found.chosen && reply.verdict === "perhaps") { return null; }
  return ["perhaps", "not_listed", "ended", "not_yet", "elsewhere"].indexOf(reply.verdict) >= 0 ? "ask" : null;
}

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, function (_all, key) { return values[key]; });
}

function framed(body, values) {
  var letters = data.letters;
  return fill(letters.frame, {to: letters.to, writer: letters.writer, copy: letters.copy,
    day: inChinese(today()), text: fill(body, values)});
}

function expired(task) { return !!task.end && (!task.retired || task.end < task.retired); }

{# 登记库里有什么，决定询问的第二句；没有可以确认的为 nothing。 #}
function known(found) {
  var reply = found.reply, task, entry = reply.tasks[0];
  if (found.none) { return ["nothing", null]; }
  if (reply.verdict === "ended" || reply.reason === "succeeded") {
    task = byNumber[(reply.reason === "succeeded" ? reply.tasks[reply.tasks.length - 1] : entry).id];
    return [reply.successors.length ? "succeeded" : task.error ? "in_error" : expired(task) ? "expired" : "ended", task];
  }
  if (reply.verdict === "not_yet") { return ["not_yet", byNumber[entry.id]]; }
  if (reply.verdict === "elsewhere") { return [entry.missed, byNumber[entry.id]]; }
  return ["nothing", entry ? byNumber[entry.id] : null];
}

function letter(found, kind, asker) {
  var reply = found.reply, has = known(found), task = has[1], letters = data.letters, values, entry = reply.tasks[0];
  values = {question: asked.query.replace(/\s+/g, " "), as_of: "基准日" + data.day[1], registrar: data.registrar};
  if (kind === "beyond") { task = byNumber[entry.id]; }
  if (task) {
    values.title = task.title;
    if (reply.reason === "name") { values.question = task.title; }
    values.number = task.number;
    values.agency = task.of[0];
    values.start = inChinese(task.start);
    values.ended = inChinese((expired(task) ? task.end : task.retired) || task.start);
    values.channels = who(task);
    values.places = where(task);
    values.successors = reply.successors.map(function (id) { return byNumber[id].number; }).join("、");
    values.excludes = leftOut(task).join("；");
    values.inherited = task.inherited;
  }
  if (asker === "resident") {
    if (reply.negative) {
      values.source = reply.negative.source;
      values.subject = reply.negative.subject;
      return fill(letters.slip[reply.negative.kind === "certificate" ? "forbidden" : "duty"], values);
    }
    if (has[0] === "nothing" && kind !== "beyond") { return fill(letters.slip.nothing, values); }
    return fill(letters.slip.named + (values.inherited ? letters.slip.inherited : "") +
      (letters.slip.state[has[0]] || "") + (values.excludes ? letters.slip.excludes : ""), values);
  }
  if (kind === "beyond") {
    values.quote = reply.reason === "excluded" ? reply.excluded : entry.quote || sentences(task.does)[0] || task.title;
    values.extra = reply.reason === "surplus" ? reply.surplus.join("、") : values.question;
    return framed(letters.beyond.text, values);
  }
  return framed(letters.ask.asked[asker] + letters.ask.found[has[0]] + letters.ask.request[asker], values);
}

function marks() {
  var said = [];
  if (data.sample) { said.push("示例数据，不作为依据"); }
  if (data.draft) { said.push("征求意见稿，不作为依据"); }
  return said.length ? "（" + said.join("；") + "）\n" : "";
}

function letterBox(found, kind) {
  var box = make("div", "", "letter"), made = make("div");
  var begin = button(kind === "beyond" ? "写答复：超出备案的部分" : "写询问：备案编号是多少", "", function () {
    var line = make("p", "", "tools");
    empty(box);
    ASKERS.forEach(function (one) {
      var chosen = button(one[1], "asker", function () {
        var n;
        for (n = 0; n < line.children.length; n += 1) { line.children[n].setAttribute("aria-pressed", "false"); }
        chosen.setAttribute("aria-pressed", "true");
        empty(made);
        writeLetter(made, found, kind, one[0]);
      });
      chosen.setAttribute("aria-pressed", "false");
      put(line, chosen, document.createTextNode(" "));
    });
    put(box, make("h3", "是谁要求办理的？"), line, made);
    line.firstChild.focus();
  });
  begin.id = "write";
  return put(box, put(make("p", "", "tools"), begin));
}

function writeLetter(box, found, kind, asker) {
  var text, told;
  if (asker === "city" || asker === "court") {
    put(box, make("p", "市级机关、法院要求的，不出函：请报" + data.registrar + "。", "warn"));
    return;
  }
  text = make("blockquote", marks() + letter(found, kind, asker), "reply");
  told = make("span", "", "told");
  text.id = "reply";
  told.setAttribute("role", "status");
  put(box, text, put(make("p", "", "tools"), button("复制", "", function () { copy(text, told); }),
    document.createTextNode(" "), told));
  box.querySelector("button").id = "copy";
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

{# ---- 回答 ---- #}

var NAMED = ["admitted", "within", "beyond", "ended", "not_yet", "elsewhere"];

function choose(task) { turn({chosen: task.id}); }

function none() { turn({none: true}); }

function turn(said) {
  asked = {query: asked.query, chosen: said.chosen, none: said.none};
  showAnswer(respond());
  byId("verdict").focus();
}

function respond() {
  var place = byId("place").value, channel = byId("channel").value;
  if (!asked.query) { return null; }
  return {
    query: asked.query,
    chosen: asked.chosen,
    none: asked.none,
    reply: answers.answer(asked.query, data.day[0], {
      places: place ? [code("place", place)] : null,
      channel: channel ? code("channel", channel) : null
    }, asked.chosen || null)
  };
}

{# 只写了拼音、编号的一部分，或者部门、类别、街道的名称，都只是查找的线索。 #}
function onlyClue(query) {
  var word = said(query);
  return /^[\u0000-\u007fü]+$/.test(query.toLowerCase()) ||
    tasks.some(function (task) { return word.length > 1 && said(task.number).indexOf(word) >= 0; }) ||
    ["agency", "class", "place", "channel"].some(function (which) {
      return names(which).some(function (name) { return said(name) === word; });
    });
}

function classes(found) {
  var box = make("p", "", "tools"), near = found.reply.tasks.map(function (entry) { return byNumber[entry.id]["class"]; });
  put(box, document.createTextNode("请再翻一遍同类的在册事务："));
  (near.length ? once(near) : data.choices["class"]).forEach(function (name) {
    put(box, button(name, "", function () {
      queryBox.value = "";
      byId("class").value = name;
      byId("status").value = "standing";
      run();
      browse.scrollIntoView();
    }), document.createTextNode(" "));
  });
  return box;
}

function buttons(found) {
  var box = make("p", "", "tools"), reply = found.reply, one;
  if (found.chosen || found.none) {
    return put(box, button("重新核对", "", function () { turn({}); }));
  }
  if (reply.reason === "name" || reply.verdict === "forbidden" || reply.verdict === "unreadable" || !reply.tasks.length) {
    return box;
  }
  if (NAMED.indexOf(reply.verdict) >= 0) {
    one = button("是这一项", "choice", function () { choose(byNumber[reply.tasks[0].id]); });
    one.setAttribute("aria-label", "是这一项：" + byNumber[reply.tasks[0].id].title);
    put(box, one, document.createTextNode(" "));
  }
  one = button("都不是", "", none);
  one.id = "none";
  return put(box, one);
}

function others(reply, pressed) {
  var box = make("details", "", "near");
  put(box, make("summary", "不是这一项？看相近的" + (reply.tasks.length - 1) + "项"));
  return put(box, choices(reply.tasks.slice(1), pressed));
}

function hinted(box, found) {
  if (!found.hits.length) { return; }
  put(box, make("h3", "是不是指以下事项？拼音、编号和名称只用来查找，不作判断。"));
  put(box, choices(found.hits.slice(0, NEAREST).map(function (task) { return {id: task.id, quote: null}; }),
    function (task) { ask(task.title); queryBox.focus(); }));
}

function body(box, found) {
  var reply = found.reply, kind;
  if (found.none) {
    put(box, classes(found));
  } else if (reply.verdict === "unreadable") {
    hinted(box, found);
  } else if (NAMED.indexOf(reply.verdict) >= 0 || found.chosen) {
    reply.tasks.forEach(function (entry, n) {
      if (!n || reply.reason === "name") { put(box, card(byNumber[entry.id], reply)); }
    });
  } else {
    if (reply.negative && reply.verdict !== "forbidden") { put(box, make("p", negative(reply.negative))); }
    if (reply.tasks.length) {
      if (reply.verdict !== "perhaps") { put(box, make("h3", "最接近的：")); }
      put(box, choices(reply.tasks.slice(0, reply.verdict === "perhaps" ? NEAREST : 3), choose));
    }
  }
  put(box, buttons(found));
  if (NAMED.indexOf(reply.verdict) >= 0 && reply.reason !== "name" && !found.none && reply.tasks.length > 1) {
    put(box, others(reply, choose));
  }
  kind = letterFor(found);
  if (kind) { put(box, letterBox(found, kind)); }
}

var unsure = [];

{# 没有把握的问题只留在这个页面里，由人复制出去，交给登记单位补写别称。 #}
function kept(found) {
  var query = asked.query, box = make("details", "", "near"), text, told;
  if (found.chosen || ["perhaps", "not_listed", "unreadable"].indexOf(found.reply.verdict) >= 0) {
    unsure = unsure.filter(function (one) { return one[0] !== query; });
    unsure.push([query, found.chosen ? byNumber[found.chosen].number : ""]);
  }
  if (!unsure.length) { return document.createTextNode(""); }
  text = make("pre", unsure.map(function (one) { return one[1] ? one[0] + "　是" + one[1] : one[0]; }).join("\n"));
  text.id = "unsure";
  told = make("span", "", "told");
  told.setAttribute("role", "status");
  return put(box, make("summary", "没有把握的问题（" + unsure.length + "）"), text,
    put(make("p", "", "tools"), button("复制，交给登记单位", "", function () { copy(text, told); }),
      document.createTextNode(" "), told));
}

function showAnswer(found) {
  var box, line;
  empty(answerBox);
  if (!found) { return ""; }
  box = make("div", "", "verdict " + (found.none ? "not_listed" : found.reply.verdict));
  line = make("h2", head(found));
  line.id = "verdict";
  line.setAttribute("tabindex", "-1");
  box.setAttribute("role", "group");
  box.setAttribute("aria-labelledby", "verdict");
  put(box, line, make("p", context(), "small"));
  body(box, found);
  put(answerBox, flags(found.reply), put(box, foot(), kept(found)));
  return line.textContent;
}

function showList() {
  var shown = listed.slice(0, limit), total = listed.length;
  var some = words().length || filtered();
  var heading = total ? "符合条件的事务" + total + "项" : "没有符合条件的事务";
  if (total > shown.length) { heading += "，列出前" + shown.length + "项"; }
  empty(list);
  shown.forEach(function (task) {
    put(list, put(make("li"), link(task, task.title), document.createTextNode(" "), tag(task),
      make("span", task.of[0] + "　" + task.number, "small")));
  });
  byId("count").textContent = heading;
  byId("found").hidden = !some;
  byId("more").hidden = total <= shown.length;
  byId("print").hidden = !total;
  list.hidden = !total;
  root.className = root.className.replace(/ ?narrowed/, "") + (some ? " narrowed" : "");
  return some ? heading + "。" : "";
}

function words() { return wordsOf(queryBox.value); }

{# ---- 提问 ---- #}

function answer() {
  var found, hits = find(words()), all = [];
  asked = {query: queryBox.value.replace(/^\s+|\s+$/g, "")};
  found = respond();
  if (found && hits.length && ["name", "succeeded"].indexOf(found.reply.reason) < 0 && onlyClue(asked.query)) {
    found.reply.verdict = "unreadable";
  }
  if (found) {
    found.hits = hits;
    if (found.reply.verdict !== "unreadable") {
      all = found.reply.tasks.map(function (entry) { return byNumber[entry.id]; });
    }
  }
  (hits.length || !filtered() ? hits : tasks).forEach(function (task) { if (all.indexOf(task) < 0) { all.push(task); } });
  listed = all.filter(passes);
  return found;
}

function run() {
  var found = answer(), text;
  limit = FIRST;
  text = showAnswer(found) + showList();
  if (found) { window.setTimeout(seen, 0); }
  if (filtered()) { opened(browse, true); }
  window.clearTimeout(saying);
  saying = window.setTimeout(function () { byId("said").textContent = text; }, 400);
  remember();
}

{# 翻到下面再问的，回到答复。 #}
function seen() { if (answerBox.getBoundingClientRect().top < 0) { answerBox.scrollIntoView(); } }

function soon(event) {
  window.clearTimeout(waiting);
  if (!(event && event.isComposing)) { waiting = window.setTimeout(run, 150); } {# 输入法正在选字时不答 #}
}

function ask(text) {
  queryBox.value = text;
  window.clearTimeout(waiting);
  run();
}

{# ---- 地址：#DL-2024-0001 指一项事务；大字版、所查和筛选都记在地址里，不存别处 ---- #}

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

function show(place) {
  var last = document.querySelector(".found"), box, row;
  if (place.nodeName === "SUMMARY") { place = place.parentNode; }
  row = place;
  if (last) { last.className = last.className.replace(" found", ""); }
  for (box = place; box; box = box.parentNode) { if (box.nodeName === "DETAILS") { opened(box, true); } }
  if (place.nodeName === "DETAILS") {
    place.className += " found";
    row = place.querySelector("summary");
  }
  if (row.tabIndex < 0) { row.setAttribute("tabindex", "-1"); }
  row.focus();
  place.scrollIntoView();
  return place;
}

function go(opening) {
  var known = read(), row;
  if (opening || known.any) { setLarge(known.set.large === "1"); }
  if (known.place) {
    row = byId(known.place) || byId(known.place.toUpperCase());
    if (row) {
      remember(show(row).id);
    } else if (/[0-9]/.test(known.place)) {
      ask(known.place);
    }
    return;
  }
  if (!opening && !known.any) { return; }
  FILTERS.forEach(function (id) { byId(id).value = known.set[id] || ""; });
  if (!opening || known.any) { ask(known.set.q || ""); }
}

{# ---- 打印：全部打开；有条件时只印列出的事务 ---- #}

var closed = [];

function each(selector, work) { Array.prototype.forEach.call(document.querySelectorAll(selector), work); }

function off(box, on) { if (on) { box.setAttribute("data-off", ""); } else { box.removeAttribute("data-off"); } }

function beforePrint() {
  var keep = {};
  listed.slice(0, limit).forEach(function (task) { keep[task.id] = true; });
  each("#answer .task .name a", function (one) { keep[one.getAttribute("href").substr(1).split("&")[0]] = false; });
  each(".class", function (box) { off(box, true); });
  each(".item", function (box) {
    off(box, !keep[box.id]);
    if (keep[box.id]) { off(box.parentNode, false); }
  });
  each("#items details, .overview", function (box) {
    if (!box.hasAttribute("open")) {
      closed.push(box);
      opened(box, true);
    }
  });
}

function afterPrint() {
  closed.forEach(function (box) { opened(box, false); });
  closed = [];
}

function names(which) {
  var known = data.choices[which];
  return known.indexOf ? known : Object.keys(known).map(function (key) { return known[key]; });
}

function fillIn(id) {
  names(id).forEach(function (name) {
    var option = make("option", name);
    option.value = name;
    put(byId(id), option);
  });
}

{# 每句一次，后面是句中的各小句；没有写的，就是标点之间的各段（去掉开头的 negation）。 #}
function pairsOf(grouped, negation) {
  return grouped.reduce(function (found, one) {
    var clauses = one.length > 1 ? one.slice(1) : one[0].split(/[，,、：:]/).map(function (part) {
      return said(part).replace(negation, "");
    }).filter(Boolean);
    return found.concat(clauses.map(function (clause) { return [clause, one[0]]; }));
  }, []);
}

{# 事务的编号、名称、备案号和卡片，都在目录里读。 #}
each(".item", function (box) {
  var task = own[box.id] = JSON.parse(box.querySelector(".task").textContent);
  task.id = box.id;
  task.title = box.querySelector(".title").textContent;
  task.number = box.querySelector(".number").textContent;
  task.card = box.querySelector("dl");
  if (box.querySelector(".warn")) { task.inherited = box.querySelector(".warn").textContent; }
  task["class"] = data.choices["class"][Array.prototype.indexOf.call(box.parentNode.parentNode.children, box.parentNode)];
});
tasks = data.tasks = data.tasks.map(function (one) { return own[one] || one; });
tasks.forEach(function (one) {
  ["agencies", "channels", "does", "not", "other", "next"].forEach(function (key) { one[key] = one[key] || []; });
  one.names = one.names || [said(one.title)];
  one.does = pairsOf(one.does, "");
  one.not = pairsOf(one.not, /^不/);
  one.other = one.other.map(said);
});
answers = new question.Answers(data);
tasks.forEach(function (one, place) {
  byNumber[one.id] = one;
  one.plain = one.names.join(" ");
  one.others = [one.id, one.number].concat(one.of, [one["class"]]).map(said).join(" ");
  one.text = answers.search.tasks[place].whole;
});
["class", "agency", "channel", "place"].forEach(fillIn);
["ask", "hint", "large", "browse"].forEach(function (id) { byId(id).hidden = false; });
queryBox.addEventListener("input", soon);
queryBox.addEventListener("compositionend", soon);
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
  opened(browse, false);
  ask("");
  queryBox.focus();
});
byId("print").addEventListener("click", function () { window.print(); });
byId("large").addEventListener("click", function () {
  var place = read().place;
  setLarge(!isLarge());
  remember(place);
  showList();
});
window.addEventListener("beforeprint", beforePrint);
window.addEventListener("afterprint", afterPrint);
if (window.matchMedia && window.matchMedia("print").addListener) {
  window.matchMedia("print").addListener(function (media) { (media.matches ? beforePrint : afterPrint)(); });
}
window.addEventListener("hashchange", function () { go(false); });
go(true);
}());
