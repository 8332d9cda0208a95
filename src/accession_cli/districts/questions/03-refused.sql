-- 一区不予准入、别区准入
-- 不予准入的申请，与别区现行事项属于基本目录同一条目的；待认定的不计。
SELECT
    here.name AS "不予准入的区",
    refusal.title AS "申请事项",
    refusal.date AS "不予准入日期",
    entry.code AS "条目",
    entry.title AS "基本目录事项",
    there.name AS "准入的区",
    task.id AS "编号",
    task.title AS "事项名称",
    task.filing.date AS "备案日期",
    known.step_name AS "认定方式"
FROM refused AS refusal
JOIN same AS asked
    ON asked.kind = 'refusal' AND asked.counts
    AND asked.district = refusal.district AND asked.id = refusal.id
JOIN same AS known
    ON known.kind = 'task' AND known.counts
    AND known.entry = asked.entry AND known.district <> refusal.district
JOIN in_force AS task ON task.district = known.district AND task.id = known.id
JOIN catalogue AS entry ON entry.code = asked.entry
JOIN profile AS here ON here.district = refusal.district
JOIN profile AS there ON there.district = task.district
ORDER BY refusal.district, refusal.date, refusal.title, task.district, task.id
