{# 查找与判断，逐个函数与 accession check 相同（entry/question.py、entry/answer.py），只用整数。
   所查的位置按字计，不按 UTF-16 单元计。 #}

var TITLE = 100, DOES = 60, LEAVES_OUT = 55, OTHER = 20, GROUP = 5, PAIR = 4, APART = 1, RARE = 1000;
var ONE = TITLE * PAIR * RARE, BY_AGENCY = share(ONE * 18, 100), CANDIDATES = 8;
var NEAR = share(ONE * 60, 100), NEAR_COVERED = share(ONE * 28, 100), COVERED = 75, HARDLY_COVERED = 34;
var FAINT = share(ONE * 42, 100), SHOWN = 5, LIKE_BEST = 33, COPIED = 6, CLEAR = 130, SURE_TITLE = 60, ENDED_TITLE = 30;
var TOPIC_TITLE = 40, ENDED_COVERED = 60, BEGINS_COVERED = 86, TOPIC = 3, HALF = 50, MOST = 60, NEARLY_ALL = 95, MORE = 20;
var SAID = /[0-9a-z\u3007\u3400-\u4dbf\u4e00-\u9fff]|[\ud840-\ud8bf][\udc00-\udfff]/g;
var HAN = /[\u3007\u3400-\u4dbf\u4e00-\u9fff]|[\ud840-\ud8bf][\udc00-\udfff]/g;
var ORDER = ["live", "not_yet", "ended"];

{# ---- 文字和数 ---- #}

function share(part, whole) { return (part - part % whole) / whole; }

function said(text) {
  var whole = text.normalize ? text.normalize("NFKC") : text.replace(/[\uff01-\uff5e]/g, function (wide) {
    return String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
  });
  return (whole.toLowerCase().match(SAID) || []).join("");
}

function chars(text) { return text.match(/[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) || []; }

function count(text) { return chars(text).length; }

function has(text, needles) {
  return needles.some(function (needle) { return text.indexOf(needle) >= 0; });
}

{# needle 在 text（按字分开）中 from 以后的位置；没有为 -1。 #}
function find(text, needle, from) {
  var wanted = chars(needle), n, m;
  for (n = from; n + wanted.length <= text.length; n += 1) {
    for (m = 0; m < wanted.length && text[n + m] === wanted[m]; m += 1) { }
    if (m === wanted.length) { return n; }
  }
  return -1;
}

function any(marks, start, end) {
  for (; start < end && start < marks.length; start += 1) { if (marks[start]) { return true; } }
  return false;
}

function all(marks, start, end) {
  for (; start < end && start < marks.length; start += 1) { if (!marks[start]) { return false; } }
  return true;
}

function mark(marks, start, end) { for (; start < end; start += 1) { marks[start] = true; } }

function unmarked(marks) { return marks.filter(function (one) { return !one; }).length; }

function filled(length) {
  var marks = [];
  while (marks.length < length) { marks.push(false); }
  return marks;
}

function total(numbers) { return numbers.reduce(function (sum, one) { return sum + one; }, 0); }

function most(numbers) { return numbers.reduce(function (best, one) { return Math.max(best, one); }, 0); }

function first(clause) { return clause[0]; }

{# 一个词：一组说法，或者一个字对。 #}
function needlesOf(texts) { return {texts: texts, key: texts.join("\n")}; }

{# 每个词一次，按先后。 #}
function Words() { this.list = []; this.known = Object.create(null); }

Words.prototype.add = function (needles, value) {
  if (!(needles.key in this.known)) { this.list.push(needles); }
  this.known[needles.key] = value;
};

Words.prototype.has = function (needles) { return needles.key in this.known; };

{# ---- 一项事务 ---- #}

function KnownTask(data) {
  var keys = this.keys = Object.create(null);
  this.data = data;
  this.id = data.id;
  this.names = data.names;
  data.names.concat([said(data.id), said(data.number)]).forEach(function (key) { keys[key] = true; });
  this.title = data.names.join("\n");
  this.does = data.does.map(first).join("\n");
  this.leavesOut = data.not.map(first).join("\n");
  this.other = data.other.join("\n");
  this.own = this.title + "\n" + this.does;
  this.whole = this.own + "\n" + this.leavesOut + "\n" + this.other;
}

KnownTask.prototype.weight = function (texts) {
  return has(this.title, texts) ? TITLE : has(this.does, texts) ? DOES :
    has(this.leavesOut, texts) ? LEAVES_OUT : has(this.other, texts) ? OTHER : 0;
};

KnownTask.prototype.state = function (day) {
  var data = this.data;
  if (day < data.filed) { return "unknown"; }
  if ((data.retired && data.retired <= day) || (data.end && data.end < day)) { return "ended"; }
  return day < data.start ? "not_yet" : "live";
};

KnownTask.prototype.missed = function (where) {
  var data = this.data;
  if (data.channels.indexOf(where.channel || "community") < 0) {
    return where.channel || (data.channels.length === 1 && data.channels[0] === "grid") ? "channel" : null;
  }
  return where.places && where.places.length && data.places && !meet(where.places, data.places) ? "place" : null;
};

function meet(asked, places) {
  return asked.some(function (one) {
    return places.some(function (place) { return one.indexOf(place) === 0 || place.indexOf(one) === 0; });
  });
}

{# ---- 所查 ---- #}

function Question(text, search) {
  var self = this, spans, found, actions;
  this.said = said(text);
  this.chars = chars(this.said);
  spans = search.spans(this.chars);
  found = search.void_(this.chars, spans);
  this.void_ = found.marks;
  this.askers = found.askers;
  actions = spans.filter(function (span) { return search.actions[span[2]]; });
  this.units = [];
  spans.forEach(function (span) {
    if (!all(self.void_, span[0], span[1])) {
      self.units.push({start: span[0], end: span[1], needles: search.groups[span[2]], group: true,
        action: !!search.actions[span[2]]});
    }
  });
  this.chars.forEach(function (char, n) {
    if (n + 1 < self.chars.length && !self.void_[n] && !self.void_[n + 1]) {
      self.units.push({start: n, end: n + 2, needles: needlesOf([char + self.chars[n + 1]]), group: false,
        action: actions.some(function (span) { return span[0] <= n && n + 2 <= span[1]; })});
    }
  });
  this.content = this.chars.filter(function (char, n) { return !self.void_[n] && char.match(HAN); });
  this.full = unmarked(this.void_) || 1;
  this.words = new Words();
  this.units.forEach(function (unit) { self.words.add(unit.needles, unit.group); });
}

Question.prototype.told = function (text) { return this.chars.length - unmarked(this.explained(text)); };

Question.prototype.explained = function (text) {
  var marks = this.void_.slice();
  this.units.forEach(function (unit) {
    if (has(text, unit.needles.texts)) { mark(marks, unit.start, unit.end); }
  });
  return marks;
};

Question.prototype.rest = function (marks) {
  var runs = [], open = false;
  this.chars.forEach(function (char, n) {
    if (!marks[n] && open) { runs[runs.length - 1] += char; } else if (!marks[n]) { runs.push(char); }
    open = !marks[n];
  });
  return runs;
};

{# ---- 查找 ---- #}

function Search(index) {
  var self = this, forms = Object.create(null), at = 0;
  this.words = index.words;
  this.tasks = index.tasks.map(function (task) { return new KnownTask(task); });
  this.byId = Object.create(null);
  this.tasks.forEach(function (task) { self.byId[task.id] = task; });
  this.groups = this.words.groups.map(needlesOf);
  this.actions = this.words.groups.map(function (group) { return self.words.actions.indexOf(group[0]) >= 0; });
  this.words.groups.forEach(function (group, number) {
    group.forEach(function (form) {
      forms[form] = (forms[form] || []).concat([number]);
    });
  });
  this.forms = Object.create(null);
  Object.keys(forms).forEach(function (form) {
    var letters = chars(form);
    self.forms[letters[0]] = self.forms[letters[0]] || [];
    self.forms[letters[0]].push({form: form, length: letters.length, groups: forms[form]});
  });
  Object.keys(this.forms).forEach(function (char) {
    self.forms[char].sort(function (a, b) { return b.length - a.length || (a.form < b.form ? -1 : 1); });
  });
  this.counted = Object.create(null);
  this.everything = this.tasks.map(function (task) { return task.whole; }).join("\f");
  this.starts = this.tasks.map(function (task) {
    at += task.whole.length + 1;
    return at - task.whole.length - 1;
  });
}

Search.prototype.spans = function (text) {
  var found = [], self = this;
  text.forEach(function (char, start) {
    (self.forms[char] || []).some(function (one) {
      if (text.slice(start, start + one.length).join("") !== one.form) { return false; }
      one.groups.forEach(function (group) { found.push([start, start + one.length, group]); });
      return true;
    });
  });
  return found;
};

Search.prototype.void_ = function (text, spans) {
  var marks = filled(text.length), kept = filled(text.length), askers = [];
  this.words.agencies.forEach(function (agency) {
    var start = find(text, agency[0], 0), end = start + count(agency[0]);
    if (start >= 0 && !any(marks, start, end)) {
      mark(marks, start, end);
      askers = askers.concat(agency[1]);
    }
  });
  spans.forEach(function (span) {
    if (span[1] - span[0] > 1 && !all(marks, span[0], span[1])) { mark(kept, span[0], span[1]); }
  });
  this.words.fillers.forEach(function (filler) {
    var start = find(text, filler, 0), end;
    while (start >= 0) {
      end = start + count(filler);
      if (!any(marks, start, end) && !any(kept, start, end)) { mark(marks, start, end); }
      start = find(text, filler, start + 1);
    }
  });
  return {marks: marks, askers: askers};
};

Search.prototype.rarity = function (needles) {
  if (!(needles.key in this.counted)) { this.counted[needles.key] = this.holding(needles).length; }
  return rarityOf(this.counted[needles.key], this.tasks.length);
};

Search.prototype.rarities = function (list) {
  var self = this;
  return total(list.map(function (needles) { return self.rarity(needles); }));
};

Search.prototype.titleWords = function (task) {
  var words = new Words(), self = this;
  task.names.forEach(function (name) {
    var letters = chars(name), n;
    self.spans(letters).forEach(function (span) { words.add(self.groups[span[2]], true); });
    for (n = 0; n + 1 < letters.length; n += 1) { words.add(needlesOf([letters[n] + letters[n + 1]]), true); }
  });
  return words.list;
};

Search.prototype.clauseWords = function (clause) {
  var letters = chars(clause), words = new Words(), self = this, n, spans;
  function inside(span) { return span[0] <= n && n + 2 <= span[1]; }
  spans = this.spans(letters).filter(function (span) { return span[1] - span[0] > 1 || span[0] === 0; });
  spans.forEach(function (span) { words.add(self.groups[span[2]], true); });
  for (n = 0; n + 1 < letters.length; n += 1) {
    if (!spans.some(inside)) { words.add(needlesOf([letters[n] + letters[n + 1]]), true); }
  }
  return words.list;
};

{# 候选，最好的在前：[分, 事务]；已结束的排在承接它的后面。 #}
Search.prototype.ranked = function (asked, day) {
  var self = this, scores = this.scores(asked), at = Object.create(null), best;
  function ordered() {
    return Object.keys(at).sort(function (a, b) { return at[b] - at[a] || (a < b ? -1 : 1); });
  }
  this.tasks.forEach(function (task) {
    var score = scores[task.id] || 0;
    if (task.state(day) === "unknown" || task.data.error) { return; }
    if (asked.askers.some(function (key) { return task.data.agencies.indexOf(key) >= 0; })) {
      score = share(score * 115, 100) + BY_AGENCY;
    }
    if (score) { at[task.id] = score; }
  });
  best = ordered().slice(0, 4 * CANDIDATES);
  best.forEach(function (number) {
    var task = self.byId[number], words = self.titleWords(task), part;
    part = share(1000 * self.rarities(words.filter(function (word) { return asked.words.has(word); })),
      self.rarities(words) || 1);
    at[number] = share(at[number] * (1000 + share(35 * part, 100)), 1000);
    if (task.state(day) !== "live") { at[number] = share(at[number] * 93, 100); }
  });
  best.forEach(function (number) {
    if (self.byId[number].state(day) !== "ended") { return; }
    self.followers(self.byId[number], day).forEach(function (follower) {
      at[follower] = Math.max(at[follower] || 0, at[number]);
      at[number] = Math.min(at[number], share(at[follower] * 75, 100));
    });
  });
  return ordered().slice(0, CANDIDATES).map(function (number) {
    var task = self.byId[number], left = unmarked(asked.explained(task.whole));
    return [share(at[number] * (1000 - share(400 * left, asked.full)), 1000), task];
  }).sort(function (a, b) { return b[0] - a[0] || (a[1].id < b[1].id ? -1 : 1); });
};

Search.prototype.scores = function (asked) {
  var self = this, scores = Object.create(null), known = Object.create(null), text = asked.chars, n;
  function add(task, points) { scores[task.id] = (scores[task.id] || 0) + points; }
  function counted(needles, times) {
    var found = self.holding(needles), rarity = rarityOf(found.length, self.tasks.length);
    self.counted[needles.key] = found.length;
    found.forEach(function (task) { add(task, task.weight(needles.texts) * rarity * times); });
    return found.length > 0;
  }
  function oneWrong(task) { add(task, 45 * RARE * PAIR); }
  asked.words.list.forEach(function (needles) {
    if (counted(needles, asked.words.known[needles.key] ? GROUP : PAIR)) { known[needles.key] = true; }
  });
  for (n = 0; n + 2 < text.length; n += 1) {
    if (asked.void_[n] && asked.void_[n + 2]) { continue; }
    if (!asked.void_[n] && !asked.void_[n + 2] && !asked.words.has(needlesOf([text[n] + text[n + 2]]))) {
      counted(needlesOf([text[n] + text[n + 2]]), APART);
    }
    if (known[text[n] + text[n + 1]] && known[text[n + 1] + text[n + 2]]) { continue; }
    (this.oneWrong()[text[n] + text[n + 2]] || []).forEach(oneWrong);
  }
  return scores;
};

{# 各名称中隔一字的两个字，及有这两个字的事务。 #}
Search.prototype.oneWrong = function () {
  var found = this.wrong;
  if (!found) {
    found = this.wrong = Object.create(null);
    this.tasks.forEach(function (task) {
      task.names.forEach(function (name) {
        var letters = chars(name), n, pair;
        for (n = 0; n + 2 < letters.length; n += 1) {
          pair = letters[n] + letters[n + 2];
          found[pair] = found[pair] || [];
          if (found[pair].indexOf(task) < 0) { found[pair].push(task); }
        }
      });
    });
  }
  return found;
};

Search.prototype.misspelt = function (asked, task) {
  var text = asked.chars, n;
  for (n = 0; n + 2 < text.length; n += 1) {
    if (!(asked.void_[n] && asked.void_[n + 2]) &&
        (this.oneWrong()[text[n] + text[n + 2]] || []).indexOf(task) >= 0) { return true; }
  }
  return false;
};

Search.prototype.titleShare = function (asked, task) {
  var words = this.titleWords(task);
  return share(100 * this.rarities(words.filter(function (word) { return asked.words.has(word); })),
    this.rarities(words) || 1);
};

Search.prototype.holding = function (needles) {
  var self = this, found = Object.create(null);
  needles.texts.forEach(function (needle) {
    var at = self.everything.indexOf(needle), number;
    while (at >= 0 && self.tasks.length) {
      number = self.taskAt(at);
      found[number] = true;
      if (number + 1 === self.starts.length) { break; }
      at = self.everything.indexOf(needle, self.starts[number + 1]);
    }
  });
  return Object.keys(found).map(Number).sort(function (a, b) { return a - b; }).map(function (number) {
    return self.tasks[number];
  });
};

Search.prototype.taskAt = function (at) {
  var low = 0, high = this.starts.length, middle;
  while (low < high) {
    middle = (low + high) >> 1;
    if (at < this.starts[middle]) { high = middle; } else { low = middle + 1; }
  }
  return low - 1;
};

Search.prototype.followers = function (task, day) {
  var seen = Object.create(null), waiting = task.data.next.slice(), live = [], number;
  seen[task.id] = true;
  while (waiting.length) {
    number = waiting.pop();
    if (seen[number] || !this.byId[number]) { continue; }
    seen[number] = true;
    waiting = waiting.concat(this.byId[number].data.next);
    if (this.byId[number].state(day) === "live") { live.push(number); }
  }
  return live;
};

function rarityOf(found, tasks) {
  return found ? share(RARE * log(found + tasks, found), log(1 + tasks, 1)) : 0;
}

function log(over, under) {
  var whole = 0;
  while (over >= 2 * under) { under *= 2; whole += 1; }
  return 1000 * whole + share(1000 * (over - under), under);
}

{# ---- 回答 ---- #}

function Answers(index) {
  var forms = this.numberForms = Object.create(null);
  this.index = index;
  this.search = new Search(index);
  this.search.tasks.forEach(function (task) {
    [task.id, task.data.number].forEach(function (number) {
      var form = said(number).replace(/[0-9]+/g, "");
      if (form) { forms[form] = true; }
    });
  });
}

{# where：{places, channel}，不知道的为 null；这一项（thisOne）由人指定。 #}
Answers.prototype.answer = function (question, day, where, thisOne) {
  var asked = new Question(question, this.search), channel = where && where.channel, one;
  if (!channel && asked.said.indexOf("网格员") >= 0) { channel = "grid"; }
  one = new Case(this, asked, day, {places: where && where.places, channel: channel});
  return one.flagged(thisOne ? one.about(thisOne) : one.reply());
};

function Case(answers, asked, day, where) {
  this.search = answers.search;
  this.index = answers.index;
  this.words = answers.index.words;
  this.numberForms = answers.numberForms;
  this.asked = asked;
  this.day = day;
  this.where = where;
}

Case.prototype.ranked = function () {
  if (!this.found) { this.found = this.search.ranked(this.asked, this.day); }
  return this.found;
};

Case.prototype.flagged = function (reply) {
  var text = this.asked.said, words = this.words;
  reply.flags = ["emergency", "court"].filter(function (kind) { return has(text, words[kind]); });
  this.index.duties.forEach(function (duty, number) {
    if (has(text, duty.words)) { reply.duties.push(number); }
  });
  if (reply.duties.length) { reply.flags.push("statute"); }
  return reply;
};

Case.prototype.about = function (number) {
  var task = this.search.byId[number], state = task.state(this.day), more, verdict, reason = "this", byName;
  more = {
    unexplained: this.asked.rest(this.asked.explained(task.own)),
    excluded: this.excluded(task),
    surplus: this.surplus(task),
    successors: this.search.followers(task, this.day)
  };
  byName = this.asked.said in task.keys;
  if (state === "ended" || state === "unknown") {
    verdict = "ended";
  } else if (state === "not_yet") {
    verdict = "not_yet";
  } else if (task.missed(this.where)) {
    verdict = "elsewhere";
  } else if (more.excluded && !byName) {
    verdict = "beyond";
    reason = "excluded";
  } else if (more.surplus.length && !byName) {
    verdict = "beyond";
    reason = "surplus";
  } else {
    verdict = this.odd(more.unexplained) ? "perhaps" : "within";
  }
  return this.named(verdict, reason, [task], more);
};

Case.prototype.reply = function () {
  return this.byName() || this.unreadable() || this.forbidden() || this.byContent();
};

Case.prototype.byName = function () {
  var text = this.asked.said, day = this.day, search = this.search, best, after;
  var hits = search.tasks.filter(function (task) { return text in task.keys && task.state(day) !== "unknown"; });
  if (!hits.length) {
    return text && text.replace(/[0-9]+/g, "") in this.numberForms ? this.named("not_listed", "no_such_number", []) : null;
  }
  hits.sort(function (a, b) {
    return ORDER.indexOf(a.state(day)) - ORDER.indexOf(b.state(day)) || (a.id < b.id ? -1 : 1);
  });
  best = hits[0];
  if (best.state(day) === "ended") {
    after = search.followers(best, day);
    if (after.length) {
      hits = after.map(function (number) { return search.byId[number]; }).concat(hits);
      return this.named("perhaps", "succeeded", hits, {successors: after});
    }
    return this.named("ended", "name", hits);
  }
  if (best.state(day) === "not_yet") { return this.named("not_yet", "name", hits); }
  return this.named(best.missed(this.where) ? "elsewhere" : "admitted", "name", hits);
};

Case.prototype.unreadable = function () {
  var han = this.asked.said.match(HAN) || [], whole = han.join("");
  if (!han.length) { return this.named("unreadable", "no_chinese", []); }
  if (han.every(function (char) { return char === han[0]; }) ||
      this.words.greetings.some(function (word) { return whole === word || whole === word + word; })) {
    return this.named("unreadable", "too_short", []);
  }
  return null;
};

{# 负面清单。 #}

Case.prototype.forbidden = function () {
  var met = this.negative(true), near, cues = this.words.certificate_cues;
  if (!met) { return null; }
  near = this.ranked().slice(0, 3).filter(function (one) {
    return one[0] > NEAR && met.kind === "certificate" && has(one[1].leavesOut, cues);
  }).map(function (one) { return one[1]; });
  return this.named("forbidden", met.kind, near, {negative: met});
};

Case.prototype.negative = function (sure) {
  var text = this.asked.said, words = this.words, longest = 0, met = null;
  this.index.negative.forEach(function (entry) {
    var certificate = entry.kind === "certificate", length;
    var cued = has(text, words[certificate ? "certificate_cues" : "responsible_cues"]);
    if (!sure) { cued = cued || !certificate || has(text, words.stamp_cues); }
    length = most(entry.forms.map(function (form) { return text.indexOf(form) >= 0 ? count(form) : 0; }));
    if (cued && length > longest) {
      longest = length;
      met = entry;
    }
  });
  return met && {kind: met.kind, subject: met.subject, source: met.source};
};

{# 事务。 #}

Case.prototype.byContent = function () {
  var met = this.negative(false), reply = this.compared();
  if (reply.verdict === "not_listed" || reply.verdict === "unreadable") { reply = this.copied() || reply; }
  if (!met) { return reply; }
  if (["not_listed", "within", "unreadable"].indexOf(reply.verdict) >= 0) {
    reply.verdict = "perhaps";
    reply.reason = "negative_list";
  }
  reply.negative = met;
  return reply;
};

Case.prototype.copied = function () {
  var text = this.asked.said, day = this.day, found = this.search.tasks.filter(function (task) {
    return task.own.indexOf(text) >= 0 && task.state(day) !== "unknown" && !task.data.error;
  });
  if (count(text) < COPIED || !found.length) { return null; }
  found.sort(function (a, b) {
    return (a.state(day) !== "live") - (b.state(day) !== "live") || (a.id < b.id ? -1 : 1);
  });
  return this.named("perhaps", "copied", found.slice(0, SHOWN));
};

Case.prototype.compared = function () {
  var asked = this.asked, ranked = this.ranked(), nothing, best, top, covered, inTitle, met, topic, near;
  nothing = asked.content.length > 1 ? "not_listed" : "unreadable";
  if (!ranked.length || !asked.units.length) { return this.named(nothing, "nothing_near", []); }
  best = ranked[0][0];
  top = ranked[0][1];
  covered = this.covered(top);
  inTitle = asked.units.some(function (unit) { return unit.group && has(top.title, unit.needles.texts); });
  met = asked.units.filter(function (unit) { return has(top.whole, unit.needles.texts); });
  topic = !met.length || !met.every(function (unit) { return unit.action; }) || this.search.misspelt(asked, top);
  near = best >= (covered >= COVERED ? NEAR_COVERED : NEAR) && (covered >= HARDLY_COVERED || inTitle);
  if (!near || (!topic && covered < COVERED)) {
    return this.named(best >= FAINT && topic ? "perhaps" : nothing, "far", tasksOf(ranked).slice(0, SHOWN));
  }
  return this.judged(top, tasksOf(ranked.filter(function (one) {
    return 100 * one[0] >= LIKE_BEST * best;
  })).slice(0, SHOWN), covered);
};

function tasksOf(ranked) { return ranked.map(function (one) { return one[1]; }); }

Case.prototype.covered = function (task) {
  return 100 - share(100 * unmarked(this.asked.explained(task.whole)), this.asked.full);
};

Case.prototype.judged = function (top, shown, covered) {
  var self = this, ranked = this.ranked(), best = ranked[0][0], state = top.state(this.day), day = this.day;
  var live, second, clear, rest, touched, title, after, sure, met, surplus, doubt;
  live = ranked.filter(function (one) { return one[1].state(day) === "live"; }).map(first);
  second = (state === "live" ? live[1] : live[0]) || 0;
  clear = 100 * best >= CLEAR * second;
  rest = this.asked.rest(this.asked.explained(top.own));
  function reply(verdict, reason, more) {
    more = more || {};
    more.unexplained = rest;
    return self.named(verdict, reason, shown, more);
  }
  touched = this.touched(top);
  title = this.search.titleShare(this.asked, top);
  if (state === "ended") {
    after = this.search.followers(top, day);
    sure = covered >= ENDED_COVERED && title >= ENDED_TITLE && !touched;
    return reply(sure && !after.length && 2 * (live[0] || 0) < best ? "ended" : "perhaps", "ended", {successors: after});
  }
  if (state === "not_yet") {
    return reply(clear && covered >= BEGINS_COVERED ? "not_yet" : "perhaps", "not_yet");
  }
  met = clear && !this.fitsBetter(top, shown) ? this.excluded(top) : null;
  if (met) { return reply("beyond", "excluded", {excluded: met}); }
  surplus = this.surplus(top);
  if (clear && surplus.length && title >= SURE_TITLE) { return reply("beyond", "surplus", {surplus: surplus}); }
  doubt = !clear || surplus.length || touched ? "not_clear" : this.doubt(top, rest, title);
  if (doubt) { return reply("perhaps", doubt, {excluded: touched}); }
  return reply(top.missed(this.where) ? "elsewhere" : "within", "content");
};

Case.prototype.fitsBetter = function (top, shown) {
  return this.asked.rest(this.asked.explained(top.whole)).some(function (run) {
    return count(run) > 1 && shown.slice(1).some(function (task) { return task.own.indexOf(run) >= 0; });
  });
};

Case.prototype.surplus = function (task) {
  var text = this.asked.said, permits = this.words.permits;
  return this.words.demands.filter(function (word) {
    return text.indexOf(word) >= 0 && task.own.indexOf(word) < 0 &&
      !has(task.own, Object.prototype.hasOwnProperty.call(permits, word) ? permits[word] : []);
  });
};

Case.prototype.doubt = function (top, rest, title) {
  var asked = this.asked, words = this.words, instead, inDoes, bare;
  if (this.odd(rest)) { return "unexplained"; }
  if (this.asksForAnother(top)) { return "two_tasks"; }
  instead = has(top.title, words.soft_verbs.slice(0, 2)) && has(asked.said, words.authority_verbs) &&
    !has(asked.said, words.soft_verbs);
  inDoes = asked.words.list.some(function (word) { return has(top.does, word.texts) && !has(top.title, word.texts); });
  bare = asked.content.length <= TOPIC || (title < TOPIC_TITLE && !inDoes);
  return bare || instead ? "topic" : null;
};

Case.prototype.odd = function (rest) {
  var words = this.words;
  return rest.some(function (run) {
    return words.harmless.indexOf(run) < 0 && (count(run) > 1 || words.heavy.indexOf(run) >= 0);
  }) || 2 * total(rest.map(count)) > this.asked.full;
};

Case.prototype.asksForAnother = function (top) {
  var text = this.asked.said, day = this.day;
  return this.search.tasks.some(function (task) {
    if (task === top) { return false; }
    return (task.state(day) === "live" && task.names.some(function (name) {
      return text.indexOf(name) >= 0 && top.title.indexOf(name) < 0;
    })) || (top.does.indexOf(text) < 0 && task.data.not.some(function (one) {
      return count(one[0]) > 1 && text.indexOf(one[0]) >= 0;
    }));
  });
};

{# 不做什么。 #}

Case.prototype.touched = function (task) {
  var n, not = task.data.not;
  for (n = 0; n < not.length; n += 1) {
    if (this.asked.said.indexOf(not[n][0]) >= 0 || this.common(not[n][0], task).length) { return not[n][1]; }
  }
  return null;
};

Case.prototype.common = function (clause, task) {
  var asked = this.asked;
  return this.search.clauseWords(clause).filter(function (word) {
    return asked.words.has(word) && !has(task.title, word.texts);
  });
};

Case.prototype.share = function (clause, task) {
  return share(100 * this.search.rarities(this.common(clause, task)),
    this.search.rarities(this.search.clauseWords(clause)) || 1);
};

Case.prototype.excluded = function (task) {
  var self = this, best = 0, met = null, told, part;
  told = most(task.data.does.map(function (one) { return self.told(one[0], task); }));
  part = most(task.data.does.map(function (one) { return self.share(one[0], task); }));
  task.data.not.forEach(function (one) {
    var points = self.points(one[0], task, told, part);
    if (points > best) {
      best = points;
      met = one[1];
    }
  });
  return met;
};

Case.prototype.told = function (clause, task) { return this.asked.told(clause + "\n" + task.title); };

Case.prototype.points = function (clause, task, told, part) {
  var asked = this.asked, common = this.common(clause, task), own, marks, gained, mine, sum, more, mostOfRest;
  var fresh, asks, anchored;
  if (!common.length) { return 0; }
  own = asked.explained(task.own);
  marks = asked.explained(clause + "\n" + task.title);
  gained = marks.filter(function (one, n) { return one && !own[n]; }).length;
  mine = this.share(clause, task);
  sum = marks.length - unmarked(marks);
  more = mine > part + MORE;
  if (!(sum > told || (sum === told && more))) { return 0; }
  mostOfRest = 2 * gained >= unmarked(own);
  fresh = mine > NEARLY_ALL || common.some(function (word) { return !has(task.does, word.texts); });
  asks = (mostOfRest && gained > 1) || (mostOfRest && gained && mine >= HALF) || (mine >= MOST && more && fresh);
  anchored = asked.words.list.some(function (word) { return has(task.title, word.texts); });
  return asks && (anchored || this.onlyHere(clause, mine, sum)) ? 100 * gained + mine : 0;
};

Case.prototype.onlyHere = function (clause, part, told) {
  var search = this.search, words = this.asked.words, asked, others, mostly;
  asked = search.clauseWords(clause).filter(function (word) { return words.has(word); });
  others = this.ranked().slice(1, 6).some(function (one) {
    return one[1].data.not.some(function (other) {
      var keys = search.clauseWords(other[0]).map(function (word) { return word.key; });
      return asked.every(function (word) { return keys.indexOf(word.key) >= 0; });
    });
  });
  mostly = 2 * (told - (this.asked.chars.length - unmarked(this.asked.void_))) >= this.asked.full;
  return part >= MOST && mostly && !others;
};

{# 答复的各项。 #}

Case.prototype.named = function (verdict, reason, tasks, more) {
  var self = this;
  more = more || {};
  return {
    verdict: verdict,
    reason: reason,
    tasks: tasks.filter(function (task, n) { return tasks.indexOf(task) === n; }).map(function (task) {
      return {id: task.id, state: task.state(self.day), missed: task.missed(self.where), quote: self.quote(task)};
    }),
    excluded: more.excluded || null,
    surplus: more.surplus || [],
    unexplained: more.unexplained || [],
    negative: more.negative || null,
    flags: [],
    duties: [],
    successors: more.successors || []
  };
};

Case.prototype.quote = function (task) {
  var self = this, best = 0, quoted = null;
  task.data.does.forEach(function (one) {
    var points = self.search.rarities(self.asked.words.list.filter(function (word) { return has(one[0], word.texts); }));
    if (points > best) {
      best = points;
      quoted = one[1];
    }
  });
  return quoted;
};
