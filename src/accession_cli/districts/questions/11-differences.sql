-- 同一事项，经费或者期限不同
-- 属于基本目录同一条目的现行事项，各区金额或者长短期不一样的；待认定的不计。
WITH ours AS (
    SELECT
        same.entry,
        same.step_name,
        task.district,
        task.id,
        task.title,
        task.term,
        task.period,
        task.funding.amount AS amount,
        task.funding.per AS per
    FROM in_force AS task
    JOIN same
        ON same.kind = 'task' AND same.counts
        AND same.district = task.district AND same.id = task.id
),
differing AS (
    SELECT entry
    FROM ours
    GROUP BY entry
    HAVING count(DISTINCT district) > 1
        AND (
            count(DISTINCT coalesce(amount, -1)) > 1
            OR count(DISTINCT per) > 1
            OR count(DISTINCT term) > 1
        )
)
SELECT
    entry.code AS "条目",
    entry.title AS "基本目录事项",
    profile.name AS "区",
    ours.id AS "编号",
    ours.title AS "事项名称",
    ours.amount AS "金额（元）",
    CASE ours.per WHEN 'year' THEN '每年' ELSE '整件' END AS "核定方式",
    CASE ours.term WHEN 'long' THEN '长期' WHEN 'short' THEN '短期' ELSE '临时' END AS "期限",
    ours.period.start AS "开始",
    ours.period."end" AS "结束",
    ours.step_name AS "认定方式"
FROM ours
JOIN differing USING (entry)
JOIN catalogue AS entry ON entry.code = ours.entry
JOIN profile USING (district)
ORDER BY entry.place, ours.district, ours.id
