-- 一区不予准入、别区准入
-- 不予准入的申请，与别区现行事项属于基本目录同一条目的；待认定的不计。
-- 同市（区划代码前四位相同）的各区逐一列出，写明件数和编号在前的一件；外市的只计入区数。
WITH admitted AS (
    SELECT entry, district, left(district, 4) AS city, id, step_name
    FROM same
    WHERE kind = 'task' AND counts
),
owning AS (
    SELECT DISTINCT entry, district FROM admitted
),
counted AS (
    SELECT entry, count(*) AS districts FROM owning GROUP BY entry
),
asked AS MATERIALIZED (
    SELECT
        refusal.district,
        left(refusal.district, 4) AS city,
        refusal.id,
        refusal.title,
        refusal.date,
        same.entry,
        counted.districts - (owning.entry IS NOT NULL)::BIGINT AS others
    FROM refused AS refusal
    JOIN same
        ON same.kind = 'refusal' AND same.counts
        AND same.district = refusal.district AND same.id = refusal.id
    JOIN counted USING (entry)
    LEFT JOIN owning ON owning.entry = same.entry AND owning.district = refusal.district
),
near AS (
    SELECT
        entry,
        district,
        city,
        count(*) AS tasks,
        min(id) AS id,
        arg_min(step_name, id) AS step_name
    FROM admitted
    SEMI JOIN asked USING (entry, city)
    GROUP BY ALL
),
named AS (
    SELECT near.*, task.title, task.filing.date AS filed, profile.name
    FROM in_force AS task
    JOIN near ON near.district = task.district AND near.id = task.id
    JOIN profile ON profile.district = task.district
)
SELECT
    here.name AS "不予准入的区",
    asked.title AS "申请事项",
    asked.date AS "不予准入日期",
    entry.code AS "条目",
    entry.title AS "基本目录事项",
    there.name AS "准入的区",
    there.tasks AS "件数",
    there.id AS "编号",
    there.title AS "事项名称",
    there.filed AS "备案日期",
    there.step_name AS "认定方式",
    asked.others AS "共有几个区准入"
FROM asked
JOIN catalogue AS entry ON entry.code = asked.entry
JOIN profile AS here ON here.district = asked.district
LEFT JOIN named AS there
    ON there.entry = asked.entry AND there.city = asked.city AND there.district <> asked.district
WHERE asked.others > 0
ORDER BY asked.district, asked.date, asked.title, asked.id, there.district
