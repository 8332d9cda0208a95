-- 同一事项，经费或者期限不同
-- 属于基本目录同一条目的现行事项，各区金额或者长短期不一样的；待认定的不计。
WITH differing AS (
    SELECT same.entry
    FROM in_force AS task
    JOIN same
        ON same.kind = 'task' AND same.counts
        AND same.district = task.district AND same.id = task.id
    GROUP BY same.entry
    HAVING min(task.district) <> max(task.district)
        AND (
            min(coalesce(task.funding.amount, -1)) <> max(coalesce(task.funding.amount, -1))
            OR min(task.funding.per) <> max(task.funding.per)
            OR min(task.term) <> max(task.term)
        )
),
ours AS (
    SELECT same.district, same.id, same.step_name, entry.place, entry.code, entry.title
    FROM same
    SEMI JOIN differing USING (entry)
    JOIN catalogue AS entry ON entry.code = same.entry
    WHERE same.kind = 'task' AND same.counts
)
SELECT
    ours.code AS "条目",
    ours.title AS "基本目录事项",
    profile.name AS "区",
    task.id AS "编号",
    task.title AS "事项名称",
    task.funding.amount AS "金额（元）",
    CASE task.funding.per WHEN 'year' THEN '每年' ELSE '整件' END AS "核定方式",
    CASE task.term WHEN 'long' THEN '长期' WHEN 'short' THEN '短期' ELSE '临时' END AS "期限",
    task.period.start AS "开始",
    task.period."end" AS "结束",
    ours.step_name AS "认定方式"
FROM in_force AS task
JOIN ours ON ours.district = task.district AND ours.id = task.id
JOIN profile ON profile.district = task.district
ORDER BY ours.place, task.district, task.id
